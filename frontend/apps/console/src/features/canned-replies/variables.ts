/** What the variables of a canned reply stand for. A customer without a name is spoken to without one. */
export interface Variables {
  customer: { name: string }
  agent: { name: string }
}

/**
 * Fills the variables of a text. One that has no value goes, with the comma and the space that lead to it; one that nobody
 * knows stays, so that the agent sees it before the customer does.
 */
export function fillVariables(text: string, values: Variables): string {
  return text.replace(/(?:[,，] ?| )?\{\{\s*([a-z]+)\.([a-z]+)\s*\}\}/g, (whole, room: string, field: string) => {
    const value = (values as unknown as Record<string, Record<string, string> | undefined>)[room]?.[field]
    if (value === undefined) return whole
    return value === '' ? '' : whole.replace(/\{\{.*\}\}/, () => value)
  })
}
