/** The shell around a question's view: Check, the slip that answers, hints. */

import { makeHints, percent } from "./hints.js";
import { framed } from "./host.js";

const HEADLINES = {
  sending: "On its way",
  saved: "Safe in this phone",
  correct: "Yes, that is it",
  partial: "Nearly there",
  wrong: "Not yet",
  invalid: "I cannot read this yet",
  pending: "With the class",
  kept: "Kept",
};
const SENTENCES = {
  sending: "Your answer is going to the class.",
  saved: "There is no Wi-Fi just now. It will be sent by itself. You can go on.",
  pending: "Your teacher will read it. You can go on.",
  kept: "You can change it until you hand in your work.",
};
const LAST = "That was the last try";
const UNWRITTEN = "Nothing is written here yet. This did not count as a try.";
const ON_ITS_WAY = new Set(["sending", "saved"]);
/** States in which nothing more is asked of the learner; `over`: the last try is used. */
export const SETTLED = new Set(["correct", "pending", "over"]);

/**
 * Build the shell into a placeholder and render the view in it. `view.empty` is what to say to
 * whoever presses Check without an answer.
 * @param {{
 *   el: HTMLElement, view: any, model: any, ui: any, type: string,
 *   check: (response: any) => void, edit?: (response: any) => void, next?: (() => void) | null,
 *   keep?: boolean, author?: boolean, opened?: number, onopen?: (count: number) => void,
 * }} options `check` sends a response, `edit` hears of every change, `next` goes on, `keep`: this
 *   is an assignment, where answers are kept and not marked yet; `author`: who tries here may
 *   always try again; so many hints that cost something were `opened` before, `onopen` hears of more
 * @returns {{show: Function, model: any, form: HTMLFormElement, opened: () => number}}
 */
