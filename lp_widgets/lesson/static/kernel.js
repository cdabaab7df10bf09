/** A live lesson's line to its own kernel: a websocket that breaks and mends, and what runs on it. */

import { Comms } from "./comms.js";
import { ask, uuid4 } from "./outbox.js";

const PROTOCOL = "v1.kernel.websocket.jupyter.org";
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30000;
const RUNNER = "lp_widgets.widgets.runner.Runner";

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

/** The kernel of this page. `onstate` hears starting, ready, lost, gone; null: nothing runs here. */
export class Live {
  /** @param {{ui: any, locale: string, direction: string, api: string}} options */
  constructor({ ui, locale, direction, api }) {
    const block = document.getElementById("lp-kernel");
    this.id = block ? JSON.parse(block.textContent) : "";
    this.api = api;
    this.session = uuid4();
    this.state = "starting";
    this.onstate = (_state) => {};
    this.failures = 0;
    /** @type {WebSocket | null} */
    this.socket = null;
    /** @type {Map<string, any>} programs that run, and who waits for them */
    this.running = new Map();
    this.comms = new Comms({
      ui,
      locale,
      direction,
      send: (type, content, metadata, buffers) => this.send(type, content, metadata, buffers),
      changed: () => this.look(),
    });
  }

  start() {
    if (!/^[0-9a-f-]{36}$/.test(this.id || "")) return this.tell(null);
    addEventListener("online", () => this.state === "lost" && this.connect());
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && this.state === "lost") this.connect();
    });
    addEventListener("pagehide", () => this.socket && this.socket.close());
    addEventListener("pageshow", (event) => event.persisted && this.connect());
    this.connect();
  }

  connect() {
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
    this.socket = null;
    this.running.clear();
    if (this.state === "gone") return;
    this.tell("lost");
    this.failures += 1;
    if (this.failures > 3) {
      // The class answers but this kernel's door is shut: it was ended while nobody looked.
      const { status } = await ask(`${this.api}alive`);
      if (status) return this.tell("gone");
    }
    const pause = Math.min(FIRST_WAIT * 2 ** (this.failures - 1), LONGEST_WAIT);
    setTimeout(() => this.state === "lost" && this.connect(), pause);
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
      if (state === "dead" || state === "restarting" || state === "autorestarting") {
        this.tell("gone");
        if (this.socket) this.socket.close();
      }
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
    if (this.comms.known && this.state !== "gone") this.tell(found ? "ready" : null);
  }

  /** Run a program; its result comes to `model` as a custom message. */
  run(content, model) {
    if (!this.runner || !content || !content.run) return;
    this.running.set(content.run, model);
    this.runner.send(content);
  }

  tell(state) {
    if (state === this.state) return;
    this.state = state;
    this.onstate(state);
  }
}
