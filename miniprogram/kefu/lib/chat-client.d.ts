// Generated from frontend/packages/chat-client by scripts/miniprogram. Do not edit.
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
export interface ChatClientOptions {
    host: Host;
    /** The socket's address without a token: `wss://desk.example/ws`. */
    url: string;
    role: 'customer' | 'agent';
    /**
     * Whose outbox it is (openid or agent id). Messages that wait in storage are sent only by a client of the same
     * identity; when `welcome` names somebody else, nothing is sent and the client stops as `signed_out`.
     *
     * Null as long as nobody is signed in on this device: the first `welcome` says who we are. What was written by then is
     * theirs, also if another page of this device signed in meanwhile; nobody who signs in later finds it.
     */
    identity: string | null;
    /**
     * Who is going to sign in, if the host knows, by any name of its own (a shop's id of its user): what is written before
     * a first sign-in is kept for each such name by itself, and taken only by clients that name the same. Give it with every
     * `identity`, null or not.
     */
    expected?: string;
    auth: Auth;
    /** Stores a file at the desk; needed only for `sendFile`. */
    upload?: Uploader;
    /** Reads a page of history another way than `sync` (REST). Left out: history comes over the socket. */
    history?: History;
    /**
     * Agents: reads the notes and events of a conversation that were there before it was opened (REST). Left out: only
     * those since are shown.
     */
    activity?: (conversationId: string) => Promise<readonly Activity[]>;
    /**
     * Customers: keeps the newest page in the host's storage and shows it before the desk has answered. What it holds may
     * be old until `ready`.
     */
    cache?: boolean;
    /** Other times than the contract's; for tests. */
    timing?: Partial<Timing>;
}
/** How the client proves who it is. */
export interface Auth {
    /**
     * The token for `?token=`, or null where the console's session cookie authenticates. Asked before each connection. It
     * may sign in first. Rejecting means that it could not: the client backs off and asks again, but after a ChatError
     * `forbidden` or `blocked` it stops as `signed_out`.
     */
    token(): string | null | Promise<string | null>;
    /**
     * The desk refused or ended the session. Find out (GET /me) and get a new token if need be.
     * - `retry`: the credential is good (again), connect;
     * - `signed_out`: the person must log in anew; the client stops in that state.
     *
     * Rejecting means that it could not be found out: as with `token()`.
     */
    renew(cause: 'upgrade_failed' | 'token_expired' | 'revoked'): Promise<'retry' | 'signed_out'>;
}
/**
 * Uploads a file; rejects with a ChatError. `unavailable` is tried again by the client, any other code fails the message.
 * `progress` takes a fraction from 0 to 1.
 */
