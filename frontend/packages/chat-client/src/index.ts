export * from './api'
export type * from './host'
export * from './wire/types'
export { createChatClient } from './client'
