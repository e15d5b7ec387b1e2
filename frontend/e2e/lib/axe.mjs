import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Fails with what axe finds wrong on the page, or in the frame, as it stands; `what` names the moment. */
export async function accessible(page, what) {
  const found = await violations(page)
  assert.deepEqual(found.map(({ id, nodes }) => [id, nodes.slice(0, 3).map(({ html, failureSummary }) => [html.slice(0, 200), failureSummary])]), [], `axe: ${what}`)
}

/** What axe finds on the page, or in the frame; `options` are axe's. */
export async function violations(page, options = {}) {
  await still(page)
  if (!await page.evaluate(() => 'axe' in window)) await page.evaluate(AXE)
  const { violations: found } = await page.evaluate(given => window.axe.run(document.body, { resultTypes: ['violations'], ...given }), options)
  return found
}

/** Waits until nothing moves or fades that will come to an end: a colour on its way is no colour of the page's. */
async function still(page) {
  await page.evaluate(async () => {
    const moving = () => document.getAnimations().filter(({ playState, effect }) => playState === 'running' && effect?.getComputedTiming().endTime !== Infinity)
    for (let all = moving(); all.length > 0; all = moving()) await Promise.allSettled(all.map(({ finished }) => finished))
  })
}
