/**
 * The public face of the chat client: what pages may rely on. The code behind it is in the other files.
 *
 * One client is one identity's connection to the desk. It reconnects by itself, keeps what was written until it is
 * acked, and shows every conversation in order, each message once. Nothing here needs a DOM.
 *
 * ```ts
 * const client = createChatClient({ host: webHost(), url: 'wss://desk.example/ws', role: 'agent', identity: me.id, auth })
 * client.on('connection', state => …)
 * client.connect()
 * const view = client.open('17')           // agents; customers: client.own
 * view.subscribe(() => render(view.state)) // view.state is a new object after every change
 * view.send({ kind: 'text', text: '你好' })
 * ```
 *
 * Signing in is the client's affair, too: `auth.token()` does it, and is asked again, with backoff, until it succeeds.
 * So a page makes its client at once, network or not:
 *
 * ```ts
 * const client = createChatClient({
 *   host: webHost(), url, role: 'customer',
 *   identity: kept?.openid ?? null,              // null: nobody ever signed in on this device
 *   auth: {
 *     token: async () => (await signIn()).token, // rejects while there is no network; a ChatError `blocked` ends it as signed_out
 *     renew,
 *   },
 * })
 * client.connect()
 * client.own.send({ kind: 'text', text: '…' })   // before the sign-in: it is shown as sending, outlives a reload,
 *                                                // and goes out once, as whoever the first sign-in makes us
 * ```
 */
import type { ConversationView, Failure } from './conversation-view'
import type { Cancel, Host } from './host'
import type { Activity } from './wire/frames'
import type { Announcement, Attachment, Conversation, ErrorCode, Limits, Me, Message, Note } from './wire/types'

export type * from './conversation-view'

export interface ChatClientOptions {
  host: Host
  /** The socket's address without a token: `wss://desk.example/ws`. */
  url: string
  role: 'customer' | 'agent'
  /**
   * Whose outbox it is (openid or agent id). Messages that wait in storage are sent only by a client of the same
   * identity; when `welcome` names somebody else, nothing is sent and the client stops as `signed_out`.
   *
   * Null as long as nobody is signed in on this device: the first `welcome` says who we are. What was written by then is
   * theirs, also if another page of this device signed in meanwhile; nobody who signs in later finds it.
   */
  identity: string | null
  /**
   * Who is going to sign in, if the host knows, by any name of its own (a shop's id of its user): what is written before
   * a first sign-in is kept for each such name by itself, and taken only by clients that name the same. Give it with every
   * `identity`, null or not.
   */
  expected?: string
  auth: Auth
  /** Stores a file at the desk; needed only for `sendFile`. */
  upload?: Uploader
  /** Reads a page of history another way than `sync` (REST). Left out: history comes over the socket. */
  history?: History
  /**
   * Agents: reads the notes and events of a conversation that were there before it was opened (REST). Left out: only
   * those since are shown.
   */
  activity?: (conversationId: string) => Promise<readonly Activity[]>
  /**
   * Customers: keeps the newest page in the host's storage and shows it before the desk has answered. What it holds may
   * be old until `ready`.
   */
  cache?: boolean
  /** Other times than the contract's; for tests. */
  timing?: Partial<Timing>
}

/** How the client proves who it is. */
export interface Auth {
  /**
   * The token for `?token=`, or null where the console's session cookie authenticates. Asked before each connection. It
   * may sign in first. Rejecting means that it could not: the client backs off and asks again, but after a ChatError
   * `forbidden` or `blocked` it stops as `signed_out`.
   */
  token(): string | null | Promise<string | null>
  /**
   * The desk refused or ended the session. Find out (GET /me) and get a new token if need be.
   * - `retry`: the credential is good (again), connect;
   * - `signed_out`: the person must log in anew; the client stops in that state.
   *
   * Rejecting means that it could not be found out: as with `token()`.
   */
  renew(cause: 'upgrade_failed' | 'token_expired' | 'revoked'): Promise<'retry' | 'signed_out'>
}

/**
 * Uploads a file; rejects with a ChatError. `unavailable` is tried again by the client, any other code fails the message.
 * `progress` takes a fraction from 0 to 1.
 */
export type Uploader = (file: LocalFile, progress: (fraction: number) => void) => { done: Promise<Attachment>, abort(): void }

/** A file that is not at the desk yet. `body` is the host's own thing (a File, a temporary path). */
export interface LocalFile {
  name: string
  mime: string
  /** Bytes. */
  size: number
  body: unknown
  /** Shown until the desk's own address is known. */
  previewUrl?: string
  width?: number
  height?: number
  /** Milliseconds, of what was recorded; the desk finds it out by itself. */
  duration_ms?: number
}

/** Reads messages of a conversation in order of seq: the newest page, or the page before a seq. Rejects when it can't. */
export type History = (conversationId: string, query: { beforeSeq?: number, limit: number }) => Promise<readonly Message[]>

/** A request that was refused, or could not be carried out. */
export class ChatError extends Error {
  override readonly name = 'ChatError'
  /** `detail` is a sentence for a developer, not for the person who chats. */
  constructor(readonly code: ErrorCode, readonly detail = '') {
    super(detail === '' ? code : `${code}: ${detail}`)
  }
}

