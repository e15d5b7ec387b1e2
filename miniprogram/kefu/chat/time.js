const { fill } = require('../words')

const DAY = 86_400_000

/**
 * The line above a message, in WeChat's manner: the time alone today, then yesterday, the weekday within a week, the
 * date. Times are milliseconds, in the phone's zone.
 * @param {number} at
 * @param {number} now
 * @param {import('../words').Words} words
 */
function timeLine(at, now, words) {
  const date = new Date(at)
  const clock = clockOf(date)
  const days = Math.round((midnight(new Date(now)) - midnight(date)) / DAY)
  if (days <= 0) return clock
  if (days === 1) return `${words.yesterday} ${clock}`
  if (days < 7) return `${words.weekdays[date.getDay()]} ${clock}`
  const parts = { y: date.getFullYear(), m: date.getMonth() + 1, d: date.getDate() }
  return `${fill(parts.y === new Date(now).getFullYear() ? words.date : words.fullDate, parts)} ${clock}`
}

/**
 * When it opens, in a sentence: "9:00" today, "tomorrow 9:00", the weekday within a week, the date.
 * @param {number} at
 * @param {number} now
 * @param {import('../words').Words} words
 */
function openingLine(at, now, words) {
  const date = new Date(at)
  const clock = `${date.getHours()}:${two(date.getMinutes())}`
  const days = Math.round((midnight(date) - midnight(new Date(now))) / DAY)
  if (days <= 0) return clock
  if (days === 1) return `${words.tomorrow} ${clock}`
  return `${days < 7 ? words.weekdays[date.getDay()] : fill(words.date, { m: date.getMonth() + 1, d: date.getDate() })} ${clock}`
}

/** Hours and minutes. @param {Date} date */
function clockOf(date) {
  return `${two(date.getHours())}:${two(date.getMinutes())}`
}

/** @param {Date} date */
function midnight(date) {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()
}

/** @param {number} n */
function two(n) {
  return n < 10 ? `0${n}` : String(n)
}

module.exports = { timeLine, openingLine }