export function makeQuestion(options) {
  const { el, view, model, ui, type, check, edit, next, opened, onopen } = options;
  const { keep = false, author = false } = options;
  const spec = model.get("spec") || {};
  const form = formIn(el);
  const place = form.querySelector("[data-view]") || form.appendChild(tag("div", "answer"));
  const inner = tag("div", "view");
  const label = spec.label || "";
  if (spec.help) {
    const help = tag("p", "meta help");
    help.id = `help-${model.get("qid")}`;
    help.append(ui.rich(spec.help));
    place.before(help);
    model.set("describedby", help.id);
  }
  const button = tag("button", "btn check");
  button.type = "submit";
  button.textContent = ui.t(keep ? "Keep my answer" : type === "code" ? "Hand it in" : "Check");
  place.append(inner, button);
  const most = keep ? 0 : Number(spec.attempts) || 0; // 0: as many as one likes
  /** @type {number | null} */
  let left = most || null;
  const tries = most ? place.appendChild(tag("p", "meta")) : null;
  if (tries) tries.setAttribute("aria-live", "polite");
  const hints = makeHints({ hints: spec.hints || [], cost: spec.hint_cost || "", ui, opened, onopen });
  if (hints) form.append(hints.box);
  const slip = tag("div", "slip");
  slip.setAttribute("role", "status");
  el.append(slip);
  model.set("label", label);
  view.render({ model, el: inner, ui, frame: framed(view, form) });

  let shown = "none";
  let asked = ""; // the response that the slip speaks about
  const focusAnswer = () => {
    const field = inner.querySelector("[data-focus], input:checked, input, textarea, button");
    if (field) field.focus();
  };

  /**
   * Show a state; `words` is the sentence of this answer, if there is one. `more.left` says how
   * many tries are left, where they end; `more.worth` is the score that opened hints have left.
   * @param {string} state @param {string} [words] @param {Record<string, any>} [more]
   */
  function show(state, words = "", more = {}) {
    shown = state;
    if (most && "left" in more) {
      left = more.left;
      model.set("disabled", left === 0);
    }
    model.set("over", left === 0 && !ON_ITS_WAY.has(state));
    if (tries) tries.textContent = triesInWords();
    if (hints && (model.get("over") || (SETTLED.has(state) && !keep))) hints.settle();
    asked = JSON.stringify(model.get("response"));
    model.set("state", state);
    for (const name of [...el.classList]) if (name.startsWith("is-")) el.classList.remove(name);
    el.dataset.state = state;
    if (state !== "none") el.classList.add(`is-${state}`);
    const idle = state !== "none" && state !== "invalid" && !more.again;
    if (idle || left === 0) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
    slip.textContent = "";
    const said = keep && state === "pending" ? "kept" : state;
    if (state !== "none") slip.append(say(state, said, words || ui.t(SENTENCES[said] || ""), more));
  }

  function triesInWords() {
    if (author) return ui.tn("Learners have one try.", "Learners have {n} tries.", most);
    return left === 0 ? ui.t("No try left") : ui.tn("One try left", "{n} tries left", left);
  }

  function headline(state, said) {
    const last = model.get("over") && { wrong: LAST, invalid: "No try left" }[state];
    return ui.t(last || HEADLINES[said]);
  }

  function say(state, said, words, more) {
    const box = tag("div", "say");
    const head = tag("b");
    head.textContent = more.headline || headline(state, said);
    box.append(ui.icon(state), head);
    if (words) {
      const sentence = box.appendChild(tag("p"));
      sentence.dir = "auto";
      sentence.append(ui.rich(words));
    }
    if (more.worth !== undefined && (state === "correct" || state === "partial")) {
      const left = { percent: percent(more.worth) };
      const sentence = "With the hints that were opened, this is worth {percent} % of the points.";
      box.appendChild(tag("p")).textContent = ui.t(sentence, left);
    }
    const row = tag("div", "do");
    for (const made of doings(state, more)) row.append(made);
    if (row.childNodes.length) box.append(row);
    return box;
  }

  function* doings(state, more) {
    if (more.action) yield act(more.action[0], "quiet", more.action[1]);
    else if ((SETTLED.has(state) || model.get("over")) && next) yield act(ui.t("Go on"), "", next);
    else if (left === 0) return;
    else if (state === "partial" || state === "wrong") yield act(ui.t("Try again"), "quiet", again);
    else if (state === "saved" || state === "invalid") yield act(ui.t("Change it"), "quiet", again);
    if (state === "wrong" && hints && hints.more() && left !== 0) {
      yield act(ui.t("Show a hint"), "plain", hints.lead);
    }
  }

  function act(words, css, work) {
    const made = tag("button", `btn small ${css}`.trim());
    made.type = "button";
    made.textContent = words;
    made.addEventListener("click", work);
    return made;
  }

  function again() {
    show("none");
    focusAnswer();
  }

  model.on("change:response", () => {
    const response = model.get("response");
    if (shown !== "none" && JSON.stringify(response) !== asked) show("none");
    if (edit) edit(response);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (button.getAttribute("aria-disabled") || model.get("disabled")) return;
    const response = model.get("response");
    if (isEmpty(response)) {
      show("invalid", ui.t(view.empty || UNWRITTEN), { headline: ui.t("Not yet") });
      return;
    }
    show("sending");
    check(response);
  });
  show("none");
  return { show, model, form, opened: () => (hints ? hints.paid() : 0) };
}

/** Whether there is nothing yet that could be marked; an empty list says “none of them”. */
export function isEmpty(response) {
  if (response === null || response === undefined) return true;
  if (typeof response === "string") return !response.trim();
  return !Array.isArray(response) && typeof response === "object" && !Object.keys(response).length;
}

/** Put what the server wrote into a form, so that Enter means Check. */
function formIn(el) {
  const body = el.querySelector(":scope > .q-body");
  const form = document.createElement("form");
  form.noValidate = true;
  form.autocomplete = "off";
  form.className = "q-body";
  const from = body || el;
  while (from.firstChild) form.append(from.firstChild);
  if (body) body.replaceWith(form);
  else el.append(form);
  return form;
}

function tag(name, css = "") {
  const made = document.createElement(name);
  if (css) made.className = css;
  return made;
}
