import { expect, it } from 'vitest'
import { ItemBuilder } from '../src/snapshot'
import type { SnapshotInput } from '../src/snapshot'
import { Timeline } from '../src/timeline'
import { dice } from './desk'
import { fromAgent, message } from './world'

const T = '2026-11-21T08:01:00.000Z'

function input(timeline: Timeline, announcements: SnapshotInput['announcements']): SnapshotInput {
  return { role: 'agent', meId: '3', meName: 'Han', openid: 'o1', timeline, pending: [], announcements }
}

it.each(Array.from({ length: 60 }, (_, i) => i + 1))('what is built step by step is what is built at once (seed %d)', (seed) => {
  const roll = dice(seed)
  const upTo = (most: number) => Math.floor(roll() * (most + 1))
  const timeline = new Timeline()
  const builder = new ItemBuilder()
  const announcements: SnapshotInput['announcements'][number][] = []
  let notes = 0
  const said = (seq: number) => message(seq, roll() < 0.5 ? fromAgent : {})
  if (roll() < 0.5) timeline.begin(roll() < 0.5 ? 0 : 30)
  for (let step = 0; step < 150; step++) {
    const what = roll()
    const { headSeq, firstSeq } = timeline
    if (what < 0.35) timeline.take([said(headSeq + 1 + upTo(2))])
    else if (what < 0.45) timeline.update(message(upTo(headSeq), { text: `${step}` }))
    else if (what < 0.55) timeline.markRead(roll() < 0.5 ? 'desk' : 'customer', upTo(headSeq + 2), roll() < 0.5 ? T : null)
    else if (what < 0.7) timeline.annotate([{ type: 'note', id: `n${++notes}`, conversation_id: '17', after_seq: upTo(headSeq + 2), rev: notes, agent: null, text: '', mentions: [], created_at: T } as never])
    else if (what < 0.75) {
      announcements.push({ afterSeq: headSeq, item: { type: 'announcement', key: `a:${step}`, announcement: { id: `${step}`, text: '', created_at: T } } })
      timeline.touch(headSeq)
    } else if (what < 0.8 && firstSeq > 1) timeline.prepend([Math.max(1, firstSeq - 2), firstSeq - 1].filter((s, i, all) => all.indexOf(s) === i).map(said))
    else if (what < 0.81) timeline.begin(upTo(40))
    if (roll() < 0.3) continue // several changes are shown together

    const before = builder.build(input(timeline, announcements))
    expect(builder.build(input(timeline, announcements)), 'nothing changed').toBe(before)
    timeline.touch(0, Infinity)
    expect(before).toEqual(new ItemBuilder().build(input(timeline, announcements)))
  }
})
