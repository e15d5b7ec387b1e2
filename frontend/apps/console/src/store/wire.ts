import type * as rest from '@kefu/api'
import type { Activity, Conversation, Message } from '@kefu/chat-client'

/*
 * The REST answers and the frames carry the same objects, written by the same code of the desk; only their types come
 * from two places, the OpenAPI document and the chat client. Here the one becomes the other.
 */

export const conversationOf = (answered: rest.Conversation) => answered as Conversation
export const messageOf = (answered: rest.Message) => answered as Message
export const activityOf = (answered: rest.Activity) => answered as Activity
