/** What a view needs of its host: a model (Anywidget Front-End Module) and words in a locale. */

/** CLDR leaves the digits of plain "ar" to the region; lp_widgets/locales.py decides the same. */
const NUMBERING = { ar: "arab", ckb: "arab", fa: "arabext", ps: "arabext" };
const PLURALS = ["zero", "one", "two", "few", "many", "other"];
const MARKED = /\{(-?\d+(?:\.\d+)?|(?:-?\d+ )?-?\d+\/\d+)\}|\*\*([^*]+)\*\*|\*([^*]+)\*|`([^`]+)`/g;

/**
 * State of one widget, as anywidget's views know it. Without `comm` it lives in the page alone.
 * @typedef {{update(state: Record<string, any>): void, custom(content: any): void}} Comm
 */
export class Model {
  /** @param {Record<string, any>} state @param {Comm | null} [comm] */
  constructor(state, comm = null) {
    this.state = { ...state };
    this.comm = comm;
    /** @type {Map<string, Set<Function>>} */
    this.listeners = new Map();
    /** @type {Record<string, any>} */
    this.unsaved = {};
  }

  /** @param {string} name */
  get(name) {
    return this.state[name];
  }

  /** Change a value; listeners hear it at once, the other side on `save_changes`. */
  set(name, value) {
    this.unsaved[name] = value;
    this.take({ [name]: value });
  }

  save_changes() {
    const state = this.unsaved;
    this.unsaved = {};
    if (Object.keys(state).length === 0) return;
    if (this.comm) this.comm.update(state);
    this.emit("saved", state);
  }

  /** Send a message to the other side that is not state. */
  send(content) {
    if (this.comm) this.comm.custom(content);
    this.emit("sent", content);
  }

  on(event, listener) {
    for (const name of event.split(" ")) {
      if (!this.listeners.has(name)) this.listeners.set(name, new Set());
      this.listeners.get(name).add(listener);
    }
  }

  off(event, listener) {
    if (!event) return this.listeners.clear();
    for (const name of event.split(" ")) {
      if (listener) (this.listeners.get(name) || new Set()).delete(listener);
      else this.listeners.delete(name);
    }
  }

  emit(event, ...values) {
    for (const listener of [...(this.listeners.get(event) || [])]) listener(...values);
  }

  /** Take state from the other side, without sending it back. */
  take(state) {
    const changed = Object.keys(state).filter((name) => this.state[name] !== state[name]);
    for (const name of changed) this.state[name] = state[name];
    for (const name of changed) this.emit(`change:${name}`, this, state[name]);
    if (changed.length) this.emit("change", this);
  }
}

/**
 * Words, numbers and icons for views.
 * @param {{locale: string, strings?: Record<string, string | string[]>, icon: Function}} options
 *   `strings` maps a whole English sentence to its translation (a list: plural forms, gettext's
 *   order)
 */
export function makeUi({ locale, strings = {}, icon }) {
  const language = locale.split("-")[0];
  const digits = NUMBERING[language];
  const tag = digits ? `${locale}-u-nu-${digits}` : locale;
  const fine = new Intl.NumberFormat(tag, { useGrouping: false, maximumFractionDigits: 12 });
  const rules = new Intl.PluralRules(locale);
  const known = rules.resolvedOptions().pluralCategories;
  const categories = PLURALS.filter((name) => known.includes(/** @type {any} */ (name)));

  /** Intl's marks of direction would tear a minus sign off its number in a left-to-right place. */
  const n = (value) =>
    fine
      .format(value)
      .replace(/[\u061c\u200e\u200f]/g, "")
      .replace("-", "−");
  const fill = (sentence, values = {}) =>
    sentence.replace(/\{([a-z_]+)\}/g, (whole, name) =>
      name in values ? (typeof values[name] === "number" ? n(values[name]) : values[name]) : whole,
    );
  /** Say a sentence in the learner's language. */
  const t = (msgid, values) => {
    const found = strings[msgid];
    return fill((Array.isArray(found) ? found[0] : found) || msgid, values);
  };
  /** Say a sentence that counts `count` things: `{n}` in it is the count. */
  const tn = (one, many, count, values) => {
    const found = strings[one];
    const forms = Array.isArray(found) && found.every(Boolean) ? found : null;
    const place = forms ? categories.indexOf(rules.select(count)) : 0;
    const sentence = forms ? forms[Math.min(place, forms.length - 1)] : count === 1 ? one : many;
    return fill(sentence, { n: count, ...values });
  };
  return {
    t,
    tn,
    n,
    icon,
    locale,
    tag,
    make,
    refill,
    written: (v) => written(v, n),
    rich: (v) => rich(v, n),
  };
}

/** Take the picture in `el` into a frame, for a view that puts it into its place and draws on it. */
export function framed(view, el) {
  if (!view.pictured) return null;
  const frame = make("div", { class: "pictured" });
  const picture = el.querySelector(".picture, .qpic");
  if (!picture) return frame; // somebody's own notebook; ours are refused without one
  picture.setAttribute("class", "picture");
  frame.append(picture);
  return frame;
}

const DRAWN = new Set(
  ["svg", "g", "path", "rect", "circle", "ellipse", "line", "polygon", "polyline", "text", "image"],
);

/**
 * Make an element, of a drawing where its name is one of SVG's. An attribute that is a function
 * listens to the event of that name; `true` stands there bare, `false` and null are left out.
 * @param {string} name @param {Record<string, any>} [attributes] @param {...any} inside
 * @returns {any}
 */
export function make(name, attributes = {}, ...inside) {
  const made = DRAWN.has(name)
    ? document.createElementNS("http://www.w3.org/2000/svg", name)
    : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(key, value);
    else if (value !== false && value !== null && value !== undefined)
      made.setAttribute(key, value === true ? "" : String(value));
  }
  made.append(...inside);
  return made;
}

/**
 * Put other things into an element in place of what it holds; older phones have no word for it.
 * @param {Element} place @param {...any} inside
 */
export function refill(place, ...inside) {
  place.textContent = "";
  place.append(...inside);
}

/** Write an ASCII number or fraction of an author in the locale's digits; her zeros stay. */
function written(value, n) {
  const point = n(1.5).replace(n(1), "").replace(n(5), "");
  return value.replace(/[\d.-]/g, (c) => (c === "." ? point : c === "-" ? "−" : n(Number(c))));
}

/**
 * Author's inline text as nodes: `{3/4}` stacked, `{1.5}` in the locale's digits, bold, emphasis,
 * code. Whatever else stands there is shown as text.
 */
function rich(source, n) {
  const made = document.createDocumentFragment();
  let from = 0;
  for (const found of String(source || "").matchAll(MARKED)) {
    made.append(source.slice(from, found.index));
    from = found.index + found[0].length;
    if (found[1]) made.append(numeral(found[1], n));
    else
      made.append(
        element(found[2] ? "b" : found[3] ? "em" : "code", "", found[2] || found[3] || found[4]),
      );
  }
  made.append(String(source || "").slice(from));
  return made;
}

/** A number isolated from the text's direction; a fraction stacked, with its spoken form. */
function numeral(value, n) {
  const [, whole = "", sign = "", above, below] =
    /^(?:(-?\d+) )?(-?)(\d+)\/(\d+)$/.exec(value) || [];
  if (!above) return element("span", "num", written(value, n));
  const fraction = element("span", "frac");
  fraction.setAttribute("role", "math");
  fraction.setAttribute("aria-label", written(value, n));
  fraction.append(element("b", "", written(above, n)), element("b", "", written(below, n)));
  if (!whole && !sign) return fraction;
  const all = element("span", "num", written(whole + sign, n));
  all.append(fraction);
  return all;
}

function element(tag, css, text = "") {
  const made = document.createElement(tag);
  if (css) made.className = css;
  made.textContent = text;
  return made;
}
