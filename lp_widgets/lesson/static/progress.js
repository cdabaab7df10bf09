/** What a lesson's page tells about the whole: notches above, the Wi-Fi line, the end. */

import { SETTLED } from "./question.js";

/** The notches and words in the bar; `states` maps each question, in order, to its state. */
export function makeProgress({ ui, ids, title }) {
  const bar =
    find(".bar") || document.body.insertBefore(made("header", "bar"), document.body.firstChild);
  const words = bar.querySelector("[data-where]") || made("p");
  const notches = bar.querySelector("[data-notches]") || made("div", "notches");
  if (!notches.isConnected) {
    const middle = made("div", "grow");
    middle.append(words, notches);
    (bar.firstElementChild || bar.appendChild(made("div"))).append(middle);
  }
  notches.setAttribute("role", "img");
  notches.hidden = ids.length === 0;
  notches.textContent = "";
  for (const _ of ids) notches.append(made("i"));

  return function paint(states) {
    const done = ids.filter((id) => SETTLED.has(states.get(id)));
    const now = ids.findIndex((id) => !SETTLED.has(states.get(id)));
    ids.forEach((id, place) => {
      const css = SETTLED.has(states.get(id)) ? "on" : place === now ? "now" : "";
      notches.children[place].className = css;
    });
    const values = { done: done.length, of: ids.length };
    notches.setAttribute("aria-label", ui.t("{done} of {of} questions done", values));
    words.textContent = !ids.length
      ? title
      : now < 0
        ? ui.t("All questions done")
        : ui.t("Question {n} of {of}", { n: now + 1, of: ids.length });
  };
}

/** The line under the bar that says what is so with the Wi-Fi and the answers in this phone. */
export function makeBanner({ ui, signIn, durable }) {
  const line = find("[data-offline]") || made("div");
  line.className = "offline";
  line.setAttribute("role", "status");
  line.setAttribute("data-offline", "");
  line.textContent = "";
  // In the bar, which stays in sight while one scrolls.
  const bar = find(".bar");
  if (bar) bar.append(line);
  else if (!line.isConnected) document.body.insertBefore(line, document.body.firstChild);
  let before = "";

  return function paint({ reach, size, said = "" }) {
    const out = reach === "signed-out" || reach === "stranger";
    const [words, link] = out ? apart(reach) : said ? [said] : away(reach, size);
    line.hidden = !words;
    if (words + !!link === before) return; // a screen reader hears a change once
    before = words + !!link;
    line.textContent = "";
    if (!words) return;
    const text = made("span", "grow");
    text.textContent = words;
    line.append(ui.icon("nowifi"), text);
    if (link) line.append(link);
  };

  function away(reach, size) {
    if (reach !== "no" && navigator.onLine) return [""];
    if (!size) return [ui.t("No Wi-Fi just now. You can go on.")];
    if (!durable())
      return [ui.t("No Wi-Fi just now. Keep this page open, so that your answers are sent.")];
    return [
      ui.tn(
        "No Wi-Fi just now. Go on: one answer is safe in this phone.",
        "No Wi-Fi just now. Go on: {n} answers are safe in this phone.",
        size,
      ),
    ];
  }

  function apart(reach) {
    const link = made("a", "btn small quiet");
    link.href = signIn;
    link.textContent = ui.t("Sign in");
    return [
      reach === "stranger"
        ? ui.t("Someone else has signed in on this phone. Your answers wait here for you.")
        : ui.t("Please sign in again. Your answers are safe in this phone."),
      link,
    ];
  }
}

/** The end of the lesson: a stamp that lands once, and what comes next. */
export function makeFinish({ ui, title, next, home }) {
  const place = find("[data-finish]");
  if (!place) return () => {};
  let shown = false;

  return function paint(complete, landed) {
    place.hidden = !complete;
    if (complete === shown) return;
    shown = complete;
    if (!complete) return;
    place.textContent = "";
    place.className = "sheet finish";
    const head = made("h2");
    head.textContent = ui.t("You have finished this lesson");
    head.tabIndex = -1;
    const stamp = made("div", `stamp${landed ? " lands" : ""}`);
    const mark = stamp.appendChild(made("span", "mark"));
    mark.append(ring(), made("span"));
    mark.lastElementChild.append(ui.icon("tick"));
    if (landed) {
      const when = made("span");
      /** @type {Intl.DateTimeFormatOptions} */
      const form = { day: "numeric", month: "short", year: "numeric" };
      when.textContent = new Date().toLocaleDateString(ui.tag, form);
      mark.lastElementChild.append(when);
    }
    const name = stamp.appendChild(made("b"));
    name.textContent = title;
    const act = made("a", "btn wide");
    act.href = next ? next.href : home;
    if (next) {
      const kicker = made("p", "kick");
      kicker.textContent = ui.t("Next lesson");
      const title = made("p", "next-title");
      title.textContent = next.title;
      act.append(ui.t("Go on"), ui.icon("go"));
      place.append(head, stamp, kicker, title, act);
    } else {
      act.append(ui.t("Back to home"));
      place.append(head, stamp, act);
    }
  };
}

/** The ring of a stamp: two circles, the inner one of dots. */
function ring() {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "ring");
  svg.setAttribute("viewBox", "0 0 104 104");
  svg.setAttribute("aria-hidden", "true");
  for (const [r, width, dash] of [
    [49, 2.5, ""],
    [43.5, 1.2, "1.5 3"],
  ]) {
    const circle = document.createElementNS("http://www.w3.org/2000/svg", "circle");
    circle.setAttribute("cx", "52");
    circle.setAttribute("cy", "52");
    circle.setAttribute("r", String(r));
    circle.setAttribute("stroke-width", String(width));
    if (dash) circle.setAttribute("stroke-dasharray", String(dash));
    svg.append(circle);
  }
  return svg;
}

/** @returns {HTMLElement} */
function find(selector) {
  return document.querySelector(selector);
}

function made(name, css = "") {
  const element = /** @type {any} */ (document.createElement(name));
  if (css) element.className = css;
  return element;
}
