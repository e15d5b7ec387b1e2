// Chromium with nothing of its own to say on the network.
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { chromium } from 'playwright-core'

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']

/** The first start on a machine reads all of the browser from its disk, ms. */
const START_WITHIN = 120_000

/** Playwright gives each launch an empty profile of its own. `more` are flags besides those that every browser here has. */
export function launch(...more) {
  return chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: [...FLAGS, ...more], timeout: START_WITHIN })
}

/** What Chromium says of a server that is away, or of a call that was refused: none of the page's doing. */
export const AWAY = /net::ERR_(CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE|INCOMPLETE_CHUNKED_ENCODING|SOCKET_NOT_CONNECTED)|WebSocket connection to .* failed/

/**
 * Collects what a page must not have: errors in its console, exceptions, breaches of its security policy, and scripts
 * that a customer's text started (they would call `pwned`).
 */
export async function watch(context, problems) {
  await context.exposeFunction('pwned', what => problems.push(`a script of a customer ran: ${what}`))
  await context.exposeFunction('breach', what => problems.push(`the security policy was breached: ${what}`))
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', event => void window.breach(`${event.violatedDirective} ${event.blockedURI}`))
  })
  context.on('weberror', error => problems.push(`an exception: ${error.error().stack}`))
  context.on('console', (message) => {
    if (message.type() === 'error') problems.push(`in the console: ${message.text()} ${message.location().url}`)
  })
}

/** Keeps a picture of the page where KEFU_E2E_SHOTS names a folder. */
export async function shot(page, name) {
  const folder = process.env.KEFU_E2E_SHOTS
  if (!folder) return
  await mkdir(folder, { recursive: true })
  await page.screenshot({ path: path.join(folder, `${name}.png`) })
}
