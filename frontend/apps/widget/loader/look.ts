/**
 * How the desk's admins want the widget to look, as `GET /api/v1/settings/public` tells it. The desk puts it into this script
 * and into /chat when it serves them, so that nothing has to be asked for; whoever serves the files as they were built leaves
 * the mark, and everything is as if nobody had wished for anything.
 */
export interface Look {
  desk_name?: string
  language?: string
  widget?: {
    title?: string
    color?: string
    side?: string
    greeting?: Texts
    launcher?: { visible?: boolean, label?: Texts }
  }
}

interface Texts {
  zh?: string
  en?: string
}

/** Takes what stands in the mark's place: an object, or its text. */
export function lookOf(mark: unknown): Look {
  try {
    const look: unknown = typeof mark === 'string' ? JSON.parse(mark) : mark
    return typeof look === 'object' && look !== null ? look : {}
  } catch {
    return {}
  }
}

/** The text for a language, or nothing. */
export function textOf(texts: Texts | undefined, lang: string): string {
  return (/^zh/i.test(lang) ? texts?.zh : texts?.en) ?? ''
}

/** The first language that the widget speaks; who speaks neither is answered in the desk's. */
export function languageOf(wishes: readonly (string | null | undefined)[], look: Look): string {
  return wishes.find(lang => /^(zh|en)/i.test(lang ?? '')) ?? look.language ?? wishes.find(lang => lang) ?? 'en'
}
