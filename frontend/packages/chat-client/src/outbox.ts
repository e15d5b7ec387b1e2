import type { Draft, Failure, LocalFile, Timing, Uploader } from './api'
import { backoff } from './backoff'
import { openBox } from './box'
import type { Owner } from './box'
import { TRIES, frameOf, fresh, isUpload, localAttachment } from './entry'
import type { Entry } from './entry'
import type { Cancel, Host } from './host'
import type { OutboxStore } from './outbox-store'
import type { Ask, RequestError } from './requests'
import { Uploads } from './uploads'
import { utf8Length } from './utf8'
import type { AckFrame } from './wire/frames'
import type { Attachment, Message, MessageKind, Note } from './wire/types'

/** A message that waited longer than this over a reload goes out only if its writer says so. */
const STALE = 24 * 60 * 60 * 1000

/** Of a frame, for what is around the entry. */
const FRAME_OVERHEAD = 64

export interface OutboxEvents {
  /** An entry of this conversation came, changed or went. */
  changed(conversationId: string): void
  sent(message: Message, rev: number | null): void
  noted(note: Note): void
  failed(entry: Entry, failure: Failure): void
}

/**
 * What was written and is not acked. Each conversation is a lane: one entry at a time is in flight, so that messages
 * arrive in the order in which they were written, however often they are sent again.
 */
export class Outbox {
  private entries: Entry[] = []
  private store: OutboxStore
  private readonly uploads: Uploads
  private order = 0
  private ready = false
  /** Nothing goes out before then: rate_limited's retry_after_ms. */
  private pausedUntil = 0
  /** Lanes that the desk could not serve, and until when they rest. */
  private readonly resting = new Map<string, { until: number, attempt: number }>()
  private alarm: { at: number, cancel: Cancel } | null = null

  constructor(
    private readonly host: Host,
    private readonly timing: Timing,
    private readonly maxFrameBytes: () => number,
    private owner: Owner,
    uploader: Uploader | undefined,
    private readonly ask: Ask,
    private readonly on: OutboxEvents,
  ) {
    this.store = openBox(host.storage, owner)
    this.entries = this.load()
    this.uploads = new Uploads(host, timing, uploader, {
      possible: () => this.ready,
      wanted: entry => this.entries.includes(entry) && entry.state === 'uploading',
      progress: entry => this.set(entry, 'uploading'),
      done: (entry, attachment) => this.uploaded(entry, attachment),
      failed: (entry, failure) => this.fail(entry, failure),
    })
  }

  /**
   * Somebody signed in: what was written before is theirs. What is gone from the disk another tab took meanwhile, for
   * them or for somebody else, and has sent it.
   */
  signedIn(identity: string): void {
    this.owner = { ...this.owner, identity }
    this.store = openBox(this.host.storage, this.owner)
    const here = this.entries.filter(entry => !entry.kept || this.store.has(entry.clientId))
    const ids = new Set(here.map(entry => entry.clientId))
    const before = this.entries
    this.entries = [...this.load().filter(entry => !ids.has(entry.clientId)), ...here]
    for (const id of new Set([...before, ...this.entries].map(entry => entry.conversationId))) this.on.changed(id)
  }

  private load(): Entry[] {
    return this.store.load().map((stored) => {
      const stale = this.host.now() - stored.at > STALE
      this.order = Math.max(this.order, stored.order)
      const failure = stale ? { code: 'unavailable' as const, detail: 'waited for more than a day' } : null
      return { ...fresh(stored, stale ? 'failed' : 'queued', failure), kept: this.owner.identity === null }
    })
  }

  /** Entries of a conversation, oldest first. */
  of(conversationId: string): readonly Entry[] {
    return this.entries.filter(entry => entry.conversationId === conversationId)
  }

  addMessage(conversationId: string, draft: Draft): string {
    return this.add(conversationId, { type: 'message', draft }, null)
  }

