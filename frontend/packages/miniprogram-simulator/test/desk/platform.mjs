// The real desk, and a stand-in for WeChat's servers beside it: what the mini-program's tests run against.
import { execFile, spawn } from 'node:child_process'
import { createHmac, hkdfSync } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import WebSocket from 'ws'
import { Desk } from '../../../../e2e/lib/desk.mjs'
import { eventually } from '../../../../e2e/lib/wait.mjs'

const ROOT = path.resolve(import.meta.dirname, '../../../../..')
const APP_ID = 'wx0123456789abcdef'
const APP_SECRET = 'a-secret-of-wechat'

/** Signs the desk's tokens; known here, so that a test can make one that ends soon. */
const DESK_SECRET = 'the-mini-programs-tests-sign-with-this'

/** WeChat's servers, as a process of their own, and a desk that asks them. */
export class Platform {
  static async start() {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'kefu-wechat-'))
    const program = path.join(folder, 'wechat')
    await promisify(execFile)('go', ['build', '-o', program, './server/testkit/wechatstandin'], { cwd: ROOT })
    const child = spawn(program, ['-app-id', APP_ID, '-secret', APP_SECRET], { stdio: ['pipe', 'pipe', 'inherit'] })
    const [wechat] = await once(createInterface({ input: child.stdout }), 'line')
    const desk = await Desk.start({
      KEFU_WECHAT_APP_ID: APP_ID, KEFU_WECHAT_APP_SECRET: APP_SECRET, KEFU_WECHAT_BASE_URL: wechat, KEFU_SECRET: DESK_SECRET, KEFU_RATE_LIMITS: 'off',
    })
    return new Platform(folder, child, wechat, desk, await desk.agent('小林'))
  }

  constructor(folder, child, wechat, desk, lin) {
    Object.assign(this, { folder, child, wechat, desk, lin })
  }

  async stop() {
    await this.desk.stop()
    this.child.stdin.end()
    await once(this.child, 'exit')
    await rm(this.folder, { recursive: true, force: true })
  }

  /** What wx.login answers on this user's phone. */
  async code(openid) {
    const answer = await fetch(`${this.wechat}/stand-in/login?openid=${openid}`, { method: 'POST' })
    return (await answer.json()).code
  }

  /** WeChat holds the user's logins back. */
  async block(openid) {
    await fetch(`${this.wechat}/stand-in/block?openid=${openid}`, { method: 'POST' })
  }

  /** A new user of WeChat. */
  user(name) {
    return `o${name}${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`
  }

  /** The customer's conversation, as agents see it, once it has messages. */
  async conversation(openid) {
    const { items } = await this.desk.call('GET', '/conversations?limit=200')
    const found = items.find(({ customer }) => customer.openid === openid)
    if (!found) throw new Error(`no conversation of ${openid} yet`)
    return found
  }

  /** Writes to a customer, as the agent 小林. */
  async answer(openid, text) {
    const { id } = await eventually(() => this.conversation(openid))
    return this.desk.call('POST', `/conversations/${id}/messages`, { token: this.lin.key, body: { kind: 'text', text, client_id: `t${Math.random().toString(36).slice(2)}` } })
  }

  /** Sends a customer a voice message, as the agent 小林. */
  async speak(openid, mp3) {
    const form = new FormData()
    form.append('file', new Blob([mp3], { type: 'audio/mpeg' }), 'voice.mp3')
    const upload = await fetch(`${this.desk.url}/api/v1/uploads`, { method: 'POST', headers: { Authorization: `Bearer ${this.lin.key}` }, body: form })
    const { id: file } = await upload.json()
    const { id } = await eventually(() => this.conversation(openid))
    return this.desk.call('POST', `/conversations/${id}/messages`, { token: this.lin.key, body: { kind: 'voice', attachment: { id: file }, client_id: `v${Math.random().toString(36).slice(2)}` } })
  }

  /** 小林's websocket, so that somebody is there: `send` takes a frame. */
  async agent() {
    const socket = new WebSocket(`${this.desk.url.replace('http', 'ws')}/ws?token=${this.lin.key}`, 'kefu.v1')
    await once(socket, 'message')
    return { send: frame => socket.send(JSON.stringify(frame)), close: () => socket.terminate() }
  }

  /** All messages of a customer, oldest first. */
  async history(openid) {
    const { id } = await this.conversation(openid)
    return this.desk.history(id)
  }

  /** A token like `token` that ends in `seconds`; what the desk itself would sign. */
  shortened(token, seconds) {
    const claims = JSON.parse(Buffer.from(token.split('.')[1], 'base64url'))
    claims.exp = Math.floor(Date.now() / 1000) + seconds
    const key = Buffer.from(hkdfSync('sha256', DESK_SECRET, '', 'kefu/tokens/v1', 32))
    const signed = [token.split('.')[0], Buffer.from(JSON.stringify(claims)).toString('base64url')].join('.')
    return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`
  }
}