export type Uploader = (file: LocalFile, progress: (fraction: number) => void) => {
    done: Promise<Attachment>;
    abort(): void;
};
/** A file that is not at the desk yet. `body` is the host's own thing (a File, a temporary path). */
export interface LocalFile {
    name: string;
    mime: string;
    /** Bytes. */
    size: number;
    body: unknown;
    /** Shown until the desk's own address is known. */
    previewUrl?: string;
    width?: number;
    height?: number;
    /** Milliseconds, of what was recorded; the desk finds it out by itself. */
    duration_ms?: number;
}
/** Reads messages of a conversation in order of seq: the newest page, or the page before a seq. Rejects when it can't. */
export type History = (conversationId: string, query: {
    beforeSeq?: number;
    limit: number;
}) => Promise<readonly Message[]>;
/** A request that was refused, or could not be carried out. */
export declare class ChatError extends Error {
    readonly code: ErrorCode;
    readonly detail: string;
    readonly name = "ChatError";
    /** `detail` is a sentence for a developer, not for the person who chats. */
    constructor(code: ErrorCode, detail?: string);
}
/** The client. */
export interface ChatClient {
    readonly role: 'customer' | 'agent';
    /** Connects, and from then on keeps the connection. While waiting: tries now. After `replaced`: takes the place back. */
    connect(): void;
    /** Leaves. What waits in the outbox stays in storage and goes out with the next client of this identity. */
    close(): void;
    readonly connection: ConnectionState;
    /** Whose client it is: as the options said, or the first welcome. Null before that. */
    readonly identity: string | null;
    /** Who the desk says we are; null before the first welcome. */
    readonly me: Me | null;
    /** The desk's limits; sensible defaults before the first welcome. */
    readonly limits: Limits;
    /** Milliseconds to add to the host's clock to get the desk's. */
    readonly clockOffset: number;
    on<K extends keyof ClientEvents>(type: K, listener: (event: ClientEvents[K]) => void): Cancel;
    /** Customers: the one conversation. Agents: throws. */
    readonly own: ConversationView;
    /** Customers: is somebody there to answer? */
    readonly availability: Availability;
    /**
     * Customers: which page of the web the visitor is on, told to the agents (and again after a reconnect). An http or https
     * address of at most 2,000 bytes, a title of at most 200 characters.
     */
    setPage(url: string, title: string): void;
    /**
     * Agents: a live view of a conversation. Views of the same conversation share what they hold; each must be closed.
     * Customers: throws.
     */
    open(conversationId: string): ConversationView;
    /** Agents: the summaries that are known. Empty for customers. */
    readonly conversations: ConversationStore;
    /** Agents: unread over all conversations; may lag by 2 s. */
    readonly unreadTotal: number;
    /** Agents: which conversation is on the screen, told to the others (and again after a reconnect). Null for none. */
    setViewing(conversationId: string | null): void;
    /** Agents: status of the other agents by id, as far as the desk told. */
    readonly agentStatus: ReadonlyMap<string, string>;
}
export interface ClientEvents {
    connection: ConnectionState;
    /**
     * Welcomed. `first` is true once in a client's life: load the first pages of a list after it, not before, and no
     * change can fall between the list and the frames. After later ones the client asks for the changes by itself.
     */
    ready: {
        first: boolean;
    };
    /**
     * A message that is newer than any told before in its conversation, opened or not: for sounds and notifications.
     * `live` is false for what is from before this connection, missed in a pause. Unopened conversations tell only what is live.
     */
    message: {
        message: Message;
        live: boolean;
    };
    /**
     * Agents: a message came in just now, in any conversation and from anybody, one's own too. Once each, and only what was
     * written since this connection is there: no history, nothing that was missed. `conversation` is the summary with the
     * message in it; of a conversation that was not known it is waited for. For notifications.
     */
    arrived: {
        message: Message;
        conversation: Conversation;
    };
    /** Agents: `conversationId` and the total. Customers: `conversationId` is their own, `total` the same as `unread`. */
    unread: {
        conversationId: string;
        unread: number;
        total: number;
    };
    /** Agents: the desk put the total of all conversations right. */
    total: {
        total: number;
    };
    /** Agents: ids of the summaries that are new or changed, gathered for each frame. */
    conversations: {
        ids: readonly string[];
    };
    /** Agents: a note in any conversation (mentions). */
    note: {
        note: Note;
    };
    /** Agents: a customer types, in any conversation. Told again every 3 s while they go on; to be forgotten after 5. */
    typing: {
        conversationId: string;
    };
    presence: {
        availability: Availability;
    } | {
        agent: string;
        status: string;
    } | {
        conversationId: string;
        online: boolean;
    };
    announcement: Announcement;
    /** A message of ours will not go out unless somebody does something. */
    failed: {
        conversationId: string;
        clientId: string;
        failure: Failure;
    };
    /** Something the contract does not allow was seen. For a developer's log; holds no text of messages. */
    problem: {
        what: string;
    };
}
/** `since` and `retryAt` are milliseconds on the host's clock. */
export type ConnectionState = 
/** Not asked to connect, or closed. */
{
    name: 'idle';
    since: number;
}
/** `since` is when the connection was lost, not when the attempt began: it says how long we are away. */
 | {
    name: 'connecting';
    since: number;
    attempt: number;
} | {
    name: 'open';
    since: number;
} | {
    name: 'waiting';
    since: number;
    retryAt: number;
    attempt: number;
}
/** A newer connection of this identity took the place (4009). Stays so until `connect()`. */
 | {
    name: 'replaced';
    since: number;
}
/** The credential is gone for good. Stays so until `connect()`. */
 | {
    name: 'signed_out';
    since: number;
};
export interface Availability {
    /** Null until the desk has told. */
    available: boolean | null;
    opensAt: string | null;
}
/** Agents' summaries, kept by `rev`: a lower one never replaces a higher one. */
export interface ConversationStore {
    get(id: string): Conversation | undefined;
    /** All that are known, in no order. */
    all(): readonly Conversation[];
    /** Takes what a REST answer held (a list page, one conversation). Emits `conversations` for what was newer. */
    put(summaries: readonly Conversation[]): void;
}
/** Milliseconds. The defaults are the contract's where it names a number. */
export interface Timing {
    /** Silence after which a ping is sent. */
    pingAfter: number;
    /** No answer for so long: the line is dead. */
    deadAfter: number;
    /** A ping is sent at least so often, because its answer carries the cursor. */
    pingEvery: number;
    /** From dialling to welcome. */
    connectTimeout: number;
    /** A request without an answer is sent again (sends) or given up (others). */
    requestTimeout: number;
    /** How long a hole in seq may last before it is asked for. */
    holeAfter: number;
    backoffBase: number;
    backoffCap: number;
    /** A connection that lasted so long starts its backoff anew. */
    stableAfter: number;
    typingEvery: number;
    typingForgotten: number;
    /** Messages in a page. */
    pageSize: number;
}

