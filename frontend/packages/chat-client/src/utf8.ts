/** The number of bytes of a string in UTF-8. A lone surrogate counts as the three bytes of U+FFFD. */
export function utf8Length(s: string): number {
  let bytes = 0
  for (const char of s) {
    const point = char.codePointAt(0) as number
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
  }
  return bytes
}
