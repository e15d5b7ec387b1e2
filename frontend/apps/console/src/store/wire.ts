import type { components } from '@kefu/api'
import type { Activity, Conversation, Message } from '@kefu/chat-client'

/*
 * The REST answers and the frames carry the same objects, written by the same code of the desk; only the types come
 * from two places, the OpenAPI document and the chat client. These are the places where the one becomes the other.
 */

type Schemas = components['schemas']

export const conversationOf = (answered: Schemas['Conversation']) => answered as unknown as Conversation
export const messageOf = (answered: Schemas['Message']) => answered as unknown as Message
export const activityOf = (answered: Schemas['Activity']) => answered as unknown as Activity