/** The public face of one conversation: what a page shows of it and does with it. Part of api.ts. */
/** A conversation as it stands, followed until closed. Its methods work while there is no connection, unless told otherwise. */
export interface ConversationView {
    /** Customers: empty until the first welcome. */
    readonly id: string;
    /** A new object after every change, never changed in place. */
    readonly state: ConversationState;
    subscribe(listener: () => void): Cancel;
    /** Puts a message into the outbox and returns its client_id. It is shown as `sending` at once. */
    send(draft: Draft): string;
    /** The same for a file: uploads first. Survives a reload only once it is uploaded. */
    sendFile(file: LocalFile, kind?: MessageKind): string;
    /** Agents: an internal note, through the outbox as well. */
    sendNote(text: string, mentions?: readonly string[]): string;
    /** Sends a failed item again under the same client_id. */
    retry(clientId: string): void;
    /** Throws a failed, waiting or uploading item away. One that may have reached the desk already can still appear. */
    discard(clientId: string): void;
    /** Takes back an own message, at most 2 minutes old. Rejects with a ChatError; `unavailable` without a connection. */
    recall(messageId: string): Promise<void>;
    /** All up to `seq` (left out: all that is held) was seen by a person. Call it only while window and conversation are. */
    markRead(seq?: number): void;
    /** Call it at every key; one frame goes out each 3 s. Agents: of what is `internal`, a note, only agents are told. */
    typing(internal?: boolean): void;
    /** Loads the page before the first item. Resolves when it is in `state`, at once if there is none. Rejects with a ChatError. */
    loadOlder(limit?: number): Promise<void>;
    /** Agents: ends following, when no other view of it is open. */
    close(): void;
}
export interface ConversationState {
    /** The newest page is there. Until then `items` holds only what waits in the outbox. */
    loaded: boolean;
    /** In the order to be shown: messages by seq, notes and events after theirs, what waits at the end. */
    items: readonly TimelineItem[];
    hasOlder: boolean;
    loadingOlder: boolean;
    /** The last seq that is in `items`; 0 for none. */
    headSeq: number;
    /** Unread of this side, as the desk counts it. */
    unread: number;
    /** How far each side has read. */
    read: ReadSeq;
    /** Who types on the other side just now. */
    typing: readonly {
        role: string;
        name: string;
    }[];
    /** Agents: is the customer connected? Null when not known. */
    online: boolean | null;
    /** Agents: who has it open, oneself left out. */
    viewers: readonly AgentRef[];
    /** Agents: who else writes here just now, to the customer or a note. */
    writers: readonly AgentRef[];
}
export type TimelineItem = MessageItem | NoteItem | EventItem | AnnouncementItem;
export interface MessageItem {
    type: 'message';
    /** Stays the same from sending to read: use it as the list's key. */
    key: string;
    /** While it is on its way: `id` is empty and `seq` 0. */
    message: Message;
    side: Side;
    /** Written by our own side: the right-hand bubble. */
    own: boolean;
    /** Written by this very identity: what may be recalled. */
    mine: boolean;
    delivery: Delivery;
}
export type Delivery = 
/** From the other side. */
{
    state: 'received';
}
/** `progress` from 0 to 1 while a file uploads, null before and after. `previewUrl` as given. */
 | {
    state: 'sending';
    progress: number | null;
    previewUrl?: string;
}
/** Committed at the desk. */
 | {
    state: 'sent';
    previewUrl?: string;
} | {
    state: 'read';
    previewUrl?: string;
} | {
    state: 'failed';
    failure: Failure;
    previewUrl?: string;
};
export interface Failure {
    code: ErrorCode;
    detail: string;
}
export interface NoteItem {
    type: 'note';
    key: string;
    /** While it is on its way: `id` is empty. */
    note: Note;
    delivery: Delivery;
}
export interface EventItem {
    type: 'event';
    key: string;
    event: ConversationEvent;
}
/** Customers: a broadcast, where it came in. Not stored: gone with the page. */
export interface AnnouncementItem {
    type: 'announcement';
    key: string;
    announcement: Announcement;
}
/** What to send. `attachment` is an upload's answer (its id goes out), for kind `card` the card itself. */
export type Draft = {
    kind: 'text';
    text: string;
} | {
    kind: Exclude<MessageKind, 'text' | 'card'>;
    attachment: Attachment;
    text?: string;
} | {
    kind: 'card';
    attachment: Card;
    text?: string;
};

