/** A text that agents send again and again. */
export interface CannedReply {
  id: string
  /** What it is called in the picker. */
  title: string
  /** May hold variables: `{{customer.name}}`, `{{agent.name}}`. */
  text: string
}

/** Where canned replies come from. A desk that keeps its own brings another one of these. */
export interface CannedReplySource {
  /** All that this agent may use, in the language given, in the order to be shown. Rejects when they can't be had. */
  list(locale: string): Promise<readonly CannedReply[]>
}
