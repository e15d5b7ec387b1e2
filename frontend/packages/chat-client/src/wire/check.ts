/**
 * Small checks of parsed JSON. A check answers null if the value fits, otherwise where and what is wrong:
 * `message.seq: not a whole number`. They never hold the value itself, so a complaint can be logged.
 */
export type Check = (value: unknown) => string | null

export const text: Check = v => (typeof v === 'string' ? null : 'not a string')
export const flag: Check = v => (typeof v === 'boolean' ? null : 'not a boolean')

/** A whole number from 0 on: seq, rev, counts, sizes. */
export const count: Check = v => (typeof v === 'number' && Number.isSafeInteger(v) && v >= 0 ? null : 'not a whole number')

/** A number or a string, as request ids are. */
export const either: Check = v => (typeof v === 'string' || typeof v === 'number' ? null : 'neither string nor number')

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/

/** RFC 3339 in UTC. */
export const instant: Check = v => (typeof v === 'string' && INSTANT.test(v) ? null : 'not a time in UTC')

export function oneOf(...allowed: readonly string[]): Check {
  return v => (typeof v === 'string' && allowed.includes(v) ? null : `not one of ${allowed.join(', ')}`)
}

/** Missing and null fit too. */
export function maybe(check: Check): Check {
  return v => (v === undefined || v === null ? null : check(v))
}

export function anyOf(...checks: readonly Check[]): Check {
  return v => (checks.some(check => check(v) === null) ? null : 'fits no form')
}

export function list(check: Check): Check {
  return (v) => {
    if (!Array.isArray(v)) return 'not a list'
    for (let i = 0; i < v.length; i++) {
      const wrong = check(v[i])
      if (wrong !== null) return `[${i}]${joint(wrong)}${wrong}`
    }
    return null
  }
}

/** An object with these fields; others are ignored. */
export function shape(fields: Readonly<Record<string, Check>>): Check {
  const names = Object.keys(fields)
  return (v) => {
    if (!isObject(v)) return 'not an object'
    for (const name of names) {
      const wrong = (fields[name] as Check)(v[name])
      if (wrong !== null) return `${name}${joint(wrong)}${wrong}`
    }
    return null
  }
}

export function isObject(v: unknown): v is Record<string, unknown> {
  return typeof v === 'object' && v !== null && !Array.isArray(v)
}

// A complaint that begins with a field's name is joined by a dot, one about an element by nothing.
function joint(complaint: string): string {
  if (complaint.startsWith('[')) return ''
  return /^[a-z_]+(\.|:|\[)/.test(complaint) ? '.' : ': '
}
