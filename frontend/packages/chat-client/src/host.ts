/**
 * The port through which the client reaches the world. It is small on purpose: a browser, the WeChat
 * mini-program, Node and a test's fake clock each implement it in a page of code.
 */
export interface Host {
  /**
   * Opens a websocket. The events of a socket end with exactly one `close`; nothing comes after it.
   * `protocol` is the subprotocol to ask for. Never throws: what fails is a `close` without `open`.
   */
  openSocket(url: string, protocol: string, events: SocketEvents): Socket
  /** Calls `f` once, after `ms` milliseconds, never synchronously. */
  setTimer(ms: number, f: () => void): Cancel
  /** Milliseconds since 1970. */
  now(): number
  /** A number in [0, 1). */
  random(): number
  /** A new unguessable id: 1 to 64 printable ASCII characters without spaces. */
  newId(): string
  /** Where the outbox survives a reload. */
  storage: Storage
  /** Tells what the host notices of network and visibility; it saves waiting, nothing depends on it. */
  onHint(listener: (hint: Hint) => void): Cancel
}

export interface Socket {
  /** Sends one text frame. Does nothing on a socket that is not open. */
  send(text: string): void
  /** Begins to close; `close` follows. May be called at any time, more than once. */
  close(): void
}

export interface SocketEvents {
  open(): void
  text(data: string): void
  /** `code` is the close code, 1006 where there is none. */
  close(code: number, reason: string): void
}

/** A synchronous key-value store. It may lose what it holds (private windows, full disks) but never throws. */
export interface Storage {
  get(key: string): string | null
  set(key: string, value: string): void
  remove(key: string): void
  /** All keys that begin with `prefix`. */
  keys(prefix: string): string[]
}

/** `online` and `visible` make the client look at its connection at once. */
export type Hint = 'online' | 'offline' | 'visible' | 'hidden'

/** Undoes what returned it. Harmless when called again. */
export type Cancel = () => void
