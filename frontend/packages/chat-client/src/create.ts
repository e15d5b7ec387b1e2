import { createAgentClient } from './agent'
import type { ChatClient, ChatClientOptions } from './api'
import { createCustomerClient } from './customer'

/** Makes a client of either side. It does nothing until `connect()`. */
export function createChatClient(options: ChatClientOptions): ChatClient {
  return options.role === 'agent' ? createAgentClient(options) : createCustomerClient(options)
}
