/** One thing to tell of. */
export interface News {
  /** What it is news of: of a customer's messages their conversation's id, of a note the note's own. */
  about: string
  /** How far it goes: the seq of the last message. What was told up to here is no news any more. */
  upTo: number
  conversation: string
  title: string
  body: string
  icon?: string
  /** It is worth telling also where nothing is unread: a note that names the agent. */
  mention?: true
}

export type Told = Pick<News, 'about' | 'upTo'>

/**
 * What was not told of waits for the next tab that speaks, in milliseconds: longer than a tab that died can keep its place.
 * What is older than that was nobody's to tell, or was told before this tab could hear of it.
 */
const patience = 75_000

/**
 * News that no tab has told of yet. Every tab keeps it, the one that speaks and those that listen, so that whoever speaks
 * next tells what the one before had no time for, and nothing twice.
 */
export class Untold {
  private readonly waiting = new Map<string, News & { since: number }>()
  private readonly told = new Map<string, number>()

  constructor(private readonly now: () => number = Date.now) {}

  /** Takes news, in the place of older ones about the same. False if a tab has told of it. */
  add(news: News): boolean {
    if ((this.told.get(news.about) ?? -1) >= news.upTo) return false
    this.waiting.set(news.about, { ...news, since: this.now() })
    return true
  }

  /** All that waits, as told from now on. */
  take(): News[] {
    const all = [...this.waiting.values()].filter(({ since }) => this.now() - since <= patience)
    this.waiting.clear()
    for (const { about, upTo } of all) this.told.set(about, upTo)
    return all
  }

  /** Another tab has told of these, or has found that they need no telling. */
  heard(told: readonly Told[]): void {
    for (const { about, upTo } of told) {
      this.told.set(about, Math.max(upTo, this.told.get(about) ?? 0))
      if ((this.waiting.get(about)?.upTo ?? Infinity) <= upTo) this.waiting.delete(about)
    }
  }

  get empty(): boolean {
    return this.waiting.size === 0
  }
}
