/** The browser's socket, at whose other end the test speaks for the desk. */
export class Line {
  static readonly OPEN = 1
  static last: Line
  readonly readyState = Line.OPEN
  onopen?: () => void
  onmessage?: (event: { data: string }) => void
  onclose?: (event: { code: number; reason: string }) => void

  constructor(readonly url: string, readonly protocol: string) {
    Line.last = this
  }

  /** A customer's or another agent's deeds do not depend on what this page sends. */
  send() {}

  close() {
    this.onclose?.({ code: 1000, reason: '' })
  }

  tell(frame: object) {
    this.onmessage?.({ data: JSON.stringify(frame) })
  }
}

/** The desk welcomes agent 3. */
export const welcome = {
  type: 'welcome',
  session_id: 's1',
  me: { role: 'agent', id: '3', name: 'Han Mei' },
  server_time: '2026-11-21T03:00:00.000Z',
  unread_total: 4,
  cursor: 'c0',
  limits: { max_frame_bytes: 65536, max_text_chars: 4000, frames_per_second: 10, max_upload_bytes: 1000, upload_types: [] },
}
