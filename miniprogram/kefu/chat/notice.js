const { fill } = require('../words')
const { clockOf } = require('./time')

/**
 * What stands above the list: the connection first, then whether somebody is there to answer.
 * @param {import('../lib/chat-client').Desk} desk
 * @param {boolean} network whether the phone has one
 * @param {import('../words').Words} words
 * @returns {{ text: string, kind: '' | 'trouble' | 'replaced' | 'away' }}
 */
function noticeOf(desk, network, words) {
  const { client } = desk
  if (desk.signIn === 'refused') return { text: words.refused, kind: 'trouble' }
  const state = client === null ? 'connecting' : client.connection.name
  if (state === 'replaced') return { text: words.replaced, kind: 'replaced' }
  if (state !== 'open') return { text: network ? words.connecting : words.offline, kind: 'trouble' }
  const { available, opensAt } = /** @type {import('../lib/chat-client').ChatClient} */ (client).availability
  if (available !== false) return { text: '', kind: '' }
  return { text: opensAt ? fill(words.opens, { time: clockOf(new Date(opensAt)) }) : words.away, kind: 'away' }
}

module.exports = { noticeOf }
