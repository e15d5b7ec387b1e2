// What the console's list shows, and whether it is what the desk has stored.
import assert from 'node:assert/strict'
import { eventually, PATIENCE } from './wait.mjs'
import { listed } from './queue.mjs'

/** Rows that may be drawn at once, however many there are. */
export const DRAWN = 60

/** Reads the whole list by scrolling through it: `[{id, unread, preview}]`. Leaves it at the top. */
export async function rows(page) {
  return page.evaluate(async () => {
    const list = document.querySelector('[role=list]')
    if (!list) return []
    const found = new Map()
    const frame = () => new Promise(done => requestAnimationFrame(() => setTimeout(done, 0)))
    list.scrollTop = 0
    await frame()
    for (;;) {
      for (const row of list.querySelectorAll('[data-testid=conversation-row]')) {
        const place = Number(row.closest('[role=listitem]').getAttribute('aria-posinset'))
        found.set(place, {
          id: row.dataset.conversationId,
          unread: Number(row.querySelector('[data-testid=row-unread]')?.textContent ?? 0),
          preview: row.querySelector('[data-testid=row-preview]')?.textContent.trim() ?? '',
        })
      }
      if (list.scrollTop + list.clientHeight >= list.scrollHeight - 1) break
      list.scrollTop += list.clientHeight
      await frame()
    }
    list.scrollTop = 0
    await frame()
    return [...found].sort(([a], [b]) => a - b).map(([, row]) => row)
  })
}

/** How many rows are drawn. */
export function drawn(page) {
  return page.getByTestId('conversation-row').count()
}

/** The counts above the list, as numbers. */
export async function counts(page) {
  const count = async who => Number((await page.getByTestId(`count-${who}`).innerText()).replaceAll(/\D/g, ''))
  return { mine: await count('mine'), unassigned: await count('unassigned'), everyone: await count('everyone') }
}

/** Waits until the list of all open conversations, and the counts above it, are what the desk has stored. */
export async function equalsDesk(page, desk, agentId, within = PATIENCE) {
  await eventually(async () => {
    const stored = await listed(desk)
    assert.deepEqual(await counts(page), {
      mine: stored.filter(c => c.assignee?.id === agentId).length,
      unassigned: stored.filter(c => !c.assignee).length,
      everyone: stored.length,
    }, 'the counts')
    const shown = await rows(page)
    assert.deepEqual(shown.map(row => [row.id, row.unread]), stored.map(c => [c.id, c.unread]), 'the rows')
    const previews = new Map(stored.map(c => [c.id, c.last_message.text]))
    for (const { id, preview } of shown) assert.ok(preview.endsWith(previews.get(id)), `${id} says ${preview}, not ${previews.get(id)}`)
  }, within)
}