/**
 * The port through which the client reaches the world. It is small on purpose: a browser, the WeChat
 * mini-program, Node and a test's fake clock each implement it in a page of code.
 */
export interface Host {
    /**
     * Opens a websocket. The events of a socket end with exactly one `close`; nothing comes after it.
     * `protocol` is the subprotocol to ask for. Never throws: what fails is a `close` without `open`.
     */
    openSocket(url: string, protocol: string, events: SocketEvents): Socket;
    /** Calls `f` once, after `ms` milliseconds, never synchronously. */
    setTimer(ms: number, f: () => void): Cancel;
    /** Milliseconds since 1970. */
    now(): number;
    /** A number in [0, 1). */
    random(): number;
    /** A new unguessable id: 1 to 64 printable ASCII characters without spaces. */
    newId(): string;
    /** Where the outbox survives a reload. */
    storage: Storage;
    /** Tells what the host notices of network and visibility; it saves waiting, nothing depends on it. */
    onHint(listener: (hint: Hint) => void): Cancel;
}
export interface Socket {
    /** Sends one text frame. Does nothing on a socket that is not open. */
    send(text: string): void;
    /** Begins to close; `close` follows. May be called at any time, more than once. */
    close(): void;
}
export interface SocketEvents {
    open(): void;
    text(data: string): void;
    /** `code` is the close code, 1006 where there is none. */
    close(code: number, reason: string): void;
}
/** A synchronous key-value store. It may lose what it holds (private windows, full disks) but never throws. */
export interface Storage {
    get(key: string): string | null;
    set(key: string, value: string): void;
    remove(key: string): void;
    /** All keys that begin with `prefix`. */
    keys(prefix: string): string[];
}
/** `online` and `visible` make the client look at its connection at once. */
export type Hint = 'online' | 'offline' | 'visible' | 'hidden';
/** Undoes what returned it. Harmless when called again. */
export type Cancel = () => void;

