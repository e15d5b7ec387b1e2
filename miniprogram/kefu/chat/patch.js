/** @typedef {import('./rows').Row} Row */

/**
 * What setData needs to make `after` of `before`: single rows where it can be, because all that is named crosses from
 * the logic layer to the page as text.
 * @param {readonly Row[]} before
 * @param {Row[]} after
 * @returns {Record<string, Row | Row[]>}
 */
function patch(before, after) {
  const sameOrder = after.length >= before.length && before.every((row, i) => row.key === (/** @type {Row} */ (after[i])).key)
  if (!sameOrder || before.length === 0) return { rows: after }
  /** @type {Record<string, Row>} */
  const changes = {}
  after.forEach((row, i) => {
    if (JSON.stringify(row) !== JSON.stringify(before[i])) changes[`rows[${i}]`] = row
  })
  return changes
}

module.exports = { patch }
