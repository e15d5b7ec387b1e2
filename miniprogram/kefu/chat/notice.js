const { fill } = require('../words')
const { openingLine } = require('./time')

/**
 * What stands above the list: the connection first, then whether somebody is there to answer.
 * @param {import('../lib/chat-client').Desk} desk
 * @param {boolean} network whether the phone has one
 * @param {number} now milliseconds, on the desk's clock
 * @param {import('../words').Words} words
 * @returns {{ text: string, kind: '' | 'trouble' | 'replaced' | 'away' }}
 */
function noticeOf(desk, network, now, words) {
  const client = /** @type {import('../lib/chat-client').ChatClient} */ (desk.client)
  const state = client.connection.name
  if (state !== 'open' && !network) return { text: words.offline, kind: 'trouble' }
  if (desk.signIn === 'refused') return { text: words.refused, kind: 'trouble' }
  if (state === 'replaced') return { text: words.replaced, kind: 'replaced' }
  if (state !== 'open') return { text: words.connecting, kind: 'trouble' }
  const { available, opensAt } = client.availability
  if (available !== false) return { text: '', kind: '' }
  return { text: opensAt ? fill(words.opens, { time: openingLine(Date.parse(opensAt), now, words) }) : words.away, kind: 'away' }
}

module.exports = { noticeOf }
