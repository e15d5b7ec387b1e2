// The demo fills a desk within seconds; in a picture that should look like a day. Times on the way to the page are
// moved: what was said `ago` before the end of the filling was said `ago` times `factor` before it. The order stays.
const TIME = /"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)"/g

/** Moves all times in a JSON text. */
export function stretcher(end, factor) {
  return json => json.replace(TIME, (all, time) => {
    const ago = end - Date.parse(time)
    return ago <= 0 ? all : `"${new Date(end - ago * factor).toISOString()}"`
  })
}

/** Lets the pages of a context see moved times only. Answers `cut`, which ends their sockets and lets them have no others. */
export async function stretch(context, move) {
  const sockets = new Set()
  let gone = false
  await context.route(/\/api\/v1\/(?!files|uploads)/, async (route) => {
    try {
      const response = await route.fetch()
      await route.fulfill({ response, body: move(await response.text()) })
    } catch {
      // The page was closed meanwhile, and asks no more.
    }
  })
  await context.routeWebSocket(/\/ws/, (page) => {
    if (gone) return page.close({ code: 1001 })
    sockets.add(page)
    const desk = page.connectToServer()
    page.onMessage(frame => desk.send(frame))
    desk.onMessage(frame => page.send(move(frame)))
  })
  return {
    async cut() {
      gone = true
      for (const page of sockets) await page.close({ code: 1001 })
    },
  }
}
