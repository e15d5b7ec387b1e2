/**
 * What nobody needs in order to read and write: it comes when the conversation is there, or when it is asked for. One file,
 * so that it is one request.
 */
export { webUploader, localFile } from '@kefu/chat-client/web'
export { EmojiButton } from '@kefu/chat-ui'
export { default as PictureViewer } from '@kefu/chat-ui/PictureViewer.vue'
export { default as CardOffer } from './CardOffer.vue'
export { keepInSight } from './keyboard'
export { longPress } from '@kefu/chat-ui/longPress'
export { default as MessageMenu } from './MessageMenu.vue'
export { keep, kept, withNews } from './news'
export { objection } from './objection'
export { chime, seen } from './sound'
