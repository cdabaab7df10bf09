/** Start a lesson's page: views into their places, answers to the class, and back again. */

import { icon } from "./icons.js";
import { framed, makeUi, Model } from "./host.js";
import { makeBanner, makeFinish, makeProgress } from "./progress.js";
import { isEmpty, makeQuestion, SETTLED } from "./question.js";
import { Outbox, post, Store } from "./outbox.js";

const VIEW = /^[a-z][a-z0-9_]{0,63}$/;
const SLOW = 6000;
const FALLBACK = {
  partial: "Part of it is right.",
  wrong: "Have another look. You can try as often as you like.",
  counted: "Have another look.",
  over: "You can go on.",
};

const lesson = json("lp-lesson") || { questions: {}, widgets: {}, strings: {} };
const learner = { account: "", api: "api/", home: "./", responses: {}, ...json("lp-learner") };
const locale = lesson.locale || document.documentElement.lang || "en";
const direction = document.documentElement.dir || "ltr";
const ui = makeUi({ locale, strings: lesson.strings, icon });
const title = (document.querySelector("h1") || { textContent: document.title }).textContent.trim();

if (learner.theme && ["light", "dark", "contrast"].includes(learner.theme)) {
  document.documentElement.dataset.theme = learner.theme;
}
for (const link of document.querySelectorAll("a[data-home]")) {
  /** @type {HTMLAnchorElement} */ (link).href = learner.home;
}
boot();

