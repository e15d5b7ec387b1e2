/**
 * What the console and the widget show a conversation with. Import `@kefu/chat-ui/style.css` once; its colours are CSS
 * variables (`--chat-…`) with a light and a dark value, to be overridden by the page.
 *
 * ```vue
 * <MessageList v-model:at-bottom="atBottom" :key="id" :items="state.items" :labels :locale :loaded="state.loaded"
 *   :has-older="state.hasOlder" :loading-older="state.loadingOlder" :typing="state.typing"
 *   @older="view.loadOlder()" @retry="view.retry($event)" @discard="view.discard($event)"
 *   @recall="view.recall($event.message.id)" @open="picture = $event" />
 * <Composer v-model="draft" :labels @send="view.send({ kind: 'text', text: $event })" @files="…" @typing="view.typing()" />
 * <PictureViewer v-model="picture" :labels />
 * ```
 */
export { default as Composer } from './Composer.vue'
export { default as DeliveryMark } from './DeliveryMark.vue'
export { default as EmojiButton } from './EmojiButton.vue'
export { default as MessageList } from './MessageList.vue'
export { default as PictureViewer } from './PictureViewer.vue'
export { default as SafeText } from './SafeText.vue'
export { useConnection, useConversation, usePageFocus, useReadMarks } from './composables'
export { bytes, clock, codePoints, day, fileKind, fullTime, plainName } from './format'
export { chatLabels, fill } from './labels'
export type { ChatLabels } from './labels'
export { timeOf } from './rows'
export { httpsOnly, linkify } from './linkify'
export { touchFirst } from './touch'
export { VOICE_PLAYER } from './voice'
export { default as VoicePlayer } from './VoicePlayer.vue'
