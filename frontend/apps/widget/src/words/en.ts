import type { Words } from '../words'

export { en as labels } from '@kefu/chat-ui/labels/en'

export const words: Words = {
  title: 'Customer service',
  online: 'We are here',
  away: 'Away now. We will reply soon',
  opens: 'Back {time}',
  welcome: 'Hello! How can we help you?',
  placeholder: 'Write a message…',
  reconnecting: 'Connecting again…',
  retryIn: 'No connection. Next try in {seconds} s',
  retryNow: 'Try now',
  stale: 'No connection. You see the chat as it was last time; what you write goes out as soon as there is one.',
  replaced: 'The chat is open somewhere else.',
  useHere: 'Use it here',
  signedOut: 'This chat has ended here.',
  reload: 'Start again',
  close: 'Close the chat',
  tooLarge: '{name} is too large: at most {size}.',
  wrongType: '{name} cannot be sent: this kind of file is not accepted.',
  recallFailed: 'This message can no longer be recalled.',
  empty: '{name} is empty.',
  mute: 'Turn the sound off',
  unmute: 'Turn the sound on',
  cardOffer: 'You are looking at',
  cardSend: 'Send',
  cardDismiss: 'Not now',
  more: 'More',
  copy: 'Copy',
}
