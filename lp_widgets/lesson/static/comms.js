/**
 * The widgets of a kernel: their models here and there kept alike (Jupyter's widget protocol 2).
 * A kernel runs the learner's code, so nothing that it sends is ever executed: an anywidget's
 * `_esm` is ignored, views come from installed files by their name.
 */

import { Model } from "./host.js";
import { uuid4 } from "./outbox.js";
import { style } from "./style.js";

const CONTROL = "jupyter.widget.control";
const OWN = /^lp_widgets\.widgets\.([a-z][a-z0-9_]*)\./;
const NAME = /^[a-z][a-z0-9_]{0,63}$/;
const REFERENCE = "IPY_MODEL_";
const PATIENCE = 2000;

export class Comms {
  /** @param {{ui: any, locale: string, direction: string, send: Function, changed: Function}} options */
  constructor({ ui, locale, direction, send, changed }) {
    this.ui = ui;
    this.page = { locale, direction };
    this.send = send;
    this.changed = changed;
    /** @type {Map<string, Model>} */
    this.models = new Map();
    this.known = false;
    this.control = "";
    /** @type {Map<string, any>} for each comm the update on its way and the state that waits */
    this.pending = new Map();
    /** @type {WeakSet<Element>} */
    this.mounted = new WeakSet();
  }

  /** The line stands: ask for every widget that was made before. */
  open() {
    this.pending.clear();
    this.control = uuid4();
    const content = { comm_id: this.control, target_name: CONTROL, data: {} };
    this.send("comm_open", content, { version: "1.0.0" });
    this.send("comm_msg", { comm_id: this.control, data: { method: "request_states" } });
  }

  receive(type, { content, buffers }) {
    const { comm_id, data = {} } = content;
    if (type === "comm_close") {
      this.models.delete(comm_id);
      this.changed();
    } else if (type === "comm_open") {
      if (content.target_name === "jupyter.widget")
        this.take(comm_id, restored(data, buffers).state);
      this.show();
    } else if (comm_id === this.control) {
      if (data.method !== "update_states") return;
      const { states } = restored(data, buffers, "states");
      for (const [id, { state }] of Object.entries(states)) this.take(id, state);
      this.known = true;
      this.show();
    } else {
      const model = this.models.get(comm_id);
      if (!model) return;
      if (data.method === "update") model.take(restored(data, buffers).state);
      if (data.method === "custom") model.emit("msg:custom", data.content, buffers);
    }
  }

  take(id, state) {
    const model = this.models.get(id);
    if (model) return model.take(state);
    const comm = {
      update: (changes) => this.update(id, changes),
      custom: (content) =>
        this.send("comm_msg", { comm_id: id, data: { method: "custom", content } }),
    };
    this.models.set(id, new Model({ ...this.page, ...state }, comm));
  }

  /** Send state; while the kernel still works at the last one, only the newest waits. */
  update(id, changes) {
    const before = this.pending.get(id);
    if (before) {
      before.waits = { ...before.waits, ...changes };
      return;
    }
    const data = { method: "update", state: changes, buffer_paths: [] };
    const sent = this.send("comm_msg", { comm_id: id, data });
    const entry = { sent, waits: null, timer: setTimeout(() => this.settle(id), PATIENCE) };
    this.pending.set(id, entry);
  }

  idle(sent) {
    for (const [id, entry] of this.pending) if (entry.sent === sent) this.settle(id);
  }

  settle(id) {
    const entry = this.pending.get(id);
    if (!entry) return;
    clearTimeout(entry.timer);
    this.pending.delete(id);
    if (entry.waits) this.update(id, entry.waits);
  }

  /** The first model whose state satisfies `test`. */
  find(test) {
    return [...this.models.values()].find((model) => test(model.state)) || null;
  }

  /** The model that a state refers to (`IPY_MODEL_…`). */
  resolve(reference) {
    const named = typeof reference === "string" && reference.startsWith(REFERENCE);
    return named ? this.models.get(reference.slice(REFERENCE.length)) || null : null;
  }

  /** Render every widget whose place is in the page and whose model has come. */
  show() {
    this.changed();
    for (const place of document.querySelectorAll("[data-model]")) {
      const model = this.models.get(/** @type {HTMLElement} */ (place).dataset.model);
      if (!model || this.mounted.has(place)) continue;
      this.mounted.add(place);
      this.render(model, /** @type {HTMLElement} */ (place)).catch((error) => console.error(error));
    }
  }

  /** Render one model into `el`, from installed files only. */
  async render(model, el) {
    const own = OWN.exec(model.get("_anywidget_id") || "");
    const name = model.get("_lp_view") || (own && own[1]);
    if (typeof name === "string" && NAME.test(name)) {
      style(`./widgets/${name}.css`);
      const view = (await import(`./widgets/${name}.js`)).default;
      if (view && view.render) view.render({ model, el, ui: this.ui });
      return;
    }
    if (model.get("_anywidget_id")) {
      const { rendered } = await import("./anywidgets.js");
      if (await rendered({ model, el })) return;
    }
    const { renderControl } = await import("./controls.js");
    renderControl({ model, el, ui: this.ui, comms: this });
  }
}

/** Put binary buffers back to where they were taken out of the state. */
function restored(data, buffers, root = "state") {
  (data.buffer_paths || []).forEach((path, place) => {
    const last = path[path.length - 1];
    let owner = data[root];
    for (const step of path.slice(0, -1)) owner = owner && owner[step];
    if (owner && buffers[place] && last !== "__proto__") owner[last] = buffers[place];
  });
  return data;
}