/**
 * The nouns of the wire contract (server/wire/protocol.md), as they stand in JSON.
 * Fields that a newer server adds are ignored; fields marked optional may be missing or null.
 */
/** Who wrote a message. Agent, bot and system are one side: the desk. */
export type SenderRole = 'customer' | 'agent' | 'bot' | 'system';
/** The two readers of a conversation. */
export type Side = 'customer' | 'desk';
export type MessageKind = 'text' | 'image' | 'file' | 'voice' | 'video' | 'card';
export type ConversationStatus = 'open' | 'pending' | 'resolved';
/** Error codes of the contract. A newer server may send others: treat them as `internal`. */
export type ErrorCode = 'bad_request' | 'unknown_type' | 'unauthorized' | 'forbidden' | 'not_found' | 'conflict' | 'too_large' | 'rate_limited' | 'blocked' | 'unavailable' | 'internal';
export interface Sender {
    role: SenderRole;
    id: string;
    name: string;
}
/** What an upload answered. `url` and `thumbnail_url` are relative, signed and good for a day. */
export interface Attachment {
    id: string;
    name?: string | null;
    mime?: string | null;
    /** Bytes. */
    size?: number | null;
    url?: string | null;
    thumbnail_url?: string | null;
    /** Pixels; pictures and videos only. */
    width?: number | null;
    height?: number | null;
    duration_ms?: number | null;
}
/** A product or an order, made by the client: texts and https links only. */
export interface Card {
    title: string;
    image_url?: string | null;
    price?: string | null;
    url?: string | null;
    /** Further texts: an object of them, or a list of such objects. Read them with `cardFields`. */
    fields?: unknown;
}
export interface Message {
    /** `<conversation_id>-<seq>`. */
    id: string;
    conversation_id: string;
    openid: string;
    /** 1, 2, 3 … without gaps, in the order of commit. */
    seq: number;
    client_id: string;
    sender: Sender;
    kind: MessageKind;
    /** Null when the message has none, or was recalled. */
    text?: string | null;
    /** An Attachment, or for kind `card` a Card. */
    attachment?: Attachment | Card | null;
    /** RFC 3339, UTC, milliseconds, like every time on the wire. */
    created_at: string;
    read_at?: string | null;
    recalled_at?: string | null;
}
export interface AgentRef {
    id: string;
    name: string;
}
/** An internal note. It has no seq but stands after one. */
export interface Note {
    id: string;
    conversation_id: string;
    after_seq: number;
    rev: number;
    agent?: AgentRef | null;
    client_id?: string | null;
    text: string;
    mentions?: readonly string[] | null;
    created_at: string;
}
/** What happened to a conversation: assigned, resolved, tagged … Agents only. */
export interface ConversationEvent {
    id: string;
    conversation_id: string;
    after_seq: number;
    rev: number;
    agent?: AgentRef | null;
    kind: string;
    data?: Record<string, unknown> | null;
    created_at: string;
}
export interface CustomerRef {
    openid: string;
    name: string;
    avatar_url?: string | null;
    channel: string;
    online?: boolean;
    /** The desk takes no messages from them. */
    blocked?: boolean;
    /** Where a web visitor is now; only while online. */
    page?: VisitorPage | null;
}
/**
 * Where a web visitor is on the shop's site. The visitor's browser said so: never make a link of `url` without looking at
 * its scheme, and show both as text.
 */
