/** A live lesson's line to its own kernel: a websocket that breaks and mends, and what runs on it. */

import { Comms } from "./comms.js";
import { ask, uuid4 } from "./outbox.js";

const PROTOCOL = "v1.kernel.websocket.jupyter.org";
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30000;
const RUNNER = "lp_widgets.widgets.runner.Runner";
/** Milliseconds after which a line that broke is told of, if the class has not said more by then. */
const SOON = 600;
const PAUSE = 2000;

/**
 * One message as the binary protocol v1 writes it: offsets (64 bit, little endian), then channel,
 * header, parent header, metadata, content and buffers.
 * @param {{channel: string, header: any, content: any, metadata?: any, buffers?: ArrayBuffer[]}} message
 */
export function encode({ channel, header, content, metadata = {}, buffers = [] }) {
  const text = new TextEncoder();
  const parts = [text.encode(channel)];
  for (const part of [header, {}, metadata, content]) parts.push(text.encode(JSON.stringify(part)));
  for (const buffer of buffers) parts.push(new Uint8Array(buffer));
  const offsets = [8 * (parts.length + 2)];
  for (const part of parts) offsets.push(offsets[offsets.length - 1] + part.length);
  const whole = new Uint8Array(offsets[offsets.length - 1]);
  const view = new DataView(whole.buffer);
  [offsets.length, ...offsets].forEach((value, place) => put(view, 8 * place, value));
  parts.forEach((part, place) => whole.set(part, offsets[place]));
  return whole.buffer;
}

/** The message in `data`; raises on one that is cut. @param {ArrayBuffer} data */
export function decode(data) {
  const view = new DataView(data);
  const offsets = [];
  for (let place = 0; place < take(view, 0); place++) offsets.push(take(view, 8 * (place + 1)));
  const parts = offsets.slice(0, -1).map((from, place) => data.slice(from, offsets[place + 1]));
  const text = new TextDecoder();
  const [channel, header, parent_header, metadata, content] = parts
    .slice(0, 5)
    .map((p) => text.decode(p));
  return {
    channel,
    header: JSON.parse(header),
    parent_header: JSON.parse(parent_header),
    metadata: JSON.parse(metadata),
    content: JSON.parse(content),
    buffers: parts.slice(5).map((part) => new DataView(part)),
  };
}

// BigInt is not in every old phone; no message of ours is longer than 2 ** 53 bytes.
function put(view, place, value) {
  view.setUint32(place, value % 2 ** 32, true);
  view.setUint32(place + 4, Math.floor(value / 2 ** 32), true);
}

function take(view, place) {
  return view.getUint32(place, true) + view.getUint32(place + 4, true) * 2 ** 32;
}

/**
 * The kernel of this page. `onstate` hears starting, waiting, ready, lost, gone; null: nothing runs
 * here. `more` tells how many learners are `before` this one, and for what `cause` it is gone.
 */
export class Live {
  /** @param {{ui: any, locale: string, direction: string, api: string, version?: string}} options */
  constructor({ ui, locale, direction, api, version = "" }) {
    this.id = json(document, "lp-kernel") || "";
    this.api = api;
    this.version = version;
    this.session = uuid4();
    this.state = "starting";
    this.more = {};
    this.onstate = (_state) => {};
    /** @type {{content: any, model: any} | null} a program that waits for a new kernel */
    this.wanted = null;
    this.failures = 0;
    /** @type {WebSocket | null} */
    this.socket = null;
    /** @type {Map<string, any>} programs that run, and who waits for them */
    this.running = new Map();
    this.newComms = () =>
      new Comms({
        ui,
        locale,
        direction,
        send: (type, content, metadata, buffers) => this.send(type, content, metadata, buffers),
        changed: () => this.look(),
      });
    this.comms = this.newComms();
  }

