/** Where there is no storage. */
const memory = new Map<string, string>()

/** What is kept on this device; where that is forbidden, for as long as the page lives. */
export function read(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return memory.get(key) ?? null
  }
}

export function write(key: string, value: string): void {
  memory.set(key, value)
  try {
    localStorage.setItem(key, value)
  } catch {
    // It lasts as long as the page.
  }
}