export interface VisitorPage {
    /** http or https. */
    url: string;
    title: string;
    since: string;
}
/** A conversation's summary, for agents. */
export interface Conversation {
    id: string;
    customer: CustomerRef;
    status: ConversationStatus;
    assignee?: AgentRef | null;
    tags?: readonly string[] | null;
    priority: string;
    last_seq: number;
    /** The revision: whoever holds a higher one ignores a lower one. */
    rev: number;
    last_message?: Message | null;
    /** The customer's messages that the desk has not read. Exact. */
    unread: number;
    /** Since when the customer waits for an answer; null if nobody waits. */
    waiting_since?: string | null;
    created_at: string;
    updated_at: string;
}
export interface Me {
    role: string;
    id: string;
    name: string;
}
export interface Limits {
    max_frame_bytes: number;
    /** Code points. */
    max_text_chars: number;
    frames_per_second: number;
    max_upload_bytes: number;
    /** Media types, e.g. `image/png`. */
    upload_types: readonly string[];
}
export interface Announcement {
    id: string;
    text: string;
    created_at: string;
}
export interface ReadSeq {
    customer: number;
    desk: number;
}
/** The side that a sender's messages come from. */
export declare function sideOf(role: SenderRole): Side;
/** A card's further texts as pairs of name and value, in order. */
export declare function cardFields(card: Card): readonly (readonly [string, string])[];

/** The websocket subprotocol of this dialect. */
export declare const SUBPROTOCOL = "kefu.v1";
/** Echoed in the answer. This client uses numbers. */
export type RequestId = number | string;
export type ClientFrame = SendFrame | {
    type: 'message.read';
    id: RequestId;
    conversation_id?: string;
    seq: number;
} | {
    type: 'message.recall';
    id: RequestId;
    message_id: string;
} | {
    type: 'note.send';
    id: RequestId;
    client_id: string;
    conversation_id: string;
    text: string;
    mentions?: readonly string[];
} | {
    type: 'typing';
    conversation_id?: string;
    internal?: boolean;
} | {
    type: 'sync';
    id: RequestId;
    conversation_id?: string;
    after_seq: number;
    after_rev?: number;
    limit?: number;
} | {
    type: 'changes';
    id: RequestId;
    cursor?: string;
    limit?: number;
} | {
    type: 'viewing';
    conversation_id?: string;
} | {
    type: 'presence';
    id: RequestId;
    conversation_ids: readonly string[];
} | PageFrame | {
    type: 'ping';
    id: RequestId;
};
/** Where the customer is on the shop's site: http or https of at most 2,000 bytes, a title of at most 200 characters. No answer. */
export interface PageFrame {
    type: 'page';
    url: string;
    title?: string;
}
export interface SendFrame {
    type: 'message.send';
    id: RequestId;
    client_id: string;
    conversation_id?: string;
    openid?: string;
    kind: MessageKind;
    text?: string;
    /** `{id}` of an upload, or a whole card. */
    attachment?: Pick<Attachment, 'id'> | Card;
}
/** The customer's conversation as `welcome` tells it. */
export interface OwnConversation {
    id: string;
    last_seq: number;
    rev: number;
    unread: number;
    status: string;
    read_seq?: ReadSeq | null;
}
export interface WelcomeFrame {
    type: 'welcome';
    session_id: string;
    me: Me;
    server_time: string;
    conversation?: OwnConversation | null;
    unread_total?: number | null;
    cursor?: string | null;
    limits: Limits;
}
/** With `rev` a customer's own message is told by the ack alone. */
export interface AckFrame {
    type: 'ack';
    id: RequestId;
    message?: Message | null;
    note?: Note | null;
    rev?: number | null;
}
export interface ErrorFrame {
    type: 'error';
    id?: RequestId | null;
    code: ErrorCode;
    detail?: string | null;
    retry_after_ms?: number | null;
}
/** What a message frame says of the conversations it touched. */
export interface ConversationMark {
    id: string;
    rev: number;
    unread: number;
}
/** Agents get `conversations`, customers `rev` and `unread`. */
export interface MessageMarks {
    conversations?: readonly ConversationMark[] | null;
    rev?: number | null;
    unread?: number | null;
}
export interface SyncedFrame {
    type: 'synced';
    id: RequestId;
    conversation_id: string;
    messages: readonly Message[];
    has_more: boolean;
    rev: number;
    read_seq: ReadSeq;
    unread?: number | null;
    updated?: readonly Message[] | null;
    activity?: readonly Activity[] | null;
}
/** An entry of a list of notes and events. */
export type Activity = (Note & {
    type: 'note';
}) | (ConversationEvent & {
    type: 'event';
});
export interface ChangedFrame {
    type: 'changed';
    id: RequestId;
    conversations: readonly Conversation[];
    cursor: string;
    has_more: boolean;
}
export interface PongFrame {
    type: 'pong';
    id?: RequestId | null;
    server_time: string;
    last_seq?: number | null;
    rev?: number | null;
    cursor?: string | null;
    unread_total?: number | null;
}
export interface PresenceFrame {
    type: 'presence';
    available?: boolean | null;
    opens_at?: string | null;
    conversation_id?: string | null;
    online?: boolean | null;
    /** With `online`: where the customer is now. */
    page?: VisitorPage | null;
    /** The agent's id, or the agent. */
    agent?: string | AgentRef | null;
    status?: string | null;
}
/** Who is online, of the first `answered` conversations that were asked of. With `has_more` there was no room for the others. */
export interface PresentFrame {
    type: 'present';
    id: RequestId;
    customers: readonly {
        conversation_id: string;
        page?: VisitorPage | null;
    }[];
    answered: number;
    has_more: boolean;
}
export interface UnreadFrame {
    type: 'unread';
    conversation_id?: string | null;
    unread: number;
    rev: number;
    unread_total?: number | null;
}
export type ServerFrame = WelcomeFrame | AckFrame | ErrorFrame | ({
    type: 'message';
    message: Message;
} & MessageMarks) | ({
    type: 'messages';
    messages: readonly Message[];
} & MessageMarks) | {
    type: 'message.updated';
    message: Message;
} | {
    type: 'note';
    note: Note;
} | {
    type: 'event';
    event: ConversationEvent;
} | {
    type: 'receipt';
    conversation_id: string;
    reader: Side;
    seq: number;
    read_at: string;
} | {
    type: 'typing';
    conversation_id: string;
    who: {
        role: string;
        name: string;
        id?: string | null;
    };
} | UnreadFrame | {
    type: 'conversation';
    conversation: Conversation;
} | PresenceFrame | PresentFrame | SyncedFrame | ChangedFrame | {
    type: 'resync';
} | ({
    type: 'announcement';
} & Announcement) | {
    type: 'viewing';
    conversation_id: string;
    agents: readonly AgentRef[];
} | PongFrame;
export type ServerFrameOf<T extends ServerFrame['type']> = Extract<ServerFrame, {
    type: T;
}>;