  /** @param {{ticket: string, before: number} | undefined} waits her place in the line */
  start(waits) {
    if (!this.id && !waits) return this.tell(null);
    addEventListener("online", () => this.state === "lost" && this.connect());
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && this.state === "lost") this.connect();
    });
    addEventListener("pagehide", () => this.socket && this.socket.close());
    addEventListener("pageshow", (event) => event.persisted && this.connect());
    if (this.id) this.connect();
    else this.wait(waits);
  }

  /** Stand in the line until this page is called, then fetch what a kernel adds to it. */
  async wait(place) {
    this.tell("waiting", { before: place.before });
    for (;;) {
      const query = new URLSearchParams({ ticket: place.ticket, before: place.before });
      const { status, json: news } = await ask(`${this.api}turn?${query}`);
      if (news && news.elsewhere) return this.tell("gone", { cause: "elsewhere" });
      if (status === 200 && news) {
        place = news;
        // Of two pages that wait the one in sight comes first.
        if (news.called && document.hidden) await sleep(PAUSE);
        if (news.called && (await this.fetch(news.ticket))) return;
        if (!news.called) this.tell("waiting", { before: news.before });
      } else await sleep(PAUSE);
    }
  }

  /** Get a new kernel for this page; all that stands in its questions stays there. */
  async wake() {
    if (this.state !== "gone") return;
    this.tell("starting", { again: true });
    if (!(await this.fetch())) this.tell("gone", { cause: "away" });
  }

  /**
   * Fetch this page anew, with a kernel or a place in the line, and take over what is new in it.
   * False: it did not come. @param {string} [ticket] of who is called
   */
  async fetch(ticket = "") {
    const query = ticket ? `?${new URLSearchParams({ ticket })}` : "";
    let page;
    try {
      const answer = await fetch(location.pathname + query, { credentials: "same-origin" });
      page = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
    } catch {
      return false;
    }
    const lesson = page && json(page, "lp-lesson");
    if (!lesson) return false;
    const here = document.querySelectorAll(".live");
    const made = page.querySelectorAll(".live");
    if (lesson.version !== this.version || here.length !== made.length) location.reload();
    const { waits } = json(page, "lp-learner") || {};
    const id = json(page, "lp-kernel");
    if (id) this.adopt(id, () => here.forEach((part, place) => part.replaceWith(made[place])));
    else if (waits) this.wait(waits);
    else return false;
    return true;
  }

  /** Go on with another kernel; `place` puts its widgets' places into the page. */
  adopt(id, place) {
    this.socket = null;
    this.failures = 0;
    this.id = id;
    this.comms = this.newComms();
    this.runner = null;
    place();
    this.tell("starting", { again: true });
    this.connect();
  }

  connect() {
    if (!this.id) return;
    if (this.socket && this.socket.readyState <= WebSocket.OPEN) return;
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const path = new URL(`${this.api}kernels/${this.id}/channels`, location.href).pathname;
    const socket = new WebSocket(`${scheme}://${location.host}${path}?session_id=${this.session}`, [
      PROTOCOL,
    ]);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      this.failures = 0;
      this.comms.open();
    };
    socket.onmessage = ({ data }) => this.receive(data);
    socket.onclose = () => this.socket === socket && this.lost();
    this.socket = socket;
  }

  async lost() {
    const { id } = this;
    this.socket = null;
    this.running.clear();
    this.failures += 1;
    const late = setTimeout(() => this.tell("lost"), SOON);
    const { json: told } = await ask(`${this.api}programs/${id}`);
    clearTimeout(late);
    if (this.id !== id || this.socket) return; // it has gone on meanwhile
    if (told && told.runs === false) return this.end(told.cause);
    this.tell("lost");
    const pause = Math.min(FIRST_WAIT * 2 ** (this.failures - 1), LONGEST_WAIT);
    setTimeout(() => this.state === "lost" && this.connect(), pause);
  }

  /** The kernel is over, and with it what the class remembers of this page's widgets. */
  end(cause) {
    this.id = "";
    this.tell("gone", { cause });
  }

  receive(data) {
    let message;
    try {
      message = decode(data);
    } catch (error) {
      console.error("a message of the kernel could not be read", error);
      return;
    }
    const { msg_type } = message.header;
    if (msg_type === "status") {
      const state = message.content.execution_state;
      if (state === "dead" && this.socket) this.socket.close();
      if (state === "idle") this.comms.idle(message.parent_header.msg_id);
    } else if (msg_type === "comm_open" || msg_type === "comm_msg" || msg_type === "comm_close") {
      this.comms.receive(msg_type, message);
    }
  }

  /** Send on the shell channel, the only one that the class lets pass. Returns the message's id. */
  send(msg_type, content, metadata = {}, buffers = []) {
    if (!this.socket || this.socket.readyState !== WebSocket.OPEN) return "";
    const msg_id = uuid4();
    const header = {
      msg_id,
      msg_type,
      session: this.session,
      username: "",
      version: "5.3",
      date: new Date().toISOString(),
    };
    this.socket.send(encode({ channel: "shell", header, content, metadata, buffers }));
    return msg_id;
  }

  /** Widgets came or went: is there one that runs programs? */
  look() {
    const found = this.comms.find((state) => state._anywidget_id === RUNNER);
    if (found && found !== this.runner) {
      found.on("msg:custom", (content) => {
        const waiting = content && this.running.get(content.ran);
        if (!waiting) return;
        this.running.delete(content.ran);
        waiting.emit("msg:custom", content);
      });
    }
    this.runner = found;
    if (!this.comms.known) return;
    this.tell(found ? "ready" : null);
    const wanted = this.wanted;
    this.wanted = null;
    if (wanted) this.run(wanted.content, wanted.model);
  }

  /** Run a program, with a new kernel if need be; its result comes to `model` as a message. */
  run(content, model) {
    if (!content || !content.run) return;
    if (this.state === "gone") {
      this.wanted = { content, model };
      this.wake();
    }
    if (this.state !== "ready" || !this.runner) return;
    this.running.set(content.run, model);
    this.runner.send(content);
  }

  tell(state, more = {}) {
    if (state === "lost" || state === "gone") this.wanted = null;
    if (state === this.state && state !== "waiting" && !more.again) return;
    this.state = state;
    this.more = more;
    this.onstate(state);
  }
}

function sleep(time) {
  return new Promise((done) => setTimeout(done, time));
}

/** The JSON block `name` of a page, null where there is none. */
function json(page, name) {
  const block = page.getElementById(name);
  return block ? JSON.parse(block.textContent) : null;
}