  addNote(conversationId: string, text: string, mentions: readonly string[]): string {
    return this.add(conversationId, { type: 'note', text, mentions }, null)
  }

  addFile(conversationId: string, file: LocalFile, kind: MessageKind): string {
    const draft = { kind, attachment: localAttachment(file) } as Draft
    return this.add(conversationId, { type: 'message', draft }, { file, kind, progress: 0, abort: null })
  }

  retry(clientId: string): void {
    const entry = this.find(clientId)
    if (entry?.state !== 'failed') return
    entry.failure = null
    entry.strikes = 0
    entry.at = this.host.now()
    if (entry.upload !== null) return this.uploads.begin(entry)
    this.set(entry, 'queued')
    this.pump()
  }

  discard(clientId: string): void {
    const entry = this.find(clientId)
    if (entry === undefined) return
    entry.upload?.abort?.()
    this.drop(entry)
    this.pump()
  }

  /**
   * These messages stand in the conversation: entries of ours have done their work. They go all at once,
   * so that nobody sees one of them twice meanwhile.
   */
  settle(messages: readonly Message[]): void {
    if (this.entries.length === 0) return
    const ids = new Set(messages.map(message => message.client_id))
    const done = this.entries.filter(entry => entry.what.type === 'message' && ids.has(entry.clientId))
    if (done.length === 0) return
    this.entries = this.entries.filter(entry => !done.includes(entry))
    for (const entry of done) this.store.remove(entry.clientId)
    for (const conversationId of new Set(done.map(entry => entry.conversationId))) this.on.changed(conversationId)
    this.pump()
  }

  /** Welcomed: everything goes out (again). */
  resume(): void {
    this.ready = true
    this.pausedUntil = 0
    this.resting.clear()
    for (const entry of this.entries) if (entry.state === 'uploading') this.uploads.begin(entry)
    this.pump()
  }

  suspend(poison: boolean): void {
    this.ready = false
    // Requests were answered "lost" before: what was in flight is queued again, the eldest of each lane with a strike.
    if (!poison) return
    for (const entry of this.heads()) {
      entry.strikes++
      if (entry.strikes > 1) this.fail(entry, { code: 'too_large', detail: 'the desk closed the connection over it' })
    }
  }

  /** The desk asks for less, without saying of which frame. */
  slowDown(ms: number): void {
    this.pausedUntil = Math.max(this.pausedUntil, this.host.now() + ms)
    this.wakeAt(this.pausedUntil)
  }

  /** Forgets what is acked but was kept for a view that no longer is. */
  forgetAcked(conversationId: string): void {
    this.entries = this.entries.filter(entry => entry.conversationId !== conversationId || entry.state !== 'acked')
  }

  private add(conversationId: string, what: Entry['what'], upload: Entry['upload']): string {
    const entry = fresh({ clientId: this.host.newId(), conversationId, what, at: this.host.now(), order: ++this.order }, 'queued', null)
    this.entries.push(entry)
    entry.previewUrl = upload?.file.previewUrl
    if (upload !== null) {
      entry.upload = upload
      this.uploads.begin(entry)
    } else {
      this.save(entry)
      this.on.changed(conversationId)
      this.pump()
    }
    return entry.clientId
  }

  private save(entry: Entry): void {
    this.store.save(entry)
    entry.kept = this.owner.identity === null && this.store.has(entry.clientId)
  }

  private pump(): void {
    if (!this.ready) return
    const now = this.host.now()
    if (now < this.pausedUntil) return this.wakeAt(this.pausedUntil)
    for (const entry of this.heads()) {
      const rest = this.resting.get(entry.conversationId)
      if (rest !== undefined && now < rest.until) this.wakeAt(rest.until)
      else if (entry.state === 'queued') this.transmit(entry)
    }
  }

