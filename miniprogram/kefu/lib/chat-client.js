// Generated from frontend/packages/chat-client by scripts/miniprogram. Do not edit.
// @ts-nocheck
/* eslint-disable */
"use strict";
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __export = (target, all) => {
  for (var name in all)
    __defProp(target, name, { get: all[name], enumerable: true });
};
var __copyProps = (to, from, except, desc) => {
  if (from && typeof from === "object" || typeof from === "function") {
    for (let key of __getOwnPropNames(from))
      if (!__hasOwnProp.call(to, key) && key !== except)
        __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });
  }
  return to;
};
var __toCommonJS = (mod) => __copyProps(__defProp({}, "__esModule", { value: true }), mod);

// src/wx/index.ts
var index_exports = {};
__export(index_exports, {
  ChatError: () => ChatError,
  Desk: () => Desk,
  cardFields: () => cardFields
});
module.exports = __toCommonJS(index_exports);

// src/api.ts
var ChatError = class extends Error {
  /** `detail` is a sentence for a developer, not for the person who chats. */
  constructor(code2, detail = "") {
    super(detail === "" ? code2 : `${code2}: ${detail}`);
    this.code = code2;
    this.detail = detail;
    this.name = "ChatError";
  }
};

// src/backoff.ts
var FLOOR = 100;
function backoff(attempt2, random, base, cap) {
  const ceiling = Math.min(cap, base * 2 ** Math.min(attempt2, 20));
  return Math.max(FLOOR, Math.floor(random() * ceiling));
}

// src/batch.ts
var Batch = class {
  constructor() {
    this.depth = 0;
    this.due = /* @__PURE__ */ new Set();
  }
  /** Calls `f`; what is told within is told once, at its end. */
  run(f) {
    this.depth++;
    try {
      f();
    } finally {
      this.depth--;
      if (this.depth === 0 && this.due.size > 0) this.flush();
    }
  }
  /** Calls `listener` at the end of what runs, or at once if nothing does. It must not throw. */
  tell(listener) {
    if (this.depth === 0) listener();
    else this.due.add(listener);
  }
  flush() {
    const { due } = this;
    this.due = /* @__PURE__ */ new Set();
    for (const listener of due) listener();
  }
};

// src/close.ts
function judgeClose(code2, reason, random) {
  const verdict = { wait: 0, refusal: null, replaced: false, poison: false };
  switch (code2) {
    case 1001:
      return { ...verdict, wait: 200 + Math.floor(random() * 2e3) };
    case 1008:
      return { ...verdict, refusal: reason === "revoked" ? "revoked" : "token_expired" };
    case 1009:
      return { ...verdict, poison: true };
    case 4e3:
      return { ...verdict, poison: true, wait: 5e3 };
    case 4009:
      return { ...verdict, replaced: true };
    case 4029:
      return { ...verdict, wait: 1e4 + Math.floor(random() * 1e4) };
    default:
      return verdict;
  }
}

