/** A person who may be mentioned. */
export interface Mentionable {
  id: string
  name: string
}

/** A stretch of a note: plain, or a mention of somebody. */
export interface Stretch {
  text: string
  mention?: Mentionable
}

/** The most that a note may mention, by the contract. */
export const mostMentions = 50

/** Cuts a text where it says `@Name` of one of these people; the longest name wins. */
export function cutMentions(text: string, people: readonly Mentionable[]): Stretch[] {
  const byLength = people.filter(({ name }) => name !== '').sort((a, b) => b.name.length - a.name.length)
  const stretches: Stretch[] = []
  let plain = 0
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const mention = byLength.find(({ name }) => text.startsWith(name, at + 1))
    if (!mention) continue
    if (at > plain) stretches.push({ text: text.slice(plain, at) })
    plain = at + 1 + mention.name.length
    stretches.push({ text: text.slice(at, plain), mention })
    at = plain - 1
  }
  if (plain < text.length) stretches.push({ text: text.slice(plain) })
  return stretches
}

/** Whom a text mentions. */
export function mentionedIn(text: string, people: readonly Mentionable[]): string[] {
  const ids = cutMentions(text, people).flatMap(({ mention }) => mention?.id ?? [])
  return [...new Set(ids)].slice(0, mostMentions)
}
