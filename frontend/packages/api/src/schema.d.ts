import type { Agent, Attachment, Conversation, Customer, DeskEvent, Message, Note, Page } from './types'
type Json<T> = { content: { 'application/json': T } }
type Op<P, B, R> = { parameters: P; requestBody: B extends never ? never : Json<B>; responses: { 200: { headers: object } & Json<R>; default: { headers: object } & Json<unknown> } }
type NoBody<P, R> = { parameters: P; requestBody?: never; responses: { 200: { headers: object } & Json<R>; default: { headers: object } & Json<unknown> } }
type Id = { path: { id: string } }
export interface components { schemas: { Conversation: Conversation; Message: Message; Activity: Note | DeskEvent } }
export interface paths {
  '/api/v1/auth/agent': { post: Op<object, { staff_key: string }, { token: string; expires_at: string; agent: Agent }> }
  '/api/v1/auth/logout': { post: NoBody<object, unknown> }
  '/api/v1/auth/refresh': { post: NoBody<object, unknown> }
  '/api/v1/me': { get: NoBody<object, { role: string; id: string; name: string }> }
  '/api/v1/conversations': { get: NoBody<{ query?: { status?: string; assignee?: string; tag?: string; q?: string; unread?: boolean; limit?: number; cursor?: string } }, Page<Conversation>> }
  '/api/v1/conversations/{id}': { get: NoBody<Id, Conversation>; patch: Op<Id, { status?: string; assignee_id?: string; tags?: string[]; priority?: string }, Conversation> }
  '/api/v1/conversations/{id}/claim': { post: NoBody<Id, Conversation> }
  '/api/v1/conversations/{id}/messages': { get: NoBody<Id & { query?: { before_seq?: number; after_seq?: number; limit?: number } }, Page<Message>> }
  '/api/v1/conversations/{id}/activity': { get: NoBody<Id & { query?: { limit?: number; cursor?: string } }, Page<Note | DeskEvent>> }
  '/api/v1/customers/{openid}': { get: NoBody<{ path: { openid: string } }, Customer> }
  '/api/v1/agents': { get: NoBody<object, Page<Agent>> }
  '/api/v1/uploads': { post: NoBody<object, Attachment> }
}