// src/wire/check.ts
var text = (v) => typeof v === "string" ? null : "not a string";
var flag = (v) => typeof v === "boolean" ? null : "not a boolean";
var count = (v) => typeof v === "number" && Number.isSafeInteger(v) && v >= 0 ? null : "not a whole number";
var either = (v) => typeof v === "string" || typeof v === "number" ? null : "neither string nor number";
var INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/;
var instant = (v) => typeof v === "string" && INSTANT.test(v) ? null : "not a time in UTC";
function oneOf(...allowed) {
  return (v) => typeof v === "string" && allowed.includes(v) ? null : `not one of ${allowed.join(", ")}`;
}
function maybe(check) {
  return (v) => v === void 0 || v === null ? null : check(v);
}
function anyOf(...checks) {
  return (v) => checks.some((check) => check(v) === null) ? null : "fits no form";
}
function list(check) {
  return (v) => {
    if (!Array.isArray(v)) return "not a list";
    for (let i = 0; i < v.length; i++) {
      const wrong = check(v[i]);
      if (wrong !== null) return `[${i}]${joint(wrong)}${wrong}`;
    }
    return null;
  };
}
function shape(fields) {
  const names = Object.keys(fields);
  return (v) => {
    if (!isObject(v)) return "not an object";
    for (const name of names) {
      const wrong = fields[name](v[name]);
      if (wrong !== null) return `${name}${joint(wrong)}${wrong}`;
    }
    return null;
  };
}
function isObject(v) {
  return typeof v === "object" && v !== null && !Array.isArray(v);
}
function joint(complaint) {
  if (complaint.startsWith("[")) return "";
  return /^[a-z_]+(\.|:|\[)/.test(complaint) ? "." : ": ";
}

// src/wire/decode.ts
var sender = shape({ role: oneOf("customer", "agent", "bot", "system"), id: text, name: text });
var agentRef = shape({ id: text, name: text });
var attachment = shape({
  id: text,
  name: maybe(text),
  mime: maybe(text),
  size: maybe(count),
  url: maybe(text),
  thumbnail_url: maybe(text),
  width: maybe(count),
  height: maybe(count),
  duration_ms: maybe(count)
});
var card = shape({
  title: text,
  image_url: maybe(text),
  price: maybe(text),
  url: maybe(text)
});
var checkMessage = shape({
  id: text,
  conversation_id: text,
  openid: text,
  seq: count,
  client_id: text,
  sender,
  kind: oneOf("text", "image", "file", "voice", "video", "card"),
  text: maybe(text),
  attachment: maybe(anyOf(attachment, card)),
  created_at: instant,
  read_at: maybe(instant),
  recalled_at: maybe(instant)
});
var checkAttachment = attachment;
var stands = { id: text, conversation_id: text, after_seq: count, rev: count, agent: maybe(agentRef), created_at: instant };
var checkNote = shape({ ...stands, text, client_id: maybe(text), mentions: maybe(list(text)) });
var checkEvent = shape({ ...stands, kind: text, data: maybe(isAnObject) });
var activity = (v) => isObject(v) && v.type === "note" ? checkNote(v) : checkEvent(v);
var page = shape({ url: text, title: text, since: instant });
var checkConversation = shape({
  id: text,
  customer: shape({ openid: text, name: text, avatar_url: maybe(text), channel: text, online: maybe(flag), page: maybe(page) }),
  status: oneOf("open", "pending", "resolved"),
  assignee: maybe(agentRef),
  tags: maybe(list(text)),
  priority: text,
  last_seq: count,
  rev: count,
  last_message: maybe(checkMessage),
  unread: count,
  waiting_since: maybe(instant),
  created_at: instant,
  updated_at: instant
});
var readSeq = shape({ customer: count, desk: count });
var marks = {
  conversations: maybe(list(shape({ id: text, rev: count, unread: count }))),
  rev: maybe(count),
  unread: maybe(count)
};
var FRAMES = {
  "welcome": shape({
    session_id: text,
    me: shape({ role: text, id: text, name: text }),
    server_time: instant,
    conversation: maybe(shape({ id: text, last_seq: count, rev: count, unread: count, status: text, read_seq: maybe(readSeq) })),
    unread_total: maybe(count),
    cursor: maybe(text),
    limits: shape({ max_frame_bytes: count, max_text_chars: count, frames_per_second: anyNumber, max_upload_bytes: count, upload_types: list(text) })
  }),
  "ack": shape({ id: either, message: maybe(checkMessage), note: maybe(checkNote) }),
  "error": shape({ id: maybe(either), code: text, detail: maybe(text), retry_after_ms: maybe(count) }),
  "message": shape({ message: checkMessage, ...marks }),
  "messages": shape({ messages: list(checkMessage), ...marks }),
  "message.updated": shape({ message: checkMessage }),
  "note": shape({ note: checkNote }),
  "event": shape({ event: checkEvent }),
  "receipt": shape({ conversation_id: text, reader: oneOf("customer", "desk"), seq: count, read_at: instant }),
  "typing": shape({ conversation_id: text, who: shape({ role: text, name: text, id: maybe(text) }) }),
  "unread": shape({ conversation_id: maybe(text), unread: count, rev: count, unread_total: maybe(count) }),
  "conversation": shape({ conversation: checkConversation }),
  "presence": shape({
    available: maybe(flag),
    opens_at: maybe(instant),
    conversation_id: maybe(text),
    online: maybe(flag),
    page: maybe(page),
    agent: maybe(anyOf(text, agentRef)),
    status: maybe(text)
  }),
  "present": shape({ id: either, customers: list(shape({ conversation_id: text, page: maybe(page) })), answered: count, has_more: flag }),
  "synced": shape({
    id: either,
    conversation_id: text,
    messages: list(checkMessage),
    has_more: flag,
    rev: count,
    read_seq: readSeq,
    unread: maybe(count),
    updated: maybe(list(checkMessage)),
    activity: maybe(list(activity))
  }),
  "changed": shape({ id: either, conversations: list(checkConversation), cursor: text, has_more: flag }),
  "resync": () => null,
  "announcement": shape({ id: text, text, created_at: instant }),
  "viewing": shape({ conversation_id: text, agents: list(agentRef) }),
  "pong": shape({ id: maybe(either), server_time: instant, last_seq: maybe(count), rev: maybe(count), cursor: maybe(text), unread_total: maybe(count) })
};
function decodeServerFrame(data) {
  let value;
  try {
    value = JSON.parse(data);
  } catch (e) {
    return { bad: "not JSON" };
  }
  if (!isObject(value) || typeof value.type !== "string") return { bad: "no object with a type" };
  if (!Object.prototype.hasOwnProperty.call(FRAMES, value.type)) return { unknown: value.type };
  const wrong = FRAMES[value.type](value);
  return wrong === null ? { frame: value } : { bad: `${value.type}: ${wrong}` };
}
function isMessage(value) {
  return checkMessage(value) === null;
}
function isAnObject(value) {
  return isObject(value) ? null : "not an object";
}
function anyNumber(value) {
  return typeof value === "number" && value >= 0 ? null : "not a number";
}

// src/wire/frames.ts
var SUBPROTOCOL = "kefu.v1";

// src/connection.ts
var Connection = class {
  constructor(host, url, auth, timing, on) {
    this.host = host;
    this.url = url;
    this.auth = auth;
    this.timing = timing;
    this.on = on;
    this.live = null;
    this.attempt = 0;
    this.refusal = null;
    /** Raised whenever what was begun (a token, a renewal) is no longer wanted. */
    this.epoch = 0;
    this.wait = nothing;
    /** While waiting: the desk itself asked for it, so that hints don't shorten it. */
    this.held = false;
    this.unhint = nothing;
    this.lostAt = host.now();
    this.state = { name: "idle", since: this.lostAt };
    this.pulse = new Pulse(host, timing, () => this.send({ type: "ping", id: "ping" }), () => this.cut(1006, "silent"));
  }
  /** Dials now unless there is a connection. */
  start() {
    if (this.state.name === "open" || this.state.name === "connecting") return;
    if (this.state.name === "idle" || this.state.name === "replaced" || this.state.name === "signed_out") {
      this.attempt = 0;
      this.lostAt = this.host.now();
    }
    this.unhint();
    this.unhint = this.host.onHint((hint) => this.hint(hint));
    this.dial();
  }
  stop() {
    this.rest({ name: "idle", since: this.host.now() });
  }
  /** Ends for good, until `start`: somebody else than expected was welcomed. */
  signOut() {
    this.rest({ name: "signed_out", since: this.host.now() });
  }
  /** Sends a frame on a welcomed connection; false if there is none. */
  send(frame) {
    if (this.live === null || this.live.welcomedAt === null) return false;
    this.live.socket.send(JSON.stringify(frame));
    return true;
  }
  dial() {
    this.wait();
    const epoch = ++this.epoch;
    this.enter({ name: "connecting", since: this.lostAt, attempt: this.attempt });
    void this.prove(epoch).catch((error) => {
      if (epoch !== this.epoch) return;
      if (isFinal(error)) this.signOut();
      else this.pause(0);
    });
  }
  async prove(epoch) {
    if (this.refusal !== null) {
      const verdict = await this.auth.renew(this.refusal);
      if (epoch !== this.epoch) return;
      if (verdict === "signed_out") return this.signOut();
      this.refusal = null;
    }
    const token = await this.auth.token();
    if (epoch !== this.epoch) return;
    this.open(token);
  }
  open(token) {
    const url = token === null ? this.url : `${this.url}${this.url.includes("?") ? "&" : "?"}token=${encodeURIComponent(token)}`;
    const early = [];
    const mine = { socket: { send: (data) => void early.push(data), close: nothing }, opened: false, welcomedAt: null };
    this.live = mine;
    this.wait = this.host.setTimer(this.timing.connectTimeout, () => this.cut(1006, "timeout"));
    const socket = mine.socket = this.host.openSocket(url, SUBPROTOCOL, {
      open: () => {
        mine.opened = true;
      },
      text: (data) => {
        if (this.live === mine) this.receive(mine, data);
      },
      close: (code2, reason) => {
        if (this.live === mine) this.closed(code2, reason);
      }
    });
    for (const data of early) socket.send(data);
    if (this.live !== mine) socket.close();
  }
  receive(live, data) {
    this.pulse.heard();
    const decoded = decodeServerFrame(data);
    if ("bad" in decoded) return this.on.problem(decoded.bad);
    if ("unknown" in decoded) return;
    const frame = decoded.frame;
    if (frame.type === "welcome") {
      this.wait();
      live.welcomedAt = this.host.now();
      this.pulse.start();
      this.on.welcome(frame);
      if (this.live === live) this.enter({ name: "open", since: live.welcomedAt });
    } else if (live.welcomedAt !== null) {
      this.on.frame(frame);
    }
  }
  /** Takes the line for closed without waiting for the other end, which may be gone. */
  cut(code2, reason) {
    var _a;
    (_a = this.live) == null ? void 0 : _a.socket.close();
    this.closed(code2, reason);
  }
  closed(code2, reason) {
    var _a;
    const live = this.drop();
    if (live === null) return;
    const verdict = judgeClose(code2, reason, this.host.random);
    const welcomed = live.welcomedAt !== null;
    if (welcomed) {
      this.lostAt = this.host.now();
      if (this.lostAt - live.welcomedAt >= this.timing.stableAfter) this.attempt = 0;
      this.on.lost({ poison: verdict.poison });
    }
    if (verdict.replaced) return this.rest({ name: "replaced", since: this.host.now() });
    this.refusal = (_a = verdict.refusal) != null ? _a : live.opened ? null : "upgrade_failed";
    this.pause(verdict.wait);
  }
  /** Waits at least `atLeast` ms, then dials. */
  pause(atLeast) {
    const delay = Math.max(atLeast, backoff(this.attempt, this.host.random, this.timing.backoffBase, this.timing.backoffCap));
    this.attempt++;
    this.held = atLeast > 0;
    this.wait();
    this.wait = this.host.setTimer(delay, () => this.dial());
    this.enter({ name: "waiting", since: this.lostAt, retryAt: this.host.now() + delay, attempt: this.attempt });
  }
  rest(state) {
    var _a;
    const welcomed = this.live !== null && this.live.welcomedAt !== null;
    (_a = this.live) == null ? void 0 : _a.socket.close();
    this.drop();
    this.unhint();
    if (welcomed) this.on.lost({ poison: false });
    this.enter(state);
  }
  drop() {
    const live = this.live;
    this.live = null;
    this.epoch++;
    this.wait();
    this.pulse.stop();
    return live;
  }
  hint(hint) {
    if (hint !== "online" && hint !== "visible") return;
    if (this.state.name === "open") this.pulse.beat();
    if (this.state.name === "waiting" && !this.held) this.dial();
  }
  enter(state) {
    this.state = state;
    this.on.state(state);
  }
};
var ENDED = 6e4;
var Pulse = class {
  constructor(host, timing, ping, dead) {
    this.host = host;
    this.timing = timing;
    this.ping = ping;
    this.dead = dead;
    this.heardAt = 0;
    this.beatAt = 0;
    this.waiting = false;
    this.tick = nothing;
  }
  start() {
    this.heardAt = this.beatAt = this.host.now();
    this.waiting = false;
    this.arm();
  }
  stop() {
    this.tick();
  }
  heard() {
    this.heardAt = this.host.now();
    if (!this.waiting) return;
    this.waiting = false;
    this.arm();
  }
  /** Asks now whether the line lives, unless that is being asked. */
  beat() {
    if (this.host.now() - this.heardAt >= ENDED) return this.dead();
    if (this.waiting) return;
    this.tick();
    this.waiting = true;
    this.beatAt = this.host.now();
    this.tick = this.host.setTimer(this.timing.deadAfter, this.dead);
    this.ping();
  }
  // One timer that looks when it fires, instead of one that every frame sets anew.
  arm() {
    this.tick();
    const due = Math.min(this.heardAt + this.timing.pingAfter, this.beatAt + this.timing.pingEvery);
    const delay = Math.min(this.timing.pingAfter, Math.max(0, due - this.host.now()));
    this.tick = this.host.setTimer(delay, () => {
      const now = this.host.now();
      const silent = now - this.heardAt >= this.timing.pingAfter || now < this.heardAt;
      if (silent || now - this.beatAt >= this.timing.pingEvery) this.beat();
      else this.arm();
    });
  }
};
function isFinal(error) {
  return error instanceof ChatError && (error.code === "forbidden" || error.code === "blocked");
}
function nothing() {
}

// src/emitter.ts
var Emitter = class {
  constructor(broken) {
    this.broken = broken;
    this.listeners = /* @__PURE__ */ new Map();
  }
  on(type, listener) {
    var _a;
    const set = (_a = this.listeners.get(type)) != null ? _a : /* @__PURE__ */ new Set();
    this.listeners.set(type, set);
    set.add(listener);
    return () => void set.delete(listener);
  }
  emit(type, event) {
    var _a;
    for (const listener of [...(_a = this.listeners.get(type)) != null ? _a : []]) {
      try {
        listener(event);
      } catch (error) {
        this.broken(error);
      }
    }
  }
};

// src/news.ts
var News = class {
  /**
   * `tell` is called for each; `live` is false for what was there before this connection. `wasThere` says so, of a message
   * that came in by a frame or was fetched: neither proves it, for the desk tells some twice, and what got lost on its way
   * is fetched a moment later.
   */
  constructor(tell, wasThere) {
    this.tell = tell;
    this.wasThere = wasThere;
    /** The highest seq of each conversation that was told, or was there before. */
    this.upTo = /* @__PURE__ */ new Map();
  }
  take(messages, fetched) {
    for (const message of messages) {
      const known = this.upTo.get(message.conversation_id);
      if (known !== void 0 && message.seq <= known) continue;
      this.upTo.set(message.conversation_id, message.seq);
      const live = !this.wasThere(message, fetched);
      if (known !== void 0 || live && !fetched) this.tell(message, live);
    }
  }
  /** What was there when a conversation came up is no news; what comes after it is. */
  known(conversationId, seq) {
    if (!this.upTo.has(conversationId)) this.upTo.set(conversationId, seq);
  }
  has(message) {
    var _a;
    return message.seq <= ((_a = this.upTo.get(message.conversation_id)) != null ? _a : 0);
  }
};

// src/outbox-store.ts
var OutboxStore = class {
  constructor(storage, prefix) {
    this.storage = storage;
    this.prefix = prefix;
  }
  save(entry) {
    const { clientId, conversationId, what, at, order } = entry;
    this.storage.set(this.prefix + clientId, JSON.stringify({ v: 1, clientId, conversationId, what, at, order }));
  }
  remove(clientId) {
    this.storage.remove(this.prefix + clientId);
  }
  /** False as well where the storage keeps nothing. */
  has(clientId) {
    return this.storage.get(this.prefix + clientId) !== null;
  }
  /** What waits, oldest first. What can't be read is thrown away. */
  load() {
    const entries = [];
    for (const key of this.storage.keys(this.prefix)) {
      const entry = parse(this.storage.get(key));
      if (entry === null) this.storage.remove(key);
      else if (key === this.prefix + entry.clientId) entries.push(entry);
    }
    return entries.sort((a, b) => a.at - b.at || a.order - b.order);
  }
};
function parse(json) {
  if (json === null) return null;
  try {
    const v = JSON.parse(json);
    if (!isObject(v) || v.v !== 1 || typeof v.clientId !== "string" || typeof v.conversationId !== "string") return null;
    if (typeof v.at !== "number" || typeof v.order !== "number" || !isObject(v.what)) return null;
    if (v.what.type === "message" ? !isObject(v.what.draft) : v.what.type !== "note" || typeof v.what.text !== "string") return null;
    return v;
  } catch (e) {
    return null;
  }
}

// src/box.ts
function openBox(storage, owner) {
  takeOver(storage, owner);
  return owner.identity === null ? new OutboxStore(storage, unsigned(owner)) : boxOf(storage, owner.role, owner.identity);
}
function boxOf(storage, role, identity) {
  return new OutboxStore(storage, `kefu.outbox.${role}.${identity}.`);
}
function unsigned({ role, expected }) {
  return `kefu.unsigned.${role}.${expected}.`;
}
function takeOver(storage, owner) {
  const note = `kefu.taker.${owner.role}.${owner.expected}`;
  const noted = storage.get(note);
  const taker = noted != null ? noted : owner.identity;
  if (taker === null) return;
  const from = new OutboxStore(storage, unsigned(owner));
  const waiting = from.load();
  if (waiting.length > 0) storage.set(note, taker);
  const to = boxOf(storage, owner.role, taker);
  for (const entry of waiting) {
    to.save(entry);
    from.remove(entry.clientId);
    if (!to.has(entry.clientId)) to.save(entry);
  }
  if (noted !== null || waiting.length > 0) storage.remove(note);
}

// src/entry.ts
var TRIES = 5;
function fresh(stored, state, failure2) {
  return { ...stored, state, failure: failure2, message: null, upload: null, previewUrl: void 0, strikes: 0, kept: false };
}
function frameOf(entry) {
  const where = entry.conversationId === "" ? {} : { conversation_id: entry.conversationId };
  if (entry.what.type === "note") {
    return { type: "note.send", client_id: entry.clientId, conversation_id: entry.conversationId, text: entry.what.text, mentions: entry.what.mentions };
  }
  const draft = entry.what.draft;
  const base = { type: "message.send", client_id: entry.clientId, ...where, kind: draft.kind };
  if (draft.kind === "text") return { ...base, text: draft.text };
  const text2 = draft.text === void 0 || draft.text === "" ? {} : { text: draft.text };
  return { ...base, ...text2, attachment: draft.kind === "card" ? draft.attachment : { id: draft.attachment.id } };
}
function localAttachment(file) {
  return { id: "", name: file.name, mime: file.mime, size: file.size, width: file.width, height: file.height, duration_ms: file.duration_ms };
}
function isUpload(draft) {
  return draft.kind !== "text" && draft.kind !== "card";
}

// src/uploads.ts
var Uploads = class {
  constructor(host, timing, uploader, on) {
    this.host = host;
    this.timing = timing;
    this.uploader = uploader;
    this.on = on;
  }
  /** Uploads the entry's file, unless that runs. */
  begin(entry) {
    const { upload } = entry;
    if (upload === null || upload.abort !== null) return;
    if (this.uploader === void 0) return this.on.failed(entry, { code: "bad_request", detail: "this client has no uploader" });
    upload.progress = 0;
    this.on.progress(entry);
    if (!this.on.possible()) return;
    const task = this.uploader(upload.file, (fraction) => {
      upload.progress = Math.min(1, Math.max(upload.progress, fraction));
      if (this.on.wanted(entry)) this.on.progress(entry);
    });
    upload.abort = () => task.abort();
    task.done.then((attachment2) => {
      if (this.on.wanted(entry)) this.on.done(entry, attachment2);
    }, (error) => {
      upload.abort = null;
      if (this.on.wanted(entry)) this.failed(entry, error);
    });
  }
  failed(entry, error) {
    const { code: code2, detail } = error instanceof ChatError ? error : new ChatError("internal", "the uploader broke");
    if (code2 === "unavailable" && !this.on.possible()) return;
    if (code2 !== "unavailable" || ++entry.strikes >= TRIES) return this.on.failed(entry, { code: code2, detail });
    const delay = backoff(entry.strikes, this.host.random, this.timing.backoffBase * 2, this.timing.backoffCap);
    this.host.setTimer(delay, () => {
      if (this.on.wanted(entry)) this.begin(entry);
    });
  }
};

// src/utf8.ts
function utf8Length(s) {
  let bytes = 0;
  for (const char of s) {
    const point = char.codePointAt(0);
    bytes += point < 128 ? 1 : point < 2048 ? 2 : point < 65536 ? 3 : 4;
  }
  return bytes;
}

// src/outbox.ts
var STALE = 24 * 60 * 60 * 1e3;
var FRAME_OVERHEAD = 64;
var Outbox = class {
  constructor(host, timing, maxFrameBytes, owner, uploader, ask, on) {
    this.host = host;
    this.timing = timing;
    this.maxFrameBytes = maxFrameBytes;
    this.owner = owner;
    this.ask = ask;
    this.on = on;
    this.entries = [];
    this.order = 0;
    this.ready = false;
    /** Nothing goes out before then: rate_limited's retry_after_ms. */
    this.pausedUntil = 0;
    /** Lanes that the desk could not serve, and until when they rest. */
    this.resting = /* @__PURE__ */ new Map();
    this.alarm = null;
    this.store = openBox(host.storage, owner);
    this.entries = this.load();
    this.uploads = new Uploads(host, timing, uploader, {
      possible: () => this.ready,
      wanted: (entry) => this.entries.includes(entry) && entry.state === "uploading",
      progress: (entry) => this.set(entry, "uploading"),
      done: (entry, attachment2) => this.uploaded(entry, attachment2),
      failed: (entry, failure2) => this.fail(entry, failure2)
    });
  }
  /**
   * Somebody signed in: what was written before is theirs. What is gone from the disk another tab took meanwhile, for
   * them or for somebody else, and has sent it.
   */
  signedIn(identity) {
    this.owner = { ...this.owner, identity };
    this.store = openBox(this.host.storage, this.owner);
    const here = this.entries.filter((entry) => !entry.kept || this.store.has(entry.clientId));
    const ids = new Set(here.map((entry) => entry.clientId));
    const before = this.entries;
    this.entries = [...this.load().filter((entry) => !ids.has(entry.clientId)), ...here];
    for (const id of new Set([...before, ...this.entries].map((entry) => entry.conversationId))) this.on.changed(id);
  }
  load() {
    return this.store.load().map((stored) => {
      const stale = this.host.now() - stored.at > STALE;
      this.order = Math.max(this.order, stored.order);
      const failure2 = stale ? { code: "unavailable", detail: "waited for more than a day" } : null;
      return { ...fresh(stored, stale ? "failed" : "queued", failure2), kept: this.owner.identity === null };
    });
  }
  /** Entries of a conversation, oldest first. */
  of(conversationId) {
    return this.entries.filter((entry) => entry.conversationId === conversationId);
  }
  addMessage(conversationId, draft) {
    return this.add(conversationId, { type: "message", draft }, null);
  }
  addNote(conversationId, text2, mentions) {
    return this.add(conversationId, { type: "note", text: text2, mentions }, null);
  }
  addFile(conversationId, file, kind) {
    const draft = { kind, attachment: localAttachment(file) };
    return this.add(conversationId, { type: "message", draft }, { file, kind, progress: 0, abort: null });
  }
  retry(clientId) {
    const entry = this.find(clientId);
    if ((entry == null ? void 0 : entry.state) !== "failed") return;
    entry.failure = null;
    entry.strikes = 0;
    entry.at = this.host.now();
    if (entry.upload !== null) return this.uploads.begin(entry);
    this.set(entry, "queued");
    this.pump();
  }
  discard(clientId) {
    var _a, _b;
    const entry = this.find(clientId);
    if (entry === void 0) return;
    (_b = (_a = entry.upload) == null ? void 0 : _a.abort) == null ? void 0 : _b.call(_a);
    this.drop(entry);
    this.pump();
  }
  /**
   * These messages stand in the conversation: entries of ours have done their work. They go all at once,
   * so that nobody sees one of them twice meanwhile.
   */
  settle(messages) {
    if (this.entries.length === 0) return;
    const ids = new Set(messages.map((message) => message.client_id));
    const done = this.entries.filter((entry) => entry.what.type === "message" && ids.has(entry.clientId));
    if (done.length === 0) return;
    this.entries = this.entries.filter((entry) => !done.includes(entry));
    for (const entry of done) this.store.remove(entry.clientId);
    for (const conversationId of new Set(done.map((entry) => entry.conversationId))) this.on.changed(conversationId);
    this.pump();
  }
  /** Welcomed: everything goes out (again). */
  resume() {
    this.ready = true;
    this.pausedUntil = 0;
    this.resting.clear();
    for (const entry of this.entries) if (entry.state === "uploading") this.uploads.begin(entry);
    this.pump();
  }
  suspend(poison) {
    this.ready = false;
    if (!poison) return;
    for (const entry of this.heads()) {
      entry.strikes++;
      if (entry.strikes > 1) this.fail(entry, { code: "too_large", detail: "the desk closed the connection over it" });
    }
  }
  /** The desk asks for less, without saying of which frame. */
  slowDown(ms) {
    this.pausedUntil = Math.max(this.pausedUntil, this.host.now() + ms);
    this.wakeAt(this.pausedUntil);
  }
  /** Forgets what is acked but was kept for a view that no longer is. */
  forgetAcked(conversationId) {
    this.entries = this.entries.filter((entry) => entry.conversationId !== conversationId || entry.state !== "acked");
  }
  add(conversationId, what, upload) {
    const entry = fresh({ clientId: this.host.newId(), conversationId, what, at: this.host.now(), order: ++this.order }, "queued", null);
    this.entries.push(entry);
    entry.previewUrl = upload == null ? void 0 : upload.file.previewUrl;
    if (upload !== null) {
      entry.upload = upload;
      this.uploads.begin(entry);
    } else {
      this.save(entry);
      this.on.changed(conversationId);
      this.pump();
    }
    return entry.clientId;
  }
  save(entry) {
    this.store.save(entry);
    entry.kept = this.owner.identity === null && this.store.has(entry.clientId);
  }
  pump() {
    if (!this.ready) return;
    const now = this.host.now();
    if (now < this.pausedUntil) return this.wakeAt(this.pausedUntil);
    for (const entry of this.heads()) {
      const rest = this.resting.get(entry.conversationId);
      if (rest !== void 0 && now < rest.until) this.wakeAt(rest.until);
      else if (entry.state === "queued") this.transmit(entry);
    }
  }
  /**
   * Of each lane the entry in flight, otherwise the next one. What still uploads holds up no words, but the files behind
   * it: several that were sent together arrive in their order.
   */
  heads() {
    const heads = /* @__PURE__ */ new Map();
    const uploading = /* @__PURE__ */ new Set();
    for (const entry of this.entries) {
      const lane = entry.conversationId;
      if (entry.state === "uploading") uploading.add(lane);
      const waits = uploading.has(lane) && entry.what.type === "message" && isUpload(entry.what.draft);
      if (entry.state === "inflight" || entry.state === "queued" && !waits && !heads.has(lane)) heads.set(lane, entry);
    }
    return [...heads.values()];
  }
  transmit(entry) {
    const request2 = frameOf(entry);
    if (utf8Length(JSON.stringify(request2)) + FRAME_OVERHEAD > this.maxFrameBytes()) {
      this.fail(entry, { code: "too_large", detail: "larger than a frame may be" });
      return this.pump();
    }
    entry.state = "inflight";
    const asked = this.ask(request2, (frame, error) => {
      if (!this.entries.includes(entry) || entry.state !== "inflight") return;
      if (error !== null) this.refused(entry, error);
      else this.acked(entry, frame);
      this.pump();
    });
    if (!asked) entry.state = "queued";
  }
  acked(entry, ack) {
    var _a, _b;
    this.resting.delete(entry.conversationId);
    this.store.remove(entry.clientId);
    if (entry.what.type === "note") {
      this.drop(entry);
      if (ack.note != null) this.on.noted(ack.note);
      return;
    }
    entry.message = (_a = ack.message) != null ? _a : null;
    if (entry.message === null) return this.drop(entry);
    this.set(entry, "acked");
    this.on.sent(entry.message, (_b = ack.rev) != null ? _b : null);
  }
  refused(entry, { error, retryAfter, answered }) {
    entry.state = "queued";
    if (!answered) return;
    switch (error.code) {
      case "rate_limited":
        return this.slowDown(retryAfter != null ? retryAfter : 1e3);
      case "unauthorized":
        return this.rest(entry);
      case "unavailable":
        return this.rest(entry);
      case "internal":
        if (++entry.strikes < TRIES) return this.rest(entry);
    }
    this.fail(entry, { code: error.code, detail: error.detail });
  }
  rest(entry) {
    var _a, _b;
    const attempt2 = (_b = (_a = this.resting.get(entry.conversationId)) == null ? void 0 : _a.attempt) != null ? _b : 0;
    const until = this.host.now() + backoff(attempt2, this.host.random, this.timing.backoffBase, this.timing.backoffCap);
    this.resting.set(entry.conversationId, { until, attempt: attempt2 + 1 });
    this.wakeAt(until);
  }
  fail(entry, failure2) {
    entry.failure = failure2;
    this.set(entry, "failed");
    this.on.failed(entry, failure2);
  }
  uploaded(entry, attachment2) {
    if (entry.what.type !== "message" || entry.upload === null) return;
    entry.what = { type: "message", draft: { kind: entry.upload.kind, attachment: attachment2 } };
    entry.upload = null;
    entry.strikes = 0;
    this.save(entry);
    this.set(entry, "queued");
    this.pump();
  }
  wakeAt(at) {
    var _a;
    if (this.alarm !== null && this.alarm.at <= at) return;
    (_a = this.alarm) == null ? void 0 : _a.cancel();
    this.alarm = {
      at,
      cancel: this.host.setTimer(Math.max(0, at - this.host.now()), () => {
        this.alarm = null;
        this.pump();
      })
    };
  }
  set(entry, state) {
    entry.state = state;
    this.on.changed(entry.conversationId);
  }
  drop(entry) {
    this.entries = this.entries.filter((e) => e !== entry);
    this.store.remove(entry.clientId);
    this.on.changed(entry.conversationId);
  }
  find(clientId) {
    return this.entries.find((entry) => entry.clientId === clientId);
  }
};

// src/requests.ts
var Requests = class {
  constructor(host, timing, send) {
    this.host = host;
    this.timing = timing;
    this.send = send;
    this.last = 0;
    this.waiting = /* @__PURE__ */ new Map();
    this.ask = (request2, answer) => {
      const id = ++this.last;
      if (!this.send({ ...request2, id })) return false;
      const timer = this.host.setTimer(this.timing.requestTimeout, () => this.settle(id, null, lost("no answer in time")));
      this.waiting.set(id, { answer, timer });
      return true;
    };
  }
  /** Takes the frame if it is the answer to a request. */
  take(frame) {
    switch (frame.type) {
      case "ack":
      case "synced":
      case "changed":
      case "present":
        return this.settle(frame.id, frame, null);
      case "error":
        return frame.id != null && this.settle(frame.id, null, refused(frame));
      default:
        return false;
    }
  }
  /** The connection is gone, and with it every answer. */
  lose() {
    for (const id of [...this.waiting.keys()]) this.settle(id, null, lost("the connection was lost"));
  }
  settle(id, frame, error) {
    const waiting = this.waiting.get(id);
    if (waiting === void 0) return false;
    this.waiting.delete(id);
    waiting.timer();
    waiting.answer(frame, error);
    return true;
  }
};
function promised(ask, request2) {
  return new Promise((resolve, reject) => {
    const asked = ask(request2, (frame, refusal2) => {
      if (frame !== null) resolve(frame);
      else if (refusal2 !== null) reject(refusal2.error);
    });
    if (!asked) reject(new ChatError("unavailable", "there is no connection"));
  });
}
function refused(frame) {
  var _a, _b;
  return { error: new ChatError(frame.code, (_a = frame.detail) != null ? _a : ""), retryAfter: (_b = frame.retry_after_ms) != null ? _b : null, answered: true };
}
function lost(why) {
  return { error: new ChatError("unavailable", why), retryAfter: null, answered: false };
}

// src/timing.ts
var TIMING = {
  pingAfter: 1e4,
  deadAfter: 5e3,
  pingEvery: 3e4,
  connectTimeout: 1e4,
  requestTimeout: 1e4,
  holeAfter: 500,
  backoffBase: 500,
  backoffCap: 3e4,
  stableAfter: 1e4,
  typingEvery: 3e3,
  typingForgotten: 5e3,
  pageSize: 50
};

// src/client.ts
var LIMITS = { max_frame_bytes: 65536, max_text_chars: 4e3, frames_per_second: 10, max_upload_bytes: 10 * 1024 * 1024, upload_types: [] };
var Client = class {
  constructor(options) {
    this.options = options;
    this.me = null;
    this.limits = LIMITS;
    this.clockOffset = 0;
    this.unreadTotal = 0;
    /** It was welcomed before. */
    this.welcomed = false;
    /** When this connection was welcomed, ms on the desk's clock. */
    this.welcomedAt = 0;
    this.batch = new Batch();
    const { host, role, identity, auth, url, upload, history: history2, expected = "" } = options;
    const timing = this.timing = { ...TIMING, ...options.timing };
    this.role = role;
    this.identity = identity;
    this.events = new Emitter(() => this.problem("a listener threw"));
    this.line = new Connection(host, url, auth, timing, {
      state: (state) => this.stateChanged(state),
      welcome: (frame) => this.batch.run(() => this.welcome(frame)),
      frame: (frame) => this.batch.run(() => this.receive(frame)),
      lost: ({ poison }) => this.batch.run(() => this.lost(poison)),
      problem: (what) => this.problem(what)
    });
    this.requests = new Requests(host, timing, (frame) => this.line.send(frame));
    const { ask } = this.requests;
    this.outbox = new Outbox(host, timing, () => this.limits.max_frame_bytes, { role, identity, expected }, upload, ask, {
      changed: (conversationId) => {
        var _a;
        return (_a = this.find(conversationId)) == null ? void 0 : _a.changed();
      },
      sent: (message, rev) => this.sent(message, rev),
      noted: (note) => {
        var _a;
        return (_a = this.find(note.conversation_id)) == null ? void 0 : _a.annotate({ ...note, type: "note" });
      },
      failed: ({ clientId, conversationId }, failure2) => this.events.emit("failed", { conversationId, clientId, failure: failure2 })
    });
    this.news = new News((message, live) => this.tell(message, live), (message, fetched) => this.wasThere(message, fetched));
    this.deps = {
      host,
      timing,
      role,
      ask,
      history: history2,
      outbox: this.outbox,
      batch: this.batch,
      activity: role === "agent" ? options.activity : void 0,
      me: () => this.me,
      identity: () => this.identity,
      typing: (id, internal) => void this.line.send(role === "agent" ? { type: "typing", conversation_id: id, ...internal ? { internal } : {} } : { type: "typing" }),
      delivered: (messages, fetched) => this.news.take(messages, fetched),
      unread: (id, unread, rev) => this.countUnread(id, unread, rev, null),
      problem: (what) => this.problem(what)
    };
  }
  get connection() {
    return this.line.state;
  }
  connect() {
    this.line.start();
  }
  close() {
    this.line.stop();
  }
  on(type, listener) {
    return this.events.on(type, listener);
  }
  /** It is from before this connection. */
  wasThere(message, fetched) {
    return fetched && Date.parse(message.created_at) < this.welcomedAt;
  }
  tell(message, live) {
    this.events.emit("message", { message, live });
  }
  lost(poison) {
    this.requests.lose();
    this.outbox.suspend(poison);
    for (const conversation of this.followed()) conversation.disconnect();
  }
  resync() {
    for (const conversation of this.followed()) conversation.sync.sync();
  }
  problem(what) {
    this.events.emit("problem", { what });
  }
  // --- the connection
  welcome(frame) {
    if (this.identity !== null && frame.me.id !== this.identity) {
      this.problem("welcomed as somebody else");
      return this.line.signOut();
    }
    this.me = frame.me;
    if (this.identity === null) this.signedIn(frame.me.id);
    this.limits = frame.limits;
    this.welcomedAt = Date.parse(frame.server_time);
    this.setClock(frame.server_time);
    this.enter(frame);
    this.outbox.resume();
  }
  signedIn(identity) {
    this.identity = identity;
    this.outbox.signedIn(identity);
    for (const conversation of this.followed()) conversation.signedIn();
  }
  setClock(serverTime) {
    this.clockOffset = Date.parse(serverTime) - this.options.host.now();
  }
  stateChanged(state) {
    this.events.emit("connection", state);
    if (state.name !== "open" || this.line.state !== state) return;
    const first = !this.welcomed;
    this.welcomed = true;
    this.events.emit("ready", { first });
  }
  receive(frame) {
    var _a, _b, _c, _d;
    if (this.requests.take(frame)) return;
    switch (frame.type) {
      case "message":
        return this.messages([frame.message], frame);
      case "messages":
        return this.messages(frame.messages, frame);
      case "receipt":
        return (_a = this.find(frame.conversation_id)) == null ? void 0 : _a.receipt(frame.reader, frame.seq, frame.read_at);
      case "unread":
        return this.unread(frame);
      case "presence":
        return this.presence(frame);
      case "resync":
        return this.resync();
      case "pong":
        this.setClock(frame.server_time);
        return this.pong(frame);
      case "error":
        return this.complaint(frame.code, (_b = frame.retry_after_ms) != null ? _b : null);
      case "message.updated":
        (_c = this.find(frame.message.conversation_id)) == null ? void 0 : _c.update(frame.message);
        break;
      case "typing":
        (_d = this.find(frame.conversation_id)) == null ? void 0 : _d.types(frame.who);
        break;
      case "announcement":
        this.events.emit("announcement", { id: frame.id, text: frame.text, created_at: frame.created_at });
    }
    this.other(frame);
  }
  /** An error that answers no request of ours. */
  complaint(code2, retryAfter) {
    if (code2 === "rate_limited") this.outbox.slowDown(retryAfter != null ? retryAfter : 1e3);
    else this.problem(`the desk complained: ${code2}`);
  }
};

// src/sync.ts
var SYNC_LIMIT = 200;
var Sync = class {
  constructor(timeline, whose, deps, on) {
    this.timeline = timeline;
    this.whose = whose;
    this.deps = deps;
    this.on = on;
    /** What is in the timeline is from the cache: the desk has not said yet how things stand. */
    this.cached = false;
    /**
     * All changes up to this rev, which stood when `seq` was the last, are in the timeline. A sync raises it; a frame only
     * if it is certain that nothing lies between: an `unread` may arrive while the recall it tells of was lost.
     */
    this.synced = { rev: 0, seq: 0 };
    /**
     * Where a sync in parts has come to: what is held beyond may be older than its rev, because it was told live, so that
     * it is asked for again.
     */
    this.partial = null;
    this.connected = false;
    this.closed = false;
    this.standing = null;
    this.asking = false;
    this.askAgain = false;
    this.fruitless = 0;
    this.holeTimer = null;
    this.lagTimer = null;
  }
  get rev() {
    return this.synced.rev;
  }
  /** The timeline was filled from the cache, as it stood at `rev`. */
  restored(rev) {
    this.synced = { rev, seq: this.timeline.headSeq };
    this.cached = true;
  }
  connect(standing) {
    this.connected = true;
    this.standing = standing;
    this.asking = false;
    this.fruitless = 0;
    if (!this.timeline.based || this.cached) this.load();
    else if (standing === null) this.sync();
    else this.compare(standing);
  }
  disconnect() {
    var _a;
    this.connected = false;
    this.clearHole();
    (_a = this.lagTimer) == null ? void 0 : _a.call(this);
    this.lagTimer = null;
  }
  /** For good. */
  close() {
    this.closed = true;
    this.disconnect();
  }
  /** A pong or a summary says where the conversation stands: behind it, something was missed. */
  compare(standing) {
    if (standing.lastSeq > this.timeline.headSeq || standing.rev > this.synced.rev) this.sync();
  }
  /** The same for what frames on their way may still tell: looks again when a hole would have been closed. */
  compareSoon(standing) {
    this.standing = standing;
    if (standing.rev <= this.synced.rev || this.lagTimer !== null) return;
    this.lagTimer = this.deps.host.setTimer(this.deps.timing.holeAfter, () => {
      this.lagTimer = null;
      if (this.standing !== null) this.compare(this.standing);
    });
  }
  /** A frame of n messages raises the rev by n: if it is the next n and just that, nothing was missed in between. */
  follow(messages, rev) {
    const next = messages.every((message, i) => message.seq === this.synced.seq + 1 + i);
    if (next && this.timeline.based && rev === this.synced.rev + messages.length) this.synced = { rev, seq: this.synced.seq + messages.length };
  }
  /** A note has a rev of its own. */
  followNote(rev) {
    if (rev === this.synced.rev + 1) this.synced.rev = rev;
  }
  /** Asks for what came after what is held. One at a time; a wish that comes meanwhile is granted afterwards. */
  sync() {
    var _a;
    if (!this.connected || !this.timeline.based) return;
    if (this.asking) {
      this.askAgain = true;
      return;
    }
    this.clearHole();
    this.asking = true;
    this.askAgain = false;
    const after = Math.min(this.timeline.headSeq, (_a = this.partial) != null ? _a : Infinity);
    const asked = this.deps.ask({ type: "sync", ...this.whose.where(), after_seq: after, after_rev: this.synced.rev, limit: SYNC_LIMIT }, (frame, refusal2) => {
      this.asking = false;
      if (frame !== null) this.answered(frame, after);
      else if (refusal2 !== null) this.refused(refusal2);
    });
    if (!asked) this.asking = false;
  }
  /** A hole that lasts is asked for; one that a sync could not fill, ever less often. */
  watchHole() {
    if (!this.timeline.hasHole) return this.clearHole();
    if (this.holeTimer !== null || this.asking) return;
    this.askIn(Math.min(this.deps.timing.backoffCap, this.deps.timing.holeAfter * 2 ** Math.min(this.fruitless, 8)));
  }
  /**
   * The newest page, then all that happened since it was known where the conversation stands. Where that is not known
   * (opened by its address, before any list) only the history can tell which page is the newest.
   */
  load() {
    var _a;
    const { standing, deps: { history: history2, timing } } = this;
    const base = Math.max(0, ((_a = standing == null ? void 0 : standing.lastSeq) != null ? _a : 0) - timing.pageSize);
    if (this.cached && history2 === void 0 && base <= this.timeline.headSeq) {
      this.cached = false;
      return this.sync();
    }
    if (history2 === void 0 || standing !== null && !this.cached && standing.lastSeq <= this.timeline.headSeq) return this.begin(base, []);
    this.asking = true;
    history2(this.whose.id, { limit: timing.pageSize }).then((page2) => {
      const first = page2[0];
      this.begin(first === void 0 ? 0 : first.seq - 1, page2);
    }, () => {
      this.begin(base, []);
    });
  }
  begin(base, page2) {
    var _a, _b, _c, _d;
    this.asking = false;
    if (this.closed || this.timeline.based && !this.cached) return;
    if (this.cached) this.timeline.clear();
    this.cached = false;
    this.synced = { rev: (_b = (_a = this.standing) == null ? void 0 : _a.rev) != null ? _b : 0, seq: (_d = (_c = this.standing) == null ? void 0 : _c.lastSeq) != null ? _d : 0 };
    this.timeline.take(page2);
    this.on.shown(this.timeline.begin(base));
    this.on.begun();
    this.on.changed();
    this.sync();
  }
  answered(frame, after) {
    var _a, _b;
    if (this.closed) return;
    const { timeline } = this;
    const rev = this.synced.rev;
    this.on.shown(timeline.take(frame.messages));
    for (const message of [...(_a = frame.updated) != null ? _a : [], ...frame.messages]) timeline.update(message);
    if (frame.activity != null) timeline.annotate(frame.activity);
    timeline.markRead("customer", frame.read_seq.customer, null);
    timeline.markRead("desk", frame.read_seq.desk, null);
    const reached = after + frame.messages.length;
    const progress = reached > after || frame.rev > rev;
    this.partial = frame.has_more ? reached : null;
    if (frame.rev >= rev) this.synced = { rev: frame.rev, seq: reached };
    const unread = (_b = frame.unread) != null ? _b : timeline.unread(this.whose.side);
    if (!frame.has_more && unread !== null) this.deps.unread(this.whose.id, unread, frame.rev);
    this.fruitless = progress || !timeline.hasHole ? 0 : this.fruitless + 1;
    this.on.changed();
    if (this.askAgain || frame.has_more && progress) this.sync();
    else this.watchHole();
  }
  refused(refusal2) {
    var _a, _b;
    if (!refusal2.answered && !this.connected) return;
    if (refusal2.error.code === "not_found" || refusal2.error.code === "forbidden") {
      this.deps.problem(`sync was refused: ${refusal2.error.code}`);
      return;
    }
    const { host, timing } = this.deps;
    (_a = this.holeTimer) == null ? void 0 : _a.call(this);
    this.askIn((_b = refusal2.retryAfter) != null ? _b : backoff(++this.fruitless, host.random, timing.backoffBase, timing.backoffCap));
  }
  askIn(ms) {
    this.holeTimer = this.deps.host.setTimer(ms, () => {
      this.holeTimer = null;
      this.sync();
    });
  }
  clearHole() {
    var _a;
    (_a = this.holeTimer) == null ? void 0 : _a.call(this);
    this.holeTimer = null;
  }
};

// src/older.ts
var Older = class {
  /** `changed` is called when a page begins to be loaded, and when that ends. */
  constructor(timeline, whose, deps, rev, changed) {
    this.timeline = timeline;
    this.whose = whose;
    this.deps = deps;
    this.rev = rev;
    this.changed = changed;
    this.running = null;
  }
  get loading() {
    return this.running !== null;
  }
  /** The page before the first message held. Whoever asks meanwhile waits for the same. Rejects with a ChatError. */
  load(limit) {
    if (this.running !== null) return this.running;
    if (!this.timeline.based || this.timeline.firstSeq <= 1) return Promise.resolve();
    this.running = this.page(this.timeline.firstSeq, Math.min(limit, SYNC_LIMIT)).then((page2) => {
      this.timeline.prepend(page2);
    }).finally(() => {
      this.running = null;
      this.changed();
    });
    this.changed();
    return this.running;
  }
  page(before, limit) {
    if (this.deps.history !== void 0) return this.deps.history(this.whose.id, { beforeSeq: before, limit });
    return this.stretch(Math.max(0, before - 1 - limit), before, []);
  }
  /** The messages between two seqs, over the socket. A large answer comes in parts. */
  async stretch(after, before, held) {
    var _a, _b;
    const part = await promised(this.deps.ask, { type: "sync", ...this.whose.where(), after_seq: after, after_rev: this.rev(), limit: before - 1 - after });
    const messages = [...held, ...part.messages];
    const last = (_b = (_a = messages[messages.length - 1]) == null ? void 0 : _a.seq) != null ? _b : after;
    return last <= after || last >= before - 1 ? messages : this.stretch(last, before, messages);
  }
};

// src/read-marks.ts
var AGAIN = 2e3;
var ReadMarks = class {
  /** `read` is how far the desk knows; `send` is false without a connection. */
  constructor(host, read, send) {
    this.host = host;
    this.read = read;
    this.send = send;
    this.wanted = 0;
    this.asking = false;
    this.connected = false;
    this.timer = null;
  }
  want(seq) {
    if (seq <= Math.max(this.wanted, this.read())) return;
    this.wanted = seq;
    this.bring();
  }
  connect() {
    this.connected = true;
    this.asking = false;
    this.bring();
  }
  disconnect() {
    var _a;
    this.connected = false;
    (_a = this.timer) == null ? void 0 : _a.call(this);
  }
  bring() {
    if (!this.connected || this.asking || this.wanted <= this.read()) return;
    this.asking = this.send(this.wanted, (refusal2) => {
      var _a;
      this.asking = false;
      if (refusal2 === null) this.bring();
      else if (worthAgain(refusal2)) this.again((_a = refusal2.retryAfter) != null ? _a : AGAIN);
    });
  }
  again(ms) {
    var _a;
    if (!this.connected) return;
    (_a = this.timer) == null ? void 0 : _a.call(this);
    this.timer = this.host.setTimer(ms, () => this.bring());
  }
};
function worthAgain({ answered, error }) {
  return !answered || error.code === "rate_limited" || error.code === "unavailable" || error.code === "internal";
}

// src/wire/types.ts
function sideOf(role) {
  return role === "customer" ? "customer" : "desk";
}
function cardFields(card2) {
  const objects = Array.isArray(card2.fields) ? card2.fields : [card2.fields];
  return objects.flatMap((fields) => typeof fields === "object" && fields !== null ? Object.entries(fields) : []).filter((pair) => typeof pair[1] === "string");
}

// src/snapshot.ts
var ItemBuilder = class {
  constructor() {
    /** All but what waits in the outbox. */
    this.settled = [];
    this.pending = [];
    this.items = [];
    this.meId = "";
    /** A conversation has thousands of messages: what was built for one that stayed the same is kept. */
    this.built = /* @__PURE__ */ new WeakMap();
    this.beside = /* @__PURE__ */ new WeakMap();
    this.previews = /* @__PURE__ */ new Map();
  }
  build(input) {
    const settled = this.settle(input);
    const pending = this.wait(input);
    if (settled === this.settled && pending === this.pending) return this.items;
    this.settled = settled;
    this.pending = pending;
    this.items = pending.length === 0 ? settled : [...settled, ...pending];
    return this.items;
  }
  settle(input) {
    const { timeline } = input;
    const touched = timeline.takeTouched();
    const { from, to } = this.meId === input.meId ? touched : { from: 0, to: Infinity };
    this.meId = input.meId;
    if (from > to) return this.settled;
    const whole = from <= timeline.firstSeq;
    const items = whole ? [] : this.settled.slice(0, cut(this.settled, from - timeline.firstSeq, from));
    const after = to < timeline.headSeq ? this.settled.slice(cut(this.settled, to + 1 - timeline.firstSeq, to + 1)) : [];
    const margin = this.margin(input, whole ? -1 : from);
    let next = 0;
    const upTo = (seq) => {
      for (let entry = margin[next]; entry !== void 0 && entry.after <= seq; entry = margin[++next]) items.push(entry.item);
    };
    if (whole) upTo(timeline.firstSeq - 1);
    const last = Math.min(to, timeline.headSeq);
    for (let seq = whole ? timeline.firstSeq : from; seq <= last; seq++) {
      items.push(this.message(timeline.messages[seq - timeline.firstSeq], input));
      upTo(seq);
    }
    return after.length === 0 ? items : items.concat(after);
  }
  /** Notes, events and announcements that stand behind `seq` or later, in order. */
  margin({ timeline, announcements }, seq) {
    const from = Math.max(seq, timeline.firstSeq === 1 ? 0 : timeline.firstSeq);
    const found = [];
    for (let i = timeline.margin.length - 1; i >= 0; i--) {
      const entry = timeline.margin[i];
      const after = afterSeq(entry);
      if (after < from) break;
      found.push({ after, item: this.marginItem(entry) });
    }
    found.reverse();
    for (const { afterSeq: after, item } of announcements) if (after >= from) found.push({ after, item });
    return found.sort((a, b) => a.after - b.after);
  }
  marginItem(entry) {
    var _a;
    const item = (_a = this.beside.get(entry)) != null ? _a : marginItem(entry);
    this.beside.set(entry, item);
    return item;
  }
  wait(input) {
    if (input.pending.length === 0 && this.pending.length === 0) return this.pending;
    const before = new Map(this.pending.map((item) => [item.key, item]));
    const items = input.pending.map((entry) => {
      if (entry.previewUrl !== void 0) this.previews.set(entry.clientId, entry.previewUrl);
      const item = entry.what.type === "note" ? pendingNote(entry, entry.what, input) : pendingMessage(entry, entry.what.draft, input);
      const old = before.get(item.key);
      return old !== void 0 && same(old, item) ? old : item;
    });
    const unchanged = items.length === this.pending.length && items.every((item, i) => item === this.pending[i]);
    return unchanged ? this.pending : items;
  }
  message(message, input) {
    const side = sideOf(message.sender.role);
    const own = side === ownSide(input);
    const mine = own && (input.role === "customer" || message.sender.role === "agent" && message.sender.id === input.meId);
    const reader = side === "customer" ? "desk" : "customer";
    const read = message.read_at != null || message.seq <= input.timeline.read[reader];
    const state = own ? read ? "read" : "sent" : "received";
    const old = this.built.get(message);
    if (old !== void 0 && old.delivery.state === state && old.mine === mine) return old;
    const previewUrl = this.previews.get(message.client_id);
    const delivery = state === "received" || previewUrl === void 0 ? { state } : { state, previewUrl };
    const item = { type: "message", key: keyOf(message), message, side, own, mine, delivery };
    this.built.set(message, item);
    return item;
  }
};
function same(a, b) {
  if (a.type === "message" && b.type === "message") {
    const sameMessage = a.message === b.message || a.message.seq === 0 && b.message.seq === 0 && a.message.attachment === b.message.attachment;
    return sameMessage && a.mine === b.mine && sameDelivery(a.delivery, b.delivery);
  }
  if (a.type === "note" && b.type === "note") {
    return (a.note === b.note || a.note.id === "" && b.note.id === "") && sameDelivery(a.delivery, b.delivery);
  }
  return a === b;
}
function sameDelivery(a, b) {
  if (a.state === "sending" && b.state === "sending") return a.progress === b.progress && a.previewUrl === b.previewUrl;
  if (a.state === "failed" && b.state === "failed") return a.failure === b.failure;
  return a.state === b.state;
}
function cut(items, messages, seq) {
  for (let at = Math.max(0, messages); at < items.length; at++) {
    const item = items[at];
    if (item.type === "message" && item.message.seq >= seq) return at;
  }
  return items.length;
}
function afterSeq(entry) {
  return entry.type === "note" ? entry.note.after_seq : entry.event.after_seq;
}
function marginItem(entry) {
  if (entry.type === "event") return { type: "event", key: `e:${entry.event.id}`, event: entry.event };
  const { client_id: clientId, id } = entry.note;
  return { type: "note", key: clientId ? `c:${clientId}` : `n:${id}`, note: entry.note, delivery: { state: "sent" } };
}
function pendingMessage(entry, draft, input) {
  var _a, _b;
  const message = (_b = entry.message) != null ? _b : {
    id: "",
    conversation_id: entry.conversationId,
    openid: input.openid,
    seq: 0,
    client_id: entry.clientId,
    sender: { role: input.role, id: input.meId, name: input.meName },
    kind: draft.kind,
    text: (_a = draft.text) != null ? _a : null,
    attachment: draft.kind === "text" ? null : draft.attachment,
    created_at: new Date(entry.at).toISOString(),
    read_at: null,
    recalled_at: null
  };
  return { type: "message", key: `c:${entry.clientId}`, message, side: ownSide(input), own: true, mine: true, delivery: deliveryOf(entry) };
}
function pendingNote(entry, what, input) {
  const note = {
    id: "",
    conversation_id: entry.conversationId,
    after_seq: input.timeline.headSeq,
    rev: 0,
    client_id: entry.clientId,
    agent: { id: input.meId, name: input.meName },
    text: what.text,
    mentions: what.mentions,
    created_at: new Date(entry.at).toISOString()
  };
  return { type: "note", key: `c:${entry.clientId}`, note, delivery: deliveryOf(entry) };
}
function deliveryOf(entry) {
  var _a, _b;
  const preview = entry.previewUrl === void 0 ? {} : { previewUrl: entry.previewUrl };
  if (entry.state === "failed" && entry.failure !== null) return { state: "failed", failure: entry.failure, ...preview };
  if (entry.state === "acked") return { state: "sent", ...preview };
  return { state: "sending", progress: entry.state === "uploading" ? (_b = (_a = entry.upload) == null ? void 0 : _a.progress) != null ? _b : 0 : null, ...preview };
}
function keyOf(message) {
  return message.client_id === "" ? `m:${message.id}` : `c:${message.client_id}`;
}
function ownSide(input) {
  return input.role === "customer" ? "customer" : "desk";
}
var EMPTY = {
  loaded: false,
  items: [],
  hasOlder: false,
  loadingOlder: false,
  headSeq: 0,
  unread: 0,
  read: { customer: 0, desk: 0 },
  typing: [],
  online: null,
  viewers: [],
  writers: []
};

// src/timeline.ts
var NOTHING = { from: Infinity, to: 0 };
var MAX_EARLY = 1e3;
var Timeline = class {
  constructor() {
    /** Messages by seq, ascending by one. Elements are replaced, never changed. */
    this.messages = [];
    /** Notes and events in the order to be shown. */
    this.margin = [];
    /** Where the stretch begins is known. Until then everything is early. */
    this.based = false;
    this.read = { customer: 0, desk: 0 };
    this.touched = { from: 0, to: Infinity };
    this.base = 0;
    this.receipts = { customer: null, desk: null };
    this.early = /* @__PURE__ */ new Map();
    this.marginIds = /* @__PURE__ */ new Set();
  }
  /** The last seq held, or before which the stretch will begin. */
  get headSeq() {
    return this.base + this.messages.length;
  }
  /** The first seq held; headSeq + 1 when empty. */
  get firstSeq() {
    return this.base + 1;
  }
  /** Something lies beyond a gap. */
  get hasHole() {
    return this.based && this.early.size > 0;
  }
  /**
   * Something of the messages from `seq` to `to`, or of what stands behind one of them, has changed: who shows the
   * timeline needs to look only there.
   */
  touch(seq, to = seq) {
    this.touched.from = Math.min(this.touched.from, seq);
    this.touched.to = Math.max(this.touched.to, to);
  }
  /** What was touched since this was asked last; `from` is above `to` for nothing. */
  takeTouched() {
    const { touched } = this;
    this.touched = { ...NOTHING };
    return touched;
  }
  /** Begins the stretch after `seq`; what was early joins it. Returns what can be shown now. */
  begin(seq) {
    this.clear();
    this.based = true;
    this.base = seq;
    return this.join();
  }
  /** Forgets the stretch: it begins anew elsewhere. */
  clear() {
    this.based = false;
    this.base = 0;
    this.messages = [];
    this.touch(0, Infinity);
  }
  /** Takes messages from anywhere. Returns those that can be shown now for the first time, in order. */
  take(messages) {
    for (const message of messages) {
      if (this.based && message.seq <= this.headSeq) this.update(message);
      else this.keepEarly(message);
    }
    return this.join();
  }
  /** A held message as it stands now; others are ignored. True if something changed. */
  update(message) {
    if (this.early.has(message.seq)) this.early.set(message.seq, merge(this.early.get(message.seq), message));
    const at = message.seq - this.firstSeq;
    const held = this.messages[at];
    if (held === void 0) return false;
    this.messages[at] = this.stamp(merge(held, message));
    this.touch(message.seq);
    return true;
  }
  /** Puts a page before the stretch. Ignored unless it ends where the stretch begins. */
  prepend(page2) {
    const ours = page2.filter((message) => message.seq < this.firstSeq).sort((a, b) => a.seq - b.seq);
    for (let i = ours.length - 1; i >= 0; i--) {
      if (ours[i].seq !== this.firstSeq - (ours.length - i)) return;
    }
    this.messages = [...ours.map((message) => this.stamp(message)), ...this.messages];
    this.base -= ours.length;
    this.touch(0, Infinity);
  }
  /** A side has read up to `seq`; `at` is when, as a receipt tells, null from a sync. True if something changed. */
  markRead(side, seq, at) {
    var _a;
    const raised = seq > this.read[side];
    if (raised) {
      this.touch(this.read[side] + 1, seq);
      this.read = { ...this.read, [side]: seq };
    }
    const last = this.receipts[side];
    if (at === null || last !== null && last.seq >= seq) return raised;
    this.receipts[side] = { seq, at };
    const from = Math.max(this.firstSeq, ((_a = last == null ? void 0 : last.seq) != null ? _a : 0) + 1);
    this.touch(from, seq);
    for (let s = from; s <= Math.min(seq, this.headSeq); s++) {
      const i = s - this.firstSeq;
      this.messages[i] = this.stamp(this.messages[i]);
    }
    return true;
  }
  /** How many messages a side has still to read; null when some of them are not held. */
  unread(side) {
    if (this.read[side] < this.firstSeq - 1) return null;
    return this.messages.slice(this.read[side] - this.base).filter((m) => m.recalled_at == null && sideOf(m.sender.role) !== side).length;
  }
  /** Adds notes and events; those that are held already are left alone. True if something was new. */
  annotate(entries) {
    let added = false;
    for (const entry of entries) {
      if (this.marginIds.has(entry.id)) continue;
      this.marginIds.add(entry.id);
      this.margin.push(entry.type === "note" ? { type: "note", note: entry } : { type: "event", event: entry });
      this.touch(entry.after_seq);
      added = true;
    }
    if (added) this.margin.sort((a, b) => place(a).after_seq - place(b).after_seq || place(a).rev - place(b).rev);
    return added;
  }
  keepEarly(message) {
    const held = this.early.get(message.seq);
    if (held !== void 0) this.early.set(message.seq, merge(held, message));
    else if (this.early.size < MAX_EARLY || message.seq === this.headSeq + 1) this.early.set(message.seq, message);
  }
  join() {
    const shown = [];
    if (!this.based) return shown;
    for (let next = this.early.get(this.headSeq + 1); next !== void 0; next = this.early.get(this.headSeq + 1)) {
      this.early.delete(next.seq);
      const message = this.stamp(next);
      this.messages.push(message);
      this.touch(message.seq);
      shown.push(message);
    }
    for (const [seq, message] of this.early) {
      if (seq > this.headSeq) continue;
      this.early.delete(seq);
      this.update(message);
    }
    return shown;
  }
  /** A receipt may overtake the message that it is about. */
  stamp(message) {
    const receipt = this.receipts[sideOf(message.sender.role) === "customer" ? "desk" : "customer"];
    if (message.read_at != null || receipt === null || message.seq > receipt.seq) return message;
    return { ...message, read_at: receipt.at };
  }
};
function merge(held, now) {
  if (held.recalled_at != null && now.recalled_at == null) return held;
  if (held.read_at != null && now.read_at == null) return { ...now, read_at: held.read_at };
  return now;
}
function place(entry) {
  return entry.type === "note" ? entry.note : entry.event;
}

// src/typing.ts
var Typing = class {
  constructor(role, host, timing, changed, tell) {
    this.role = role;
    this.others = new TypingIn(host, timing.typingForgotten, changed);
    this.writers = new TypingIn(host, timing.typingForgotten, changed);
    this.own = new TypingOut(host, timing.typingEvery, tell);
  }
  /** Somebody types; `myId` is who we are. */
  types({ role, name, id }, myId) {
    if (this.role === "customer" || role === "customer") this.others.types(`${role} ${name}`, { role, name });
    else if (id != null && id !== myId) this.writers.types(id, { id, name });
  }
  /** What they wrote is there. */
  wrote({ role, id, name }) {
    this.others.stopped(`${role} ${name}`);
    if (role === "agent") this.writers.stopped(id);
  }
  /** The other side is gone. */
  left() {
    this.others.clear();
  }
  clear() {
    this.others.clear();
    this.writers.clear();
  }
  key(internal) {
    this.own.key(internal);
  }
  /** A message ends the typing on the other side: the next key is told at once. */
  rest() {
    this.own.rest();
  }
  get state() {
    return { typing: this.others.who(), writers: this.writers.who() };
  }
};
var TypingIn = class {
  constructor(host, forgotten, changed) {
    this.host = host;
    this.forgotten = forgotten;
    this.changed = changed;
    this.people = /* @__PURE__ */ new Map();
  }
  who() {
    return [...this.people.values()].map(({ person }) => person);
  }
  types(key, person) {
    const known = this.people.get(key);
    known == null ? void 0 : known.forget();
    this.people.set(key, { person, forget: this.host.setTimer(this.forgotten, () => this.stopped(key)) });
    if (known === void 0) this.changed();
  }
  /** Their message is there, or they went silent. */
  stopped(key) {
    const known = this.people.get(key);
    if (known === void 0) return;
    known.forget();
    this.people.delete(key);
    this.changed();
  }
  clear() {
    if (this.people.size === 0) return;
    for (const { forget } of this.people.values()) forget();
    this.people.clear();
    this.changed();
  }
};
var TypingOut = class {
  constructor(host, every, tell) {
    this.host = host;
    this.every = every;
    this.tell = tell;
    this.last = { at: -Infinity, internal: false };
  }
  /** A key for the other side, or for one's own only. */
  key(internal) {
    const now = this.host.now();
    const { last } = this;
    if (now - last.at < this.every && now >= last.at && (internal || !last.internal)) return;
    this.last = { at: now, internal };
    this.tell(internal);
  }
  /** The other side has stopped showing it. */
  rest() {
    this.last = { at: -Infinity, internal: false };
  }
};

// src/conversation.ts
var Conversation = class {
  /** With a `cache` it begins with the page that was seen last. */
  constructor(id, deps, cache = null) {
    this.deps = deps;
    this.cache = cache;
    this.openid = "";
    this.timeline = new Timeline();
    this.items = new ItemBuilder();
    this.announcements = [];
    this.unread = 0;
    this.online = null;
    this.viewers = [];
    this.connected = false;
    this.listeners = /* @__PURE__ */ new Set();
    this.tell = () => this.notify();
    this.built = EMPTY;
    /** What was built is no longer how things are. */
    this.stale = true;
    this.id = id;
    this.side = deps.role === "customer" ? "customer" : "desk";
    const changed = () => this.changed();
    this.sync = new Sync(this.timeline, this, deps, { shown: (messages) => this.show(messages, true), changed, begun: () => this.begun() });
    this.older = new Older(this.timeline, this, deps, () => this.sync.rev, changed);
    this.typists = new Typing(deps.role, deps.host, deps.timing, changed, (internal) => deps.typing(this.id, internal));
    this.marks = new ReadMarks(deps.host, () => this.timeline.read[this.side], (seq, answer) => deps.ask({ type: "message.read", ...this.where(), seq }, (_frame, refusal2) => {
      if (refusal2 === null) this.readUpTo({ ...this.timeline.read, [this.side]: seq });
      answer(refusal2);
    }));
    this.restore();
  }
  where() {
    return this.deps.role === "agent" ? { conversation_id: this.id } : {};
  }
  // --- what the connection does
  /** Welcomed, or opened on a live connection. `standing` is what the desk said last of this conversation, if it did. */
  connect(standing) {
    this.connected = true;
    this.sync.connect(standing);
    this.marks.connect();
    this.changed();
  }
  disconnect() {
    var _a;
    this.connected = false;
    this.sync.disconnect();
    this.marks.disconnect();
    this.typists.clear();
    (_a = this.cache) == null ? void 0 : _a.flush();
  }
  /** Stops for good. */
  close() {
    this.disconnect();
    this.sync.close();
    this.listeners.clear();
  }
  /** Somebody signed in: their page may be kept here, and what they see as theirs has changed. */
  signedIn() {
    if (!this.timeline.based) this.restore();
    this.changed();
  }
  // --- what frames tell
  /** Messages of one frame, told live. `rev` is the conversation's after them, null when the frame said none. */
  receive(messages, rev) {
    this.show(this.timeline.take(messages), false);
    for (const { sender: sender2 } of messages) this.typists.wrote(sender2);
    if (this.timeline.based) this.deps.outbox.settle(messages.filter((message) => message.seq <= this.timeline.headSeq));
    if (rev !== null) this.sync.follow(messages, rev);
    this.sync.watchHole();
    this.changed();
  }
  update(message) {
    if (this.timeline.update(message)) this.changed();
  }
  annotate(entry) {
    if (entry.type === "note" && entry.agent != null) this.typists.wrote({ role: "agent", ...entry.agent });
    if (!this.timeline.annotate([entry])) return;
    if (entry.type === "note") this.sync.followNote(entry.rev);
    this.changed();
  }
  receipt(side, seq, at) {
    if (this.timeline.markRead(side, seq, at)) this.changed();
  }
  readUpTo(read) {
    const customer = this.timeline.markRead("customer", read.customer, null);
    if (this.timeline.markRead("desk", read.desk, null) || customer) this.changed();
  }
  setUnread(unread) {
    if (unread === this.unread) return;
    this.unread = unread;
    this.changed();
  }
  setOnline(online) {
    if (online === this.online) return;
    this.online = online;
    if (!online) this.typists.left();
    this.changed();
  }
  setViewers(viewers) {
    this.viewers = viewers;
    this.changed();
  }
  types(who) {
    this.typists.types(who, this.myId());
  }
  announce(announcement) {
    const key = `a:${announcement.id}`;
    if (this.announcements.some((known) => known.item.key === key)) return;
    const afterSeq2 = this.timeline.headSeq;
    this.announcements.push({ afterSeq: afterSeq2, item: { type: "announcement", key, announcement } });
    this.timeline.touch(afterSeq2);
    this.changed();
  }
  // --- what people do
  typing(internal) {
    if (this.connected) this.typists.key(internal);
  }
  written() {
    this.typists.rest();
  }
  markRead(seq) {
    this.marks.want(Math.min(seq, this.timeline.headSeq));
  }
  async recall(messageId) {
    await promised(this.deps.ask, { type: "message.recall", message_id: messageId });
  }
  loadOlder(limit) {
    return this.older.load(limit);
  }
  // --- what is kept beside the messages
  restore() {
    var _a, _b;
    const saved = (_b = (_a = this.cache) == null ? void 0 : _a.load()) != null ? _b : null;
    if (saved === null) return;
    this.id = saved.conversationId;
    this.timeline.begin(saved.messages[0].seq - 1);
    this.timeline.take(saved.messages);
    this.sync.restored(saved.rev);
  }
  page() {
    return { conversationId: this.id, rev: this.sync.rev, messages: this.timeline.messages.slice(-this.deps.timing.pageSize) };
  }
  /** What of ours was stored before the page that the stretch begins with is a part of the history. */
  begun() {
    const stored = this.waiting().flatMap(({ message }) => message != null ? message : []);
    this.deps.outbox.settle(stored.filter((message) => message.seq <= this.timeline.headSeq));
    this.loadActivity();
  }
  /** What was written here and stands in no page yet. */
  waiting() {
    return this.deps.outbox.of(this.deps.role === "customer" ? "" : this.id);
  }
  loadActivity() {
    var _a, _b;
    (_b = (_a = this.deps).activity) == null ? void 0 : _b.call(_a, this.id).then((entries) => {
      if (this.timeline.annotate(entries)) this.changed();
    }, () => this.deps.problem("the activity could not be loaded"));
  }
  // --- showing
  get state() {
    if (this.stale) {
      this.stale = false;
      this.built = this.build();
    }
    return this.built;
  }
  subscribe(listener) {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }
  /** Something that the state shows is another. It is built when somebody looks. */
  changed() {
    var _a;
    this.stale = true;
    if (this.timeline.messages.length > 0 && !this.sync.cached) (_a = this.cache) == null ? void 0 : _a.saveSoon(() => this.page());
    if (this.listeners.size > 0) this.deps.batch.tell(this.tell);
  }
  show(messages, fetched) {
    var _a, _b;
    if (messages.length === 0) return;
    this.openid = (_b = (_a = messages[0]) == null ? void 0 : _a.openid) != null ? _b : this.openid;
    this.deps.outbox.settle(messages);
    this.deps.delivered(messages, fetched);
  }
  build() {
    var _a, _b, _c;
    const { timeline, deps } = this;
    const meId = (_a = this.myId()) != null ? _a : "";
    return {
      loaded: timeline.based,
      items: this.items.build({
        role: deps.role,
        meId,
        meName: (_c = (_b = deps.me()) == null ? void 0 : _b.name) != null ? _c : "",
        openid: this.openid,
        timeline,
        pending: this.waiting(),
        announcements: this.announcements
      }),
      hasOlder: timeline.based && timeline.firstSeq > 1,
      loadingOlder: this.older.loading,
      headSeq: timeline.headSeq,
      unread: this.unread,
      read: timeline.read,
      online: this.online,
      viewers: this.viewers.filter((agent) => agent.id !== meId),
      ...this.typists.state
    };
  }
  notify() {
    for (const listener of [...this.listeners]) {
      try {
        listener();
      } catch (e) {
        this.deps.problem("a listener threw");
      }
    }
  }
  myId() {
    var _a, _b;
    return (_b = (_a = this.deps.me()) == null ? void 0 : _a.id) != null ? _b : this.deps.identity();
  }
};

// src/page-cache.ts
var SAVE_AFTER = 1e3;
var PageCache = class {
  /** `key` is null while it is not known whose page it is: then nothing is kept. */
  constructor(host, key) {
    this.host = host;
    this.key = key;
    this.due = null;
  }
  /** Writes the page as `page` has it a moment later. */
  saveSoon(page2) {
    var _a;
    (_a = this.due) != null ? _a : this.due = { page: page2, cancel: this.host.setTimer(SAVE_AFTER, () => this.flush()) };
  }
  /** Writes now what would be written soon. */
  flush() {
    var _a, _b;
    const key = this.key();
    const page2 = (_a = this.due) == null ? void 0 : _a.page();
    if (key !== null && page2 !== void 0 && page2.messages.length > 0) this.host.storage.set(key, JSON.stringify({ v: 1, ...page2 }));
    (_b = this.due) == null ? void 0 : _b.cancel();
    this.due = null;
  }
  /** Null when there is none, or none that can be trusted. */
  load() {
    var _a;
    try {
      const key = this.key();
      const v = JSON.parse((_a = key === null ? null : this.host.storage.get(key)) != null ? _a : "null");
      if (!isObject(v) || v.v !== 1 || typeof v.conversationId !== "string" || typeof v.rev !== "number") return null;
      const { messages } = v;
      if (!Array.isArray(messages) || messages.length === 0 || !messages.every(isMessage)) return null;
      const first = messages[0].seq;
      if (!messages.every((message, i) => message.seq === first + i)) return null;
      return { conversationId: v.conversationId, rev: v.rev, messages };
    } catch (e) {
      return null;
    }
  }
};

// src/view.ts
var View = class {
  /** `lane` is the outbox's name for the conversation: empty for a customer's own. */
  constructor(conversation, outbox, lane, pageSize, closing) {
    this.conversation = conversation;
    this.outbox = outbox;
    this.lane = lane;
    this.pageSize = pageSize;
    this.closing = closing;
    this.cancels = /* @__PURE__ */ new Set();
    this.closed = false;
  }
  get id() {
    return this.conversation.id;
  }
  get state() {
    return this.conversation.state;
  }
  subscribe(listener) {
    const cancel = this.conversation.subscribe(listener);
    this.cancels.add(cancel);
    return () => {
      this.cancels.delete(cancel);
      cancel();
    };
  }
  send(draft) {
    this.conversation.written();
    return this.outbox.addMessage(this.lane, draft);
  }
  sendFile(file, kind = kindOf(file.mime)) {
    return this.outbox.addFile(this.lane, file, kind);
  }
  sendNote(text2, mentions = []) {
    return this.outbox.addNote(this.lane, text2, mentions);
  }
  retry(clientId) {
    this.outbox.retry(clientId);
  }
  discard(clientId) {
    this.outbox.discard(clientId);
  }
  recall(messageId) {
    return this.conversation.recall(messageId);
  }
  markRead(seq = this.state.headSeq) {
    this.conversation.markRead(seq);
  }
  typing(internal = false) {
    this.conversation.typing(internal);
  }
  loadOlder(limit = this.pageSize) {
    return this.conversation.loadOlder(limit);
  }
  close() {
    if (this.closed) return;
    this.closed = true;
    for (const cancel of this.cancels) cancel();
    this.closing();
  }
};
function kindOf(mime) {
  const family = mime.split("/")[0];
  return family === "image" || family === "video" ? family : family === "audio" ? "voice" : "file";
}

// src/customer.ts
function createCustomerClient(options) {
  return new CustomerClient({ ...options, role: "customer" });
}
var CustomerClient = class extends Client {
  constructor(options) {
    super(options);
    this.availability = { available: null, opensAt: null };
    this.conversations = { get: () => void 0, all: () => [], put() {
    } };
    this.agentStatus = /* @__PURE__ */ new Map();
    this.page = null;
    this.counted = { unread: 0, rev: -1 };
    const cache = options.cache === true ? new PageCache(options.host, () => this.identity === null ? null : `kefu.page.${this.identity}`) : null;
    this.conversation = new Conversation("", this.deps, cache);
    this.own = new View(this.conversation, this.outbox, "", this.timing.pageSize, () => {
    });
  }
  setPage(url, title) {
    this.page = { type: "page", url, title };
    this.line.send(this.page);
  }
  open() {
    throw new Error("a customer has one conversation: own");
  }
  setViewing() {
  }
  find() {
    return this.conversation;
  }
  followed() {
    return [this.conversation];
  }
  enter({ conversation }) {
    if (conversation == null) return;
    const { id, last_seq: lastSeq, rev, unread, read_seq: read } = conversation;
    this.conversation.id = id;
    this.countUnread(id, unread, rev);
    if (read != null) this.conversation.readUpTo(read);
    this.news.known(id, lastSeq);
    this.conversation.connect({ lastSeq, rev });
    if (this.page !== null) this.line.send(this.page);
  }
  messages(messages, { unread, rev }) {
    this.conversation.receive(messages, rev != null ? rev : null);
    if (unread != null && rev != null) this.countUnread(this.conversation.id, unread, rev);
  }
  countUnread(id, unread, rev) {
    if (rev < this.counted.rev) return;
    this.counted = { unread, rev };
    this.unreadTotal = unread;
    this.conversation.setUnread(unread);
    this.events.emit("unread", { conversationId: id, unread, total: unread });
  }
  unread({ unread, rev }) {
    this.countUnread(this.conversation.id, unread, rev);
  }
  presence({ available, opens_at: opensAt }) {
    if (available == null) return;
    this.availability = { available, opensAt: opensAt != null ? opensAt : null };
    this.events.emit("presence", { availability: this.availability });
  }
  pong({ last_seq: lastSeq, rev }) {
    if (lastSeq != null && rev != null) this.conversation.sync.compare({ lastSeq, rev });
  }
  sent(message, rev) {
    this.conversation.receive([message], rev);
  }
  other(frame) {
    if (frame.type === "announcement") this.conversation.announce({ id: frame.id, text: frame.text, created_at: frame.created_at });
  }
};

// src/wx/host.ts
function wxHost() {
  return {
    openSocket,
    setTimer(ms, f) {
      const timer = setTimeout(f, ms);
      return () => clearTimeout(timer);
    },
    now: () => Date.now(),
    random: () => Math.random(),
    newId,
    storage: {
      get: (key) => attempt(() => textOr(wx.getStorageSync(key)), null),
      set: (key, value) => attempt(() => wx.setStorageSync(key, value), void 0),
      remove: (key) => attempt(() => wx.removeStorageSync(key), void 0),
      keys: (prefix) => attempt(() => wx.getStorageInfoSync().keys.filter((key) => key.startsWith(prefix)), [])
    },
    onHint(listener) {
      const network = (status) => listener("isConnected" in status && status.isConnected ? "online" : "offline");
      const tell = (hint) => () => listener(hint);
      const shown = tell("visible");
      const hidden = tell("hidden");
      wx.onNetworkStatusChange(network);
      wx.onAppShow(shown);
      wx.onAppHide(hidden);
      return () => {
        wx.offNetworkStatusChange(network);
        wx.offAppShow(shown);
        wx.offAppHide(hidden);
      };
    }
  };
}
function openSocket(url, protocol, events) {
  let open = false;
  let ended = false;
  const end = (code2, reason) => {
    if (ended) return;
    ended = true;
    open = false;
    events.close(code2, reason);
  };
  const fail = ({ errMsg }) => void setTimeout(() => end(1006, errMsg), 0);
  const task = wx.connectSocket({ url, protocols: [protocol], fail });
  task.onOpen(() => {
    open = true;
    events.open();
  });
  task.onMessage(({ data }) => {
    if (!ended && typeof data === "string") events.text(data);
  });
  task.onError(fail);
  task.onClose(({ code: code2, reason }) => end(code2, reason));
  return {
    send(text2) {
      if (open) task.send({ data: text2, fail() {
      } });
    },
    close() {
      open = false;
      task.close({ code: 1e3, fail: () => end(1006, "closed") });
    }
  };
}
function newId() {
  const part = () => Math.floor(Math.random() * 2 ** 48).toString(36).padStart(10, "0");
  return `${Date.now().toString(36)}-${part()}${part()}`;
}
function textOr(value) {
  return typeof value === "string" && value !== "" ? value : null;
}
function attempt(f, otherwise) {
  try {
    return f();
  } catch (e) {
    return otherwise;
  }
}

// src/refusal.ts
function refusal(status, answer) {
  const problem = isObject(answer) ? answer : {};
  const detail = typeof problem.detail === "string" ? problem.detail : `HTTP ${status}`;
  if (typeof problem.code === "string") return new ChatError(problem.code, detail);
  if (status === 413) return new ChatError("too_large", detail);
  return new ChatError(status >= 500 || status === 429 ? "unavailable" : "bad_request", detail);
}

// src/wx/request.ts
var TIMEOUT = 15e3;
function request(url, { method = "GET", data, token } = {}) {
  return new Promise((resolve, reject) => {
    wx.request({
      url,
      method,
      timeout: TIMEOUT,
      header: token == null ? {} : { Authorization: `Bearer ${token}` },
      ...data === void 0 ? {} : { data },
      success: ({ statusCode, data: answer }) => {
        if (statusCode < 300) resolve(answer);
        else reject(refusal(statusCode, answer));
      },
      fail: ({ errMsg }) => reject(new ChatError("unavailable", errMsg))
    });
  });
}

// src/wx/session.ts
var FRESH = 24 * 60 * 60 * 1e3;
var SessionKeeper = class {
  /** `base` is the desk's address without a slash at its end; another desk has other sessions. */
  constructor(base, storage, now) {
    this.base = base;
    this.storage = storage;
    this.now = now;
    this.pending = null;
    this.key = `kefu.session.${base}`;
    this.session = parse2(storage.get(this.key));
  }
  get token() {
    var _a, _b;
    return (_b = (_a = this.session) == null ? void 0 : _a.token) != null ? _b : null;
  }
  /** Who signed in last; null if nobody ever did. */
  get openid() {
    var _a, _b;
    return (_b = (_a = this.session) == null ? void 0 : _a.openid) != null ? _b : null;
  }
  /** The kept session while it lasts, otherwise a new one. Rejects with a ChatError. */
  async enter() {
    const held = this.session;
    const left = held === null ? 0 : this.left(held);
    if (held !== null && left > FRESH) return held;
    return this.login().catch((error) => {
      if (held !== null && left > 0 && error instanceof ChatError && error.code === "unavailable") return held;
      throw error;
    });
  }
  /**
   * A new session for a kept one, whatever it has left: each launch asks for it, so that the token of who comes back
   * within a month never ends. Rejects with a ChatError; the kept one is as good as before then.
   */
  refresh() {
    return this.login();
  }
  /** The socket was refused or ended: finds out whether the token is why, and gets a new one then. Rejects with a ChatError. */
  async renew(cause) {
    const held = this.session;
    if (cause === "token_expired" && held !== null && this.left(held) > FRESH) return held;
    if (cause !== "upgrade_failed" || held === null) return this.login();
    try {
      await request(`${this.base}/api/v1/me`, { token: held.token });
      return held;
    } catch (error) {
      if (error instanceof ChatError && error.code === "unauthorized") return this.login();
      throw error;
    }
  }
  /** Milliseconds that a session lasts. */
  left(session) {
    return Date.parse(session.expires_at) - this.now();
  }
  /** A code of wx.login works once: whoever asks meanwhile shares the answer. */
  login() {
    var _a;
    (_a = this.pending) != null ? _a : this.pending = this.loginOnce().finally(() => {
      this.pending = null;
    });
    return this.pending;
  }
  async loginOnce() {
    const answer = await request(`${this.base}/api/v1/auth/wechat`, { method: "POST", data: { code: await code() } });
    const customer = isObject(answer) && isObject(answer.customer) ? answer.customer : {};
    const session = isObject(answer) ? sessionOf({ ...answer, openid: customer.openid }) : null;
    if (session === null) throw new ChatError("internal", "the login's answer is not what it should be");
    this.session = session;
    this.storage.set(this.key, JSON.stringify(session));
    return session;
  }
};
function code() {
  return new Promise((resolve, reject) => {
    wx.login({
      success: ({ code: code2 }) => resolve(code2),
      fail: ({ errMsg }) => reject(new ChatError("unavailable", errMsg))
    });
  });
}
function parse2(json) {
  try {
    const value = JSON.parse(json != null ? json : "null");
    return isObject(value) ? sessionOf(value) : null;
  } catch (e) {
    return null;
  }
}
function sessionOf({ token, expires_at, openid }) {
  if (typeof token !== "string" || typeof expires_at !== "string" || typeof openid !== "string") return null;
  return { token, expires_at, openid };
}

// src/wx/upload.ts
function wxUploader(url, token) {
  return (file, progress) => {
    let abort = () => {
    };
    const done = new Promise((resolve, reject) => {
      var _a;
      const task = wx.uploadFile({
        url,
        filePath: file.body,
        name: "file",
        timeout: 12e4,
        header: { Authorization: `Bearer ${(_a = token()) != null ? _a : ""}` },
        success({ statusCode, data }) {
          const answer = parse3(data);
          if (statusCode < 300 && checkAttachment(answer) === null) resolve(answer);
          else reject(refusal(statusCode, answer));
        },
        fail: ({ errMsg }) => reject(failure(errMsg))
      });
      task.onProgressUpdate(({ progress: percent }) => progress(percent / 100));
      abort = () => task.abort();
    });
    return { done, abort: () => abort() };
  };
}
function failure(errMsg) {
  if (/abort/.test(errMsg)) return new ChatError("conflict", errMsg);
  if (/file not found|no such file|not exist/i.test(errMsg)) return new ChatError("not_found", errMsg);
  return new ChatError("unavailable", errMsg);
}
function parse3(text2) {
  try {
    return JSON.parse(text2);
  } catch (e) {
    return null;
  }
}

// src/wx/desk.ts
var SLEEP_AFTER = 4e3;
var REFUSED_BASE = 6e4;
var REFUSED_CAP = 15 * 6e4;
var Desk = class {
  /** `url` is the desk's address, `https://desk.example`. */
  constructor(url, host = wxHost()) {
    this.client = null;
    this.signIn = "signing_in";
    this.unread = 0;
    this.events = new Emitter(() => {
    });
    this.launched = false;
    this.asleep = () => {
    };
    this.hiddenAt = null;
    this.refusals = 0;
    this.again = () => {
    };
    this.base = url.replace(/\/+$/, "");
    this.host = host;
    this.keeper = new SessionKeeper(this.base, host.storage, host.now);
  }
  /** Signs in and connects. Called once, in App.onLaunch; again, it does nothing. */
  launch() {
    if (this.launched) return;
    this.launched = true;
    this.host.onHint((hint) => {
      var _a;
      if (hint === "hidden") this.sleep();
      else if (hint === "visible") this.wake();
      else if (hint === "online" && this.signIn === "refused") (_a = this.client) == null ? void 0 : _a.connect();
    });
    const kept = this.keeper.openid;
    this.begin(kept);
    if (kept !== null) this.refresh();
  }
  on(type, listener) {
    return this.events.on(type, listener);
  }
  /** The complete address of an attachment, whose `url` is relative. */
  address(url) {
    return url.startsWith("/") ? this.base + url : url;
  }
  /** The kept token connects at once; nothing waits for the login of this launch. */
  refresh() {
    this.keeper.refresh().then(({ openid }) => {
      var _a;
      if (((_a = this.client) == null ? void 0 : _a.identity) !== openid) this.another();
    }, () => {
    });
  }
  sleep() {
    this.hiddenAt = this.host.now();
    this.asleep();
    this.again();
    this.asleep = this.host.setTimer(SLEEP_AFTER, () => {
      var _a;
      return (_a = this.client) == null ? void 0 : _a.close();
    });
  }
  wake() {
    var _a, _b;
    this.asleep();
    const away = this.hiddenAt === null ? 0 : this.host.now() - this.hiddenAt;
    this.hiddenAt = null;
    if (away > SLEEP_AFTER) (_a = this.client) == null ? void 0 : _a.close();
    (_b = this.client) == null ? void 0 : _b.connect();
  }
  /** `openid` is whose outbox is opened; null before anybody signed in on this phone. */
  begin(openid) {
    const { keeper, base } = this;
    const client = createCustomerClient({
      host: this.host,
      url: `${base.replace(/^http/, "ws")}/ws`,
      identity: openid,
      auth: {
        token: async () => (await this.enter(client, keeper.enter())).token,
        renew: async (cause) => {
          await this.enter(client, keeper.renew(cause));
          return "retry";
        }
      },
      upload: wxUploader(`${base}/api/v1/uploads`, () => keeper.token),
      history: history(base, () => keeper.token)
    });
    this.client = client;
    client.on("connection", (state) => this.events.emit("connection", state));
    client.on("unread", ({ unread }) => this.setUnread(unread));
    this.events.emit("client", client);
    client.connect();
    if (this.hiddenAt !== null) this.sleep();
  }
  /** Tells how a sign-in ends. Rejects with a ChatError. */
  async enter(client, login) {
    try {
      const session = await login;
      this.refusals = 0;
      this.setSignIn("signed_in");
      if (client.identity === null || session.openid === client.identity) return session;
    } catch (error) {
      this.failed(error);
      throw error;
    }
    if (client === this.client) this.another();
    throw new ChatError("forbidden", "somebody else is signed in");
  }
  failed(error) {
    const refused2 = error instanceof ChatError && error.code !== "unavailable" && error.code !== "internal";
    this.setSignIn(refused2 ? "refused" : "signing_in");
    if (!isFinal2(error)) return;
    this.again();
    this.again = this.host.setTimer(backoff(this.refusals++, () => 1 - this.host.random() / 2, REFUSED_BASE, REFUSED_CAP), () => {
      var _a;
      return (_a = this.client) == null ? void 0 : _a.connect();
    });
  }
  /** Another WeChat user on the same phone: their own client, their own outbox. */
  another() {
    var _a;
    (_a = this.client) == null ? void 0 : _a.close();
    this.setUnread(0);
    this.begin(this.keeper.openid);
  }
  setSignIn(signIn) {
    if (signIn === this.signIn) return;
    this.signIn = signIn;
    this.events.emit("signIn", signIn);
  }
  setUnread(unread) {
    if (unread === this.unread) return;
    this.unread = unread;
    this.events.emit("unread", unread);
  }
};
function isFinal2(error) {
  return error instanceof ChatError && (error.code === "blocked" || error.code === "forbidden");
}
function history(base, token) {
  return async (_conversationId, { beforeSeq, limit }) => {
    const before = beforeSeq === void 0 ? "" : `&before_seq=${beforeSeq}`;
    const answer = await request(`${base}/api/v1/my/messages?limit=${limit}${before}`, { token: token() });
    const items = isObject(answer) ? answer.items : null;
    if (!Array.isArray(items) || !items.every(isMessage)) throw new ChatError("internal", "the history is not what it should be");
    return items;
  };
}
