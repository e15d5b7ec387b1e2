import type { Failure, Timing, Uploader } from './api'
import { ChatError } from './api'
import { backoff } from './backoff'
import { TRIES } from './entry'
import type { Entry } from './entry'
import type { Host } from './host'
import type { Attachment } from './wire/types'

/** What uploads need of the outbox. */
export interface UploadEvents {
  /** Is there a connection? Without one nothing is begun: `begin` is called again when there is. */
  possible(): boolean
  /** The entry is still to be uploaded. */
  wanted(entry: Entry): boolean
  /** It begins, or has come further. */
  progress(entry: Entry): void
  done(entry: Entry, attachment: Attachment): void
  failed(entry: Entry, failure: Failure): void
}

/** Brings the files of entries to the desk before the entries go out. */
export class Uploads {
  constructor(
    private readonly host: Host,
    private readonly timing: Timing,
    private readonly uploader: Uploader | undefined,
    private readonly on: UploadEvents,
  ) {}

  /** Uploads the entry's file, unless that runs. */
  begin(entry: Entry): void {
    const { upload } = entry
    if (upload === null || upload.abort !== null) return
    if (this.uploader === undefined) return this.on.failed(entry, { code: 'bad_request', detail: 'this client has no uploader' })
    upload.progress = 0
    this.on.progress(entry)
    if (!this.on.possible()) return
    const task = this.uploader(upload.file, (fraction) => {
      upload.progress = Math.min(1, Math.max(upload.progress, fraction))
      if (this.on.wanted(entry)) this.on.progress(entry)
    })
    upload.abort = () => task.abort()
    task.done.then((attachment) => {
      if (this.on.wanted(entry)) this.on.done(entry, attachment)
    }, (error: unknown) => {
      upload.abort = null
      if (this.on.wanted(entry)) this.failed(entry, error)
    })
  }

  private failed(entry: Entry, error: unknown): void {
    const { code, detail } = error instanceof ChatError ? error : new ChatError('internal', 'the uploader broke')
    if (code === 'unavailable' && !this.on.possible()) return // with the next connection
    if (code !== 'unavailable' || ++entry.strikes >= TRIES) return this.on.failed(entry, { code, detail })
    const delay = backoff(entry.strikes, this.host.random, this.timing.backoffBase * 2, this.timing.backoffCap)
    this.host.setTimer(delay, () => {
      if (this.on.wanted(entry)) this.begin(entry)
    })
  }
}