/**
 * How the sign-in stands. `refused`: WeChat or the desk answered that it does not take this user, or this code. It is
 * tried again by itself, and when the app or the network comes back.
 */
export type SignIn = 'signing_in' | 'signed_in' | 'refused';
export interface DeskEvents {
    /** `client` is there, or is another because somebody else is signed in. */
    client: ChatClient;
    signIn: SignIn;
    connection: ConnectionState;
    /** The exact number of messages that the customer has not read. */
    unread: number;
}
/**
 * The desk for the life of the mini-program: signs in by wx.login, holds one socket, sleeps in the background, counts
 * what is unread. Pages come and go; it stays. Its client is there from the launch on, signed in or not: what is written
 * before goes out afterwards.
 */
export declare class Desk {
    client: ChatClient | null;
    signIn: SignIn;
    unread: number;
    /** The desk's address without a slash at its end. */
    readonly base: string;
    /** `url` is the desk's address, `https://desk.example`. */
    constructor(url: string, host?: Host);
    /** Signs in and connects. Called once, in App.onLaunch; again, it does nothing. */
    launch(): void;
    on<K extends keyof DeskEvents>(type: K, listener: (event: DeskEvents[K]) => void): Cancel;
    /** The complete address of an attachment, whose `url` is relative. */
    address(url: string): string;
    /** The kept token connects at once; nothing waits for the login of this launch. */
    /** `openid` is whose outbox is opened; null before anybody signed in on this phone. */
    /** Tells how a sign-in ends. Rejects with a ChatError. */
    /** Another WeChat user on the same phone: their own client, their own outbox. */
}