  /**
   * Of each lane the entry in flight, otherwise the next one. What still uploads holds up no words, but the files behind
   * it: several that were sent together arrive in their order.
   */
  private heads(): Entry[] {
    const heads = new Map<string, Entry>()
    const uploading = new Set<string>()
    for (const entry of this.entries) {
      const lane = entry.conversationId
      if (entry.state === 'uploading') uploading.add(lane)
      const waits = uploading.has(lane) && entry.what.type === 'message' && isUpload(entry.what.draft)
      if (entry.state === 'inflight' || (entry.state === 'queued' && !waits && !heads.has(lane))) heads.set(lane, entry)
    }
    return [...heads.values()]
  }

  private transmit(entry: Entry): void {
    const request = frameOf(entry)
    if (utf8Length(JSON.stringify(request)) + FRAME_OVERHEAD > this.maxFrameBytes()) {
      this.fail(entry, { code: 'too_large', detail: 'larger than a frame may be' })
      return this.pump()
    }
    entry.state = 'inflight'
    const asked = this.ask(request, (frame, error) => {
      if (!this.entries.includes(entry) || entry.state !== 'inflight') return
      if (error !== null) this.refused(entry, error)
      else this.acked(entry, frame as AckFrame)
      this.pump()
    })
    if (!asked) entry.state = 'queued'
  }

  private acked(entry: Entry, ack: AckFrame): void {
    this.resting.delete(entry.conversationId)
    this.store.remove(entry.clientId)
    if (entry.what.type === 'note') {
      this.drop(entry)
      if (ack.note != null) this.on.noted(ack.note)
      return
    }
    entry.message = ack.message ?? null
    if (entry.message === null) return this.drop(entry)
    this.set(entry, 'acked')
    this.on.sent(entry.message, ack.rev ?? null)
  }

  private refused(entry: Entry, { error, retryAfter, answered }: RequestError): void {
    entry.state = 'queued'
    if (!answered) return // the line broke or was slow: again, under the same client_id
    switch (error.code) {
      case 'rate_limited':
        return this.slowDown(retryAfter ?? 1_000)
      case 'unauthorized': // the connection ends next; its successor sends it
        return this.rest(entry)
      case 'unavailable':
        return this.rest(entry)
      case 'internal':
        if (++entry.strikes < TRIES) return this.rest(entry)
    }
    this.fail(entry, { code: error.code, detail: error.detail })
  }

  private rest(entry: Entry): void {
    const attempt = this.resting.get(entry.conversationId)?.attempt ?? 0
    const until = this.host.now() + backoff(attempt, this.host.random, this.timing.backoffBase, this.timing.backoffCap)
    this.resting.set(entry.conversationId, { until, attempt: attempt + 1 })
    this.wakeAt(until)
  }

  private fail(entry: Entry, failure: Failure): void {
    entry.failure = failure
    this.set(entry, 'failed')
    this.on.failed(entry, failure)
  }

  private uploaded(entry: Entry, attachment: Attachment): void {
    if (entry.what.type !== 'message' || entry.upload === null) return
    entry.what = { type: 'message', draft: { kind: entry.upload.kind, attachment } as Draft }
    entry.upload = null
    entry.strikes = 0
    this.save(entry)
    this.set(entry, 'queued')
    this.pump()
  }

  private wakeAt(at: number): void {
    if (this.alarm !== null && this.alarm.at <= at) return
    this.alarm?.cancel()
    this.alarm = {
      at,
      cancel: this.host.setTimer(Math.max(0, at - this.host.now()), () => {
        this.alarm = null
        this.pump()
      }),
    }
  }

  private set(entry: Entry, state: Entry['state']): void {
    entry.state = state
    this.on.changed(entry.conversationId)
  }

  private drop(entry: Entry): void {
    this.entries = this.entries.filter(e => e !== entry)
    this.store.remove(entry.clientId)
    this.on.changed(entry.conversationId)
  }

  private find(clientId: string): Entry | undefined {
    return this.entries.find(entry => entry.clientId === clientId)
  }
}
