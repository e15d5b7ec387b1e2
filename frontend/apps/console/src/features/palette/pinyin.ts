/*
 * The first letter of each sound of Chinese words, so that "lxw" finds 林晓雯. The browser knows how Chinese is sorted
 * by sound: a character's letter is that of the last of these, each the first of its letter, which does not come after it.
 */
const firsts = '阿八嚓哒妸发旮哈讥咔垃痳拏噢妑七呥扨它穵夕丫帀'
const letters = 'abcdefghjklmnopqrstwxyz'

const collator = new Intl.Collator('zh-CN-u-co-pinyin')
/** A browser without this order (a small build) finds Chinese by its characters only. */
const ordered = collator.compare('阿', '八') < 0 && collator.compare('丫', '帀') < 0 && collator.compare('林', '马') < 0

const known = new Map<string, string>()

/** The first letter of how a Chinese character sounds; any other character as it is. */
function letterOf(character: string): string {
  if (!ordered || !/\p{Script=Han}/u.test(character)) return character
  const kept = known.get(character)
  if (kept !== undefined) return kept
  let low = 0
  for (let high = firsts.length; high - low > 1; ) {
    const middle = (low + high) >> 1
    if (collator.compare(firsts[middle] as string, character) <= 0) low = middle
    else high = middle
  }
  const letter = letters[low] as string
  known.set(character, letter)
  return letter
}

/** A text with each Chinese character as the first letter of its sound: 退款 VIP is "tk VIP". */
export function initials(text: string): string {
  let all = ''
  for (const character of text) all += letterOf(character)
  return all
}
