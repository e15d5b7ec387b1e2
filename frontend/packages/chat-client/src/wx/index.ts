/**
 * What the mini-program is given of this package: `scripts/miniprogram` makes one CommonJS file of it,
 * miniprogram/kefu/lib/chat-client.js, with its types beside it.
 */
export { Desk } from './desk'
export type { DeskEvents, SignIn } from './desk'
export { ChatError } from '../api'
export type * from '../api'
export type * from '../host'
export { cardFields } from '../wire/types'
export type * from '../wire/types'