/** The client. */
export interface ChatClient {
  readonly role: 'customer' | 'agent'
  /** Connects, and from then on keeps the connection. While waiting: tries now. After `replaced`: takes the place back. */
  connect(): void
  /** Leaves. What waits in the outbox stays in storage and goes out with the next client of this identity. */
  close(): void

  readonly connection: ConnectionState
  /** Whose client it is: as the options said, or the first welcome. Null before that. */
  readonly identity: string | null
  /** Who the desk says we are; null before the first welcome. */
  readonly me: Me | null
  /** The desk's limits; sensible defaults before the first welcome. */
  readonly limits: Limits
  /** Milliseconds to add to the host's clock to get the desk's. */
  readonly clockOffset: number

  on<K extends keyof ClientEvents>(type: K, listener: (event: ClientEvents[K]) => void): Cancel

  /** Customers: the one conversation. Agents: throws. */
  readonly own: ConversationView
  /** Customers: is somebody there to answer? */
  readonly availability: Availability
  /**
   * Customers: which page of the web the visitor is on, told to the agents (and again after a reconnect). An http or https
   * address of at most 2,000 bytes, a title of at most 200 characters.
   */
  setPage(url: string, title: string): void

  /**
   * Agents: a live view of a conversation. Views of the same conversation share what they hold; each must be closed.
   * Customers: throws.
   */
  open(conversationId: string): ConversationView
  /** Agents: the summaries that are known. Empty for customers. */
  readonly conversations: ConversationStore
  /** Agents: unread over all conversations; may lag by 2 s. */
  readonly unreadTotal: number
  /** Agents: which conversation is on the screen, told to the others (and again after a reconnect). Null for none. */
  setViewing(conversationId: string | null): void
  /** Agents: status of the other agents by id, as far as the desk told. */
  readonly agentStatus: ReadonlyMap<string, string>
}

export interface ClientEvents {
  connection: ConnectionState
  /**
   * Welcomed. `first` is true once in a client's life: load the first pages of a list after it, not before, and no
   * change can fall between the list and the frames. After later ones the client asks for the changes by itself.
   */
  ready: { first: boolean }
  /**
   * A message that is newer than any told before in its conversation, opened or not: for sounds and notifications.
   * `live` is false for what is from before this connection, missed in a pause. Unopened conversations tell only what is live.
   */
  message: { message: Message, live: boolean }
  /**
   * Agents: a message came in just now, in any conversation and from anybody, one's own too. Once each, and only what was
   * written since this connection is there: no history, nothing that was missed. `conversation` is the summary with the
   * message in it; of a conversation that was not known it is waited for. For notifications.
   */
  arrived: { message: Message, conversation: Conversation }
  /** Agents: `conversationId` and the total. Customers: `conversationId` is their own, `total` the same as `unread`. */
  unread: { conversationId: string, unread: number, total: number }
  /** Agents: the desk put the total of all conversations right. */
  total: { total: number }
  /** Agents: ids of the summaries that are new or changed, gathered for each frame. */
  conversations: { ids: readonly string[] }
  /** Agents: a note in any conversation (mentions). */
  note: { note: Note }
  /** Agents: a customer types, in any conversation. Told again every 3 s while they go on; to be forgotten after 5. */
  typing: { conversationId: string }
  presence: { availability: Availability } | { agent: string, status: string } | { conversationId: string, online: boolean }
  announcement: Announcement
  /** A message of ours will not go out unless somebody does something. */
  failed: { conversationId: string, clientId: string, failure: Failure }
  /** Something the contract does not allow was seen. For a developer's log; holds no text of messages. */
  problem: { what: string }
}

/** `since` and `retryAt` are milliseconds on the host's clock. */
export type ConnectionState =
  /** Not asked to connect, or closed. */
  | { name: 'idle', since: number }
  /** `since` is when the connection was lost, not when the attempt began: it says how long we are away. */
  | { name: 'connecting', since: number, attempt: number }
  | { name: 'open', since: number }
  | { name: 'waiting', since: number, retryAt: number, attempt: number }
  /** A newer connection of this identity took the place (4009). Stays so until `connect()`. */
  | { name: 'replaced', since: number }
  /** The credential is gone for good. Stays so until `connect()`. */
  | { name: 'signed_out', since: number }

export interface Availability {
  /** Null until the desk has told. */
  available: boolean | null
  opensAt: string | null
}

/** Agents' summaries, kept by `rev`: a lower one never replaces a higher one. */
export interface ConversationStore {
  get(id: string): Conversation | undefined
  /** All that are known, in no order. */
  all(): readonly Conversation[]
  /** Takes what a REST answer held (a list page, one conversation). Emits `conversations` for what was newer. */
  put(summaries: readonly Conversation[]): void
}

/** Milliseconds. The defaults are the contract's where it names a number. */
export interface Timing {
  /** Silence after which a ping is sent. */
  pingAfter: number
  /** No answer for so long: the line is dead. */
  deadAfter: number
  /** A ping is sent at least so often, because its answer carries the cursor. */
  pingEvery: number
  /** From dialling to welcome. */
  connectTimeout: number
  /** A request without an answer is sent again (sends) or given up (others). */
  requestTimeout: number
  /** How long a hole in seq may last before it is asked for. */
  holeAfter: number
  backoffBase: number
  backoffCap: number
  /** A connection that lasted so long starts its backoff anew. */
  stableAfter: number
  typingEvery: number
  typingForgotten: number
  /** Messages in a page. */
  pageSize: number
}
