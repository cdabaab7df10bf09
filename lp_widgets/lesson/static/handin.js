/** The end of an assignment: handing in, the receipt, and what may still be done. */

import { uuid4 } from "./outbox.js";

const AWAY =
  "Nothing is handed in yet: there is no Wi-Fi. Your answers are safe in this phone. Please try again when it is back.";
const APART = "Nothing is handed in yet. Please sign in again first.";
const REFUSED = "This could not be handed in. Please tell your teacher.";

/**
 * Build the sheet into `section[data-handin]`; returns what paints it anew.
 * `open()` gives the questions without an answer, `keepAll()` keeps what is only written so far.
 */
export function makeHandin({ ui, lesson, learner, outbox, store, ids, open, keepAll, goTo }) {
  const place = /** @type {HTMLElement} */ (document.querySelector("[data-handin]"));
  let handed = learner.handedIn;
  let changed = !!(handed && handed.changed);
  let asking = false;
  let busy = false;
  let told = "";
  let painted = "";
  const kept = `${JSON.stringify([learner.account, lesson.course, lesson.lesson])}:handin`;
  const answered = () => ids.length - open().length;
  let before = JSON.stringify(bodies());
  if (place) {
    place.hidden = false;
    place.className = "sheet handin";
    place.setAttribute("aria-labelledby", "handin-title");
  }
  return paint;

  /** What the class has of her answers; another content is another hand-in. */
  function bodies() {
    return ids.map((id) => (learner.responses[id] ? learner.responses[id].response : null));
  }

  function paint() {
    if (!place) return;
    if (handed && JSON.stringify(bodies()) !== before) changed = true;
    const now = JSON.stringify([handed, changed, asking, busy, told, answered(), outbox.size]);
    if (now === painted) return;
    painted = now;
    const focused = place.contains(document.activeElement);
    place.textContent = "";
    const head = add("h2", ui.t(handed ? "Your work is handed in" : "Hand in your work"));
    head.id = "handin-title";
    head.tabIndex = -1;
    if (handed) receipt();
    if (learner.feedback) link(learner.feedback, ui.t("Read what your teacher says"));
    if (learner.closed) add("p", ui.t("The time for handing in is over."), "meta");
    else offer();
    if (focused) (place.querySelector("button") || head).focus({ preventScroll: true });
  }

  function receipt() {
    add("p", handed.receipt, "receipt num").dir = "ltr";
    add("p", ui.t("Write this code down. It shows that your work arrived."));
    add("p", ui.t("Handed in: {when}", { when: moment(handed.received) }), "meta");
    if (handed.late) add("p", ui.t("It came after the deadline. Your teacher can see that."), "meta");
  }

  function offer() {
    const values = { n: answered(), of: ids.length };
    if (!handed) add("p", ui.t("Answered: {n} of {of}", values), "num-line");
    if (learner.due) add("p", ui.t("Please hand in by {when}.", { when: moment(learner.due) }), "meta");
    if (handed) {
      const words = changed
        ? "You have changed something since. Hand in again, so that it counts."
        : "You can still change your answers and hand in again.";
      add("p", ui.t(words), changed ? "" : "meta");
    }
    const say = add("p", told, "meta");
    say.setAttribute("role", "status");
    if (asking) return confirm();
    if (handed && !changed) return;
    button(ui.t(busy ? "On its way" : handed ? "Hand in again" : "Hand in"), "wide", begin);
  }

  function confirm() {
    const missing = open();
    add("p", ui.tn("One question has no answer yet.", "{n} questions have no answer yet.", missing.length));
    button(ui.t("Look at it first"), "wide", () => {
      asking = false;
      paint();
      goTo(missing[0]);
    });
    button(ui.t("Hand in all the same"), "wide quiet", handIn);
  }

  async function begin() {
    told = "";
    await keepAll();
    if (open().length) {
      asking = true;
      return paint();
    }
    return handIn();
  }

  async function handIn() {
    asking = false;
    busy = true;
    paint();
    told = await send();
    busy = false;
    paint();
    if (!told) /** @type {HTMLElement} */ (place.firstElementChild).focus();
  }

  /** Send what waits, then hand in; returns what to say when it did not work. */
  async function send() {
    await outbox.flush();
    if (outbox.size) return ui.t(outbox.reach === "signed-out" ? APART : AWAY);
    const content = JSON.stringify(bodies());
    const old = await store.get("drafts", kept).catch(() => null);
    const id = old && old.content === content ? old.handin : uuid4();
    await store.put("drafts", { id: kept, account: learner.account, handin: id, content });
    const answer = await outbox.hand({
      id,
      account: learner.account,
      course: lesson.course,
      assignment: lesson.lesson,
      locale: lesson.locale,
    });
    if (answer.status !== 200 || !answer.json) {
      if (answer.json && answer.json.message) return answer.json.message;
      return ui.t({ 0: AWAY, 401: APART, 403: APART }[answer.status] || REFUSED);
    }
    await store.delete("drafts", kept).catch(() => {});
    handed = answer.json;
    changed = false;
    before = content;
    return "";
  }

  function moment(iso) {
    return new Date(iso).toLocaleString(ui.tag, { dateStyle: "medium", timeStyle: "short" });
  }

  function add(name, words, css = "") {
    const made = place.appendChild(document.createElement(name));
    made.textContent = words;
    if (css) made.className = css;
    return made;
  }

  function button(words, css, work) {
    const made = /** @type {HTMLButtonElement} */ (add("button", words, `btn ${css}`));
    made.type = "button";
    if (busy) made.setAttribute("aria-disabled", "true");
    made.addEventListener("click", () => busy || work());
  }

  function link(href, words) {
    const made = /** @type {HTMLAnchorElement} */ (add("a", words, "btn wide"));
    made.href = href;
  }
}
