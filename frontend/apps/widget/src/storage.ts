/** What the session needs of a storage. */
export type Keeping = Pick<Storage, 'getItem' | 'setItem'>

/** Browsers cut off what should last longer, s: 400 days. */
const LIFE = 34_560_000

/**
 * Where this visitor is kept. A browser that blocks what foreign frames store denies them localStorage altogether, but not a
 * cookie that belongs to this frame on this very site (CHIPS): it needs https, and goes to the chat's pages only.
 */
export function deviceStorage(): Keeping {
  try {
    return localStorage
  } catch {
    return partitioned
  }
}

const partitioned: Keeping = {
  getItem(key) {
    const found = document.cookie.split('; ').find(cookie => cookie.startsWith(`${key}=`))
    return found === undefined ? null : decodeURIComponent(found.slice(key.length + 1))
  },
  setItem(key, value) {
    document.cookie = `${key}=${encodeURIComponent(value)}; Path=/chat; Max-Age=${LIFE}; Secure; SameSite=None; Partitioned`
  },
}
