import type { ChatClient, ChatClientOptions } from './api'

/** Makes a client. It does nothing until `connect()`. */
export declare function createChatClient(options: ChatClientOptions): ChatClient
