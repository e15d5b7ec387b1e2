// A real desk: the binary, a database of its own in a temporary folder, a free port.
import { execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { eventually } from './wait.mjs'

const ROOT = path.resolve(import.meta.dirname, '../../..')
const START_WITHIN = 60_000
const run = promisify(execFile)

/** The binary under test: KEFU_TEST_BINARY, or one that is built into `folder`. */
export async function binary(folder) {
  if (process.env.KEFU_TEST_BINARY) return process.env.KEFU_TEST_BINARY
  const made = path.join(folder, 'kefu')
  await run('go', ['build', '-o', made, './server'], { cwd: ROOT })
  return made
}

/** A port that nobody listens on, as yet. */
async function freePort() {
  const server = createServer()
  await new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address()
  await new Promise(resolve => server.close(resolve))
  return port
}

/** A desk that can be killed and started again where it was. */
export class Desk {
  #process = null
  #exit = null

  /** Starts a new desk; stop() must follow. `settings` are KEFU_ variables besides those that every desk here has. */
  static async start(settings = {}) {
    for (let again = 3; ; again--) {
      const folder = await mkdtemp(path.join(os.tmpdir(), 'kefu-e2e-'))
      const desk = new Desk(folder, await binary(folder), await freePort(), settings)
      try {
        await desk.start()
        return desk
      } catch (error) {
        await desk.stop()
        // Another process was faster to listen where nobody did.
        if (again === 0 || !/address already in use/.test(error.message)) throw error
      }
    }
  }

  constructor(folder, program, port, settings) {
    this.settings = settings
    this.folder = folder
    this.program = program
    this.url = `http://127.0.0.1:${port}`
    this.adminKey = `sk_${randomBytes(24).toString('hex')}`
  }

  /** Starts the process on the same database and port. */
  async start() {
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('KEFU_')))
    const child = spawn(this.program, ['serve'], {
      cwd: this.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...env, KEFU_LISTEN: this.url.slice('http://'.length), KEFU_DATA_DIR: this.folder, KEFU_DATABASE: `sqlite:${path.join(this.folder, 'kefu.db')}`,
        KEFU_ADMIN_STAFF_KEY: this.adminKey, ...this.settings,
      },
    })
    this.#process = child
    this.#exit = new Promise(resolve => child.once('exit', resolve))
    const log = createWriteStream(path.join(this.folder, 'desk.log'), { flags: 'a' })
    child.stdout.pipe(log, { end: false })
    child.stderr.pipe(log, { end: false })
    await this.#ready()
  }

  /** Waits until it answers, and it is this one: it knows its admin. */
  async #ready() {
    const ended = () => this.#process.exitCode !== null || this.#process.signalCode !== null
    await eventually(async () => {
      if (ended()) return
      const ready = await fetch(`${this.url}/readyz`)
      if (!ready.ok) throw new Error(`not ready: HTTP ${ready.status}`)
      await this.call('GET', '/me')
    }, START_WITHIN)
    if (ended()) throw new Error(`the desk ended: ${await this.log()}`)
  }

  /** What the process said. */
  async log() {
    return readFile(path.join(this.folder, 'desk.log'), 'utf8').catch(() => '')
  }

  /** Ends the process as a power cut does. */
  async kill() {
    this.#process.kill('SIGKILL')
    await this.#exit
  }

  /** Ends the process and removes everything. */
  async stop() {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      this.#process.kill('SIGTERM')
      const late = setTimeout(() => this.#process.kill('SIGKILL'), 12_000)
      await this.#exit
      clearTimeout(late)
    }
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 })
  }

  /** Makes a REST call, by the admin unless told otherwise; rejects unless it succeeds. */
  async call(method, where, { body, token = this.adminKey } = {}) {
    const answer = await fetch(`${this.url}/api/v1${where}`, {
      method,
      headers: { ...(token ? { Authorization: `Bearer ${token}` } : {}), ...(body ? { 'Content-Type': 'application/json' } : {}) },
      body: body && JSON.stringify(body),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${where}: HTTP ${answer.status} ${text}`)
    return text === '' ? null : JSON.parse(text)
  }

  /** A new agent: `{id, name, key}`. */
  async agent(name) {
    const { agent, staff_key: key } = await this.call('POST', '/agents', { body: { name } })
    return { id: agent.id, name, key }
  }

  /** A new web visitor: `{token, expires_at, openid}`, as the widget keeps it. */
  async visitor(name) {
    const { token, expires_at, customer } = await this.call('POST', '/auth/visitor', { body: { name }, token: null })
    return { token, expires_at, openid: customer.openid }
  }

  /** All messages of a conversation, oldest first. */
  async history(conversation) {
    const { items } = await this.call('GET', `/conversations/${conversation}/messages?after_seq=0&limit=200`)
    return items
  }

  async conversation(id) {
    return this.call('GET', `/conversations/${id}`)
  }
}