async function boot() {
  const places = [...document.querySelectorAll("section[data-question]")];
  const ids = places.map((el) => /** @type {HTMLElement} */ (el).dataset.question);
  /** @type {Map<string, string>} */
  const states = new Map();
  /** @type {Map<string, any>} */
  const questions = new Map();
  /** @type {Map<string, string>} the entry that each slip waits for */
  const latest = new Map();
  const store = await Store.open();
  const outbox = new Outbox({
    store,
    account: learner.account,
    api: learner.api,
    on: { marked, refused, waiting, changed: () => paint(true) },
  });
  const banner = makeBanner({ ui, signIn: location.href, durable: () => store.durable });
  const progress = makeProgress({ ui, ids, title });
  const finish = lesson.assignment ? await startHandin() : startFinish();
  const drafts = new Map(
    (await store.all("drafts").catch(() => []))
      .filter((d) => d.id.startsWith(draftId("")))
      .map((d) => [d.id, d]),
  );
  const kept = await outbox.gather().then(() => [...outbox.entries.values()]);
  const unsent = new Map(kept.filter(isHere).map((entry) => [entry.question, entry]));
  await Promise.all([
    ...places.map(startQuestion),
    ...[...document.querySelectorAll("[data-widget]")].map(startWidget),
  ]);
  paint(false);
  outbox.start();
  const bridge = lesson.live ? startKernel() : null;
  const doors = document.querySelectorAll("[data-signout]");
  // Fetched now: when it is needed, the Wi-Fi may be away.
  const leaving = doors.length ? import("./leave.js") : null;
  for (const door of doors) {
    door.addEventListener("click", async (event) => {
      event.preventDefault();
      (await leaving).leave({ ui, outbox, home: learner.home });
    });
  }
  document.documentElement.dataset.ready = "";

  async function startQuestion(el) {
    const id = el.dataset.question;
    const { type, spec: common } = lesson.questions[id] || {};
    const spec = (learner.variants || {})[id] || common;
    const view = await load(type, el);
    const own = view && (await uiOf(view, el));
    if (!own) return;
    const before = learner.responses[id];
    const entry = unsent.get(id);
    const draft = triesLeft(id) === 0 ? null : drafts.get(draftId(id));
    const found = draft || entry || before;
    const model = new Model({
      spec,
      locale,
      direction,
      qid: id,
      disabled: false,
      state: "none",
      response: found ? found.response : null,
      labelledby: el.getAttribute("aria-labelledby"),
      runner: lesson.live ? "starting" : null,
    });
    const check = (response) => send(id, response);
    const edit = (response) => keepDraft(id, response);
    const next = () => goOn(id);
    const keep = !!lesson.assignment;
    const opened = Math.max(...[drafts.get(hintsId(id)), entry, before].map(hintsIn));
    const onopen = (hints) => store.put("drafts", { ...ownDraft(hintsId(id)), hints });
    const shell = { el, view, model, ui: own, type, keep, opened };
    const question = makeQuestion({ ...shell, check, edit, next, onopen });
    questions.set(id, question);
    if (entry) latest.set(id, entry.id);
    if (draft) set(id, "none");
    else if (entry) set(id, "saved", ...savedWords());
    else if (before) showMark(id, before);
    else set(id, "none");
    if (type === "code" && lesson.live) {
      model.on("sent", async (content) => (await bridge).run(content, model));
    }
  }

  async function startWidget(el) {
    const kind = el.dataset.widget;
    const id = el.dataset.id || kind;
    const given = lesson.widgets[id] || { name: kind, state: {} };
    const view = await load(given.name || kind, el);
    const own = view && (await uiOf(view, el));
    if (!own) return;
    const place = el.querySelector("[data-view]") || el.appendChild(document.createElement("div"));
    const waits = (learner.cards || {})[id];
    const model = new Model({ ...given.state, waits, locale, direction, disabled: false });
    // Only the class keeps when a card comes back; without Wi-Fi it comes sooner, that is all.
    model.on("sent", ({ review }) => {
      const { account, api, cards } = learner;
      const where = { account, course: lesson.course, lesson: lesson.lesson, locale, widget: id };
      if (review && cards) post(`${api}reviews`, { ...where, ...review });
    });
    view.render({ model, el: place, ui: own, frame: framed(view, el) });
  }

  /** Keep a response in this phone, show that it is on its way, and let the outbox send it. */
  async function send(id, response) {
    const { course, lesson: name, version } = lesson;
    set(id, "sending");
    const entry = await outbox.add({
      course,
      lesson: name,
      question: id,
      version,
      locale,
      response,
      hints: questions.get(id).opened() || undefined,
    });
    forgetDraft(id, response);
    latest.set(id, entry.id);
    setTimeout(() => {
      if (outbox.entries.has(entry.id)) waiting(entry);
    }, SLOW);
  }

  function waiting(entry) {
    const state = states.get(entry.question);
    if (isShown(entry) && state === "sending") set(entry.question, "saved", ...savedWords());
  }

  function marked(entry, mark) {
    learner.responses[entry.question] = { ...mark, response: entry.response };
    if (!isShown(entry)) return paint(true);
    latest.delete(entry.question);
    showMark(entry.question, mark, true);
  }

  function refused(entry, words, status) {
    if (!isHere(entry)) return;
    latest.delete(entry.question);
    keepDraft(entry.question, entry.response, 0);
    const more =
      status === 409
        ? {
            headline: ui.t("This lesson has changed"),
            action: [ui.t("Load it again"), () => location.reload()],
          }
        : { headline: ui.t("This answer could not be kept") };
    const fallback =
      status === 409
        ? "It was mended meanwhile. Your answer stays in its place."
        : "Please make it shorter or write it in another way.";
    set(entry.question, "invalid", words || ui.t(fallback), more);
  }

  function showMark(id, mark, fresh = false) {
    const said = [mark.message, mark.feedback].filter(Boolean).join(" ");
    const left = triesLeft(id);
    const wrong = mark.state === "wrong" && left !== null && (left ? "counted" : "over");
    const more = mark.hints ? { worth: mark.score } : {};
    set(id, mark.state, said || ui.t(FALLBACK[wrong || mark.state] || ""), more, fresh);
  }

  function set(id, state, words = "", more = {}, fresh = false) {
    const question = questions.get(id);
    if (!question) return;
    states.set(id, state);
    question.show(state, words, { ...more, left: triesLeft(id) });
    paint(fresh);
  }

  function paint(fresh) {
    for (const [id, { model }] of questions) {
      states.set(id, model.get("over") ? "over" : model.get("state"));
    }
    progress(states);
    banner({ reach: outbox.reach, size: outbox.size, said: outbox.said });
    finish(fresh);
  }

  /** How many tries are left, those on their way counted as used; null where they do not end. */
  function triesLeft(id) {
    const most = Number((lesson.questions[id] || { spec: {} }).spec.attempts);
    if (!most || lesson.assignment) return null;
    const used = (learner.responses[id] || { attempts: 0 }).attempts;
    const sent = [...outbox.entries.values()].filter((e) => isHere(e) && e.question === id);
    return Math.max(0, most - used - sent.length);
  }

  function startFinish() {
    const show = makeFinish({ ui, title, next: learner.next, home: learner.home });
    return (fresh) => show(ids.length > 0 && ids.every((id) => isDone(id)), fresh);
  }

  /** An assignment ends in handing in; what is written and not kept yet is kept first. */
  async function startHandin() {
    const { makeHandin } = await import("./handin.js");
    const written = () =>
      [...questions].filter(([id, { model }]) => {
        const open = ["none", "invalid"].includes(states.get(id));
        return open && drafts.has(draftId(id)) && !isEmpty(model.get("response"));
      });
    const keepAll = () =>
      Promise.all(written().map(([id, { model }]) => send(id, model.get("response"))));
    const onItsWay = new Set(["sending", "saved", ...SETTLED]);
    const isOpen = (id) => !onItsWay.has(states.get(id)) && !isAnswered(learner.responses[id]);
    const open = () => {
      const ready = new Set(written().map(([id]) => id));
      return ids.filter((id) => isOpen(id) && !ready.has(id));
    };
    const goTo = (id) => document.getElementById(`q-${id}`)?.closest("section").scrollIntoView();
    return makeHandin({ ui, lesson, learner, outbox, store, ids, open, keepAll, goTo });
  }

  function isAnswered(before) {
    return !!before && before.state !== "invalid";
  }

  /** Done stays done while a right answer is changed and tried again. */
  function isDone(id) {
    const before = learner.responses[id];
    return SETTLED.has(states.get(id)) || (before && SETTLED.has(before.state));
  }

  function goOn(id) {
    const order = [...ids.slice(ids.indexOf(id) + 1), ...ids.slice(0, ids.indexOf(id))];
    const next = order.find((other) => !SETTLED.has(states.get(other)));
    const target = next
      ? document.getElementById(`q-${next}`)
      : document.querySelector("[data-finish] h2");
    if (!target) return;
    if (!target.hasAttribute("tabindex")) target.setAttribute("tabindex", "-1");
    (next ? target.closest("section") : target.parentElement).scrollIntoView({ block: "start" });
    /** @type {HTMLElement} */ (target).focus({ preventScroll: true });
  }

  function savedWords() {
    if (store.durable) return ["", {}];
    const words = ui.t(
      "Keep this page open: your answer is sent by itself when the Wi-Fi is back.",
    );
    return [words, { headline: ui.t("Waiting for the Wi-Fi") }];
  }

  function isHere(entry) {
    return entry.course === lesson.course && entry.lesson === lesson.lesson;
  }

  function isShown(entry) {
    return isHere(entry) && latest.get(entry.question) === entry.id;
  }

  function draftId(question) {
    return JSON.stringify([learner.account, lesson.course, lesson.lesson]) + question;
  }

  /** How many hints were opened is kept beside the draft: a page loaded again must know it. */
  function hintsId(question) {
    return `${draftId(question)}:hints`;
  }

  function ownDraft(id) {
    return { id, account: learner.account };
  }

  function keepDraft(id, response, pause = 400) {
    const draft = { ...ownDraft(draftId(id)), response };
    const old = drafts.get(draft.id);
    if (old) clearTimeout(old.timer);
    const timer = setTimeout(() => store.put("drafts", draft), pause);
    drafts.set(draft.id, { ...draft, timer });
    paint(false);
  }

  /** A response in the outbox is kept there; what was typed since stays a draft. */
  function forgetDraft(id, response) {
    const draft = drafts.get(draftId(id));
    if (!draft || JSON.stringify(draft.response) !== JSON.stringify(response)) return;
    clearTimeout(draft.timer);
    drafts.delete(draft.id);
    store.delete("drafts", draft.id).catch(() => {});
  }

  async function startKernel() {
    const { Live } = await import("./kernel.js");
    const { version } = lesson;
    const live = new Live({ ui, locale, direction, api: learner.api, version });
    let line;
    live.onstate = async (state) => {
      for (const { model } of questions.values()) model.take({ runner: state });
      if (!line && state !== "waiting" && state !== "gone") return;
      const { makeLine } = await import("./programs.js");
      line = line || makeLine({ ui, wake: () => live.wake() });
      line(live.state, live.more); // as it is when the words have come
    };
    live.start(learner.waits);
    return live;
  }
}

/** How many hints an answer, or what this phone keeps beside it, tells of. */
function hintsIn(kept) {
  return (kept && kept.hints) || 0;
}

/** One of our own views; a name that is not a plain word never reaches an address. */
async function load(name, el) {
  if (!VIEW.test(name || "")) return null;
  try {
    return (await import(`./widgets/${name}.js`)).default;
  } catch (error) {
    console.error(error);
    const words = document.createElement("p");
    words.className = "meta";
    words.textContent = ui.t("This part could not be loaded. Please load the page again.");
    (el.querySelector("[data-view]") || el).append(words);
    return null;
  }
}

/** What a view gets: words, numbers, icons, and the part that it says it needs. */
async function uiOf(view, el) {
  if (!view.needs) return ui;
  const part = await load(view.needs, el);
  return part && { ...ui, [view.needs]: part };
}

function json(id) {
  const block = document.getElementById(id);
  return block ? JSON.parse(block.textContent) : null;
}
