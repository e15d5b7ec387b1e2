import type { components } from './schema'

type Schemas = components['schemas']

/* The names by which the pages call the desk's objects; what they hold is the OpenAPI document's business. */

export type Activity = Schemas['Activity']
export type Agent = Schemas['Agent']
export type Attachment = Schemas['Attachment']
export type Conversation = Schemas['Conversation']
export type Customer = Schemas['Customer']
export type Me = Schemas['Me']
export type Message = Schemas['Message']
