// Signing in without a keyboard and without reloads; each form also works without this script.
"use strict";
(() => {
  const own = (event, selector) => event.target.closest && event.target.closest(selector);
  let busy = false;

  /** Show what was entered in the boxes above the keys. */
  function paint(pad, got) {
    const dots = pad.querySelector(".dots");
    const kind = pad.dataset.kind;
    const say = (n) => String(n).replace(/\d/g, (d) => [...pad.dataset.digits][d]);
    [...dots.children].forEach((box, place) => {
      box.className = place < got.length ? (kind === "code" ? "on num" : "on") : "";
      box.textContent = place < got.length && kind === "code" ? say(got[place]) : "";
      if (place < got.length && kind === "pictures") {
        const key = pad.querySelector(`[name=key][value=${got[place]}] svg`);
        box.append(key.cloneNode(true));
      }
    });
    const words = pad.dataset.say.replace("{n}", say(got.length)).replace("{all}", say(pad.dataset.pad));
    dots.setAttribute("aria-label", words);
  }

  /** Press one key of the pad; the last one sends the form. */
  function press(pad, key) {
    if (busy) return;
    const pictures = pad.dataset.kind === "pictures";
    const field = pad.elements.got;
    const got = field.value ? field.value.split(pictures ? " " : "") : [];
    if (key === "erase") got.pop();
    else if (got.length < Number(pad.dataset.pad)) got.push(key);
    field.value = got.join(pictures ? " " : "");
    pad.querySelector(".tell").textContent = "";
    paint(pad, got);
    if (got.length === Number(pad.dataset.pad)) send(pad, null);
  }

  /** Send a form and put the answer in the place of this page, so that "back" leaves no trail. */
  async function send(form, button) {
    if (busy) return;
    // TypeScript does not know that a form without files is a list of strings.
    const body = new URLSearchParams(/** @type {any} */ (new FormData(form)));
    if (button && button.name) body.append(button.name, button.value);
    busy = true;
    form.dataset.busy = "";
    try {
      const answer = await fetch(form.action, { method: "POST", body, redirect: "manual", credentials: "same-origin" });
      if (answer.type === "opaqueredirect") {
        location.replace(form.action);
        return;
      }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!page.body.classList.contains("page-signin")) throw new Error("not our page");
      document.documentElement.lang = page.documentElement.lang;
      document.documentElement.dir = page.documentElement.dir;
      document.title = page.title;
      document.body.replaceWith(page.body);
      busy = false;
      scrollTo(0, 0);
      const told = document.querySelector(".tell");
      if (told && told.textContent) {
        const text = told.textContent;
        told.textContent = "";
        setTimeout(() => { told.textContent = text; }, 50); // a change is what gets read aloud
      }
      document.getElementById("h").focus();
    } catch {
      busy = false;
      delete form.dataset.busy;
      if (button && form.requestSubmit) form.requestSubmit(button);
      else HTMLFormElement.prototype.submit.call(form);
    }
  }

  let last = null; // the button that was pressed, for browsers without SubmitEvent.submitter
  let plain = false; // after a failed try the browser sends the form itself and says what is wrong
  document.addEventListener("click", (event) => {
    last = own(event, "button");
    const key = own(event, "[data-pad] [name=key]");
    if (key) {
      event.preventDefault();
      press(key.form, key.value);
      return;
    }
    const open = own(event, "[data-open]");
    const shown = open && document.querySelector(open.getAttribute("href"));
    if (shown && shown.showModal) {
      event.preventDefault();
      shown.showModal();
    }
    if (own(event, "[data-close]")) {
      event.preventDefault();
      own(event, "dialog").close();
    }
  });
  document.addEventListener("submit", (event) => {
    if (plain) return;
    plain = true;
    event.preventDefault();
    send(event.target, event.submitter || last).finally(() => { plain = false; });
  });
  document.addEventListener("keydown", (event) => {
    const pad = document.querySelector("[data-pad]:not([data-kind=pictures])");
    if (!pad || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.key === "Backspace") press(pad, "erase");
    const digit = ascii(event.key);
    if (digit.length === 1) press(pad, digit);
  });
  document.addEventListener("paste", (event) => {
    const pad = document.querySelector("[data-pad]:not([data-kind=pictures])");
    if (pad) for (const digit of ascii(event.clipboardData.getData("text"))) press(pad, digit);
  });

  // Somebody else may hold the phone when the browser shows an old page again.
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  /** The digits of a text, Arabic-Indic and Persian ones as ASCII. */
  function ascii(text) {
    return [...text].map((sign) => {
      const code = sign.codePointAt(0);
      if (code >= 0x660 && code <= 0x669) return String(code - 0x660);
      if (code >= 0x6f0 && code <= 0x6f9) return String(code - 0x6f0);
      return sign.length === 1 && code >= 0x30 && code <= 0x39 ? sign : "";
    }).join("");
  }
})();
