export interface Sender { role: 'customer' | 'agent' | 'bot' | 'system'; id: string; name: string }
export interface Attachment { id?: string; name?: string; mime?: string; size?: number; url?: string; thumbnail_url?: string; width?: number; height?: number; duration_ms?: number }
export interface Message { id: string; conversation_id: string; openid: string; seq: number; client_id: string; sender: Sender; kind: 'text' | 'image' | 'file' | 'voice' | 'video' | 'card'; text: string | null; attachment?: Attachment | null; created_at: string; read_at: string | null; recalled_at: string | null }
export interface AgentRef { id: string; name: string }
export interface CustomerRef { openid: string; name: string; avatar_url?: string; channel: string; online: boolean }
export interface Conversation { id: string; customer: CustomerRef; status: 'open' | 'pending' | 'resolved'; assignee: AgentRef | null; tags: string[]; priority: string; last_seq: number; rev: number; last_message: Message | null; unread: number; waiting_since: string | null; created_at: string; updated_at: string }
export interface Agent { id: string; name: string; role: 'agent' | 'supervisor' | 'admin'; status: string }
export interface Customer { openid: string; name: string; avatar_url?: string; channel: string; created_at: string }
export interface Note { id: string; conversation_id: string; after_seq: number; rev: number; agent: AgentRef; text: string; mentions: string[]; created_at: string }
export interface DeskEvent { id: string; conversation_id: string; after_seq: number; rev: number; agent: AgentRef | null; kind: string; data: Record<string, unknown>; created_at: string }
export interface Page<T> { items: T[]; next_cursor: string | null }
