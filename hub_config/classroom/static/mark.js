/** Marking by hand: by keys, without a reload, and without losing what was typed. */

const DIGITS = "٠١٢٣٤٥٦٧٨٩";
let typed = "";
let sending = false;

document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (!form.matches("[data-mark]")) return;
  event.preventDefault();
  send(form);
});
document.addEventListener("click", (event) => {
  const link = /** @type {HTMLElement} */ (event.target).closest(".step a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || unsaved()) return;
  event.preventDefault();
  turn(/** @type {HTMLAnchorElement} */ (link).href);
});
document.addEventListener("change", (event) => {
  const box = /** @type {HTMLInputElement} */ (event.target);
  if (box.name === "points") field("other").value = "";
  if (box.name !== "bank" || !box.checked) return;
  const words = field("comment");
  words.value = words.value ? `${words.value.trimEnd()}\n${box.value}` : box.value;
  box.checked = false;
});
document.addEventListener("keydown", (event) => {
  const at = /** @type {HTMLElement} */ (event.target);
  if (event.key === "Escape") return leave(at);
  if (event.key === "Enter" && event.ctrlKey) return press("#save", event);
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (at.matches("textarea, input:not([type=radio], [type=checkbox])")) return;
  const rtl = document.documentElement.dir === "rtl";
  const radio = at.matches("[type=radio]");
  const n = /^[0-9]$/.test(event.key) ? Number(event.key) : DIGITS.indexOf(event.key || "-");
  if (n >= 0) return points(n, event);
  typed = "";
  if (event.key === "j" || (!radio && event.key === (rtl ? "ArrowLeft" : "ArrowRight"))) press("[rel=next]", event);
  else if (event.key === "k" || (!radio && event.key === (rtl ? "ArrowRight" : "ArrowLeft"))) press("[rel=prev]", event);
  else if (event.key === "u") press(".undo button", event);
  else if (event.key === "c") {
    event.preventDefault();
    field("comment")?.focus();
  } else if (event.key === "Enter" && at.matches("body, main")) press("#save", event);
});
window.addEventListener("beforeunload", (event) => {
  if (unsaved()) event.preventDefault();
});
document.documentElement.dataset.ready = "";

/** @param {string} name @returns {HTMLInputElement} */
function field(name) {
  return document.querySelector(`.give-points [name=${name}]`);
}

/** @param {string} selector @param {Event} event */
function press(selector, event) {
  const found = /** @type {HTMLElement | null} */ (document.querySelector(selector));
  if (!found) return;
  event.preventDefault();
  found.click();
}

/** @param {HTMLElement} at */
function leave(at) {
  const large = document.querySelector(".zoom[open]");
  if (large) large.removeAttribute("open");
  else if (at.matches("textarea, input")) document.querySelector("main").focus();
}

/** Choose the points that were typed: 1 and then 0 are ten where there are ten. */
function points(n, event) {
  if (!field("other")) return;
  event.preventDefault();
  const find = (value) =>
    /** @type {HTMLInputElement | null} */ (document.querySelector(`.points-of [value="${value}"]`));
  if (!document.querySelector(".points-of")) {
    field("other").focus();
    field("other").value = String(n);
    return;
  }
  const both = typed && find(typed + n);
  const box = both || find(n);
  typed = String(n);
  if (!box) return;
  box.checked = true;
  field("other").value = "";
  box.focus();
}

/** Whether the form says something else than the gradebook. */
function unsaved() {
  const form = document.querySelector(".give-points");
  if (!form) return false;
  if (document.querySelector("#conflict")) return true;
  return [...form.querySelectorAll("input, textarea")].some((each) =>
    each instanceof HTMLTextAreaElement
      ? each.value !== each.defaultValue
      : each instanceof HTMLInputElement && (each.value !== each.defaultValue || each.checked !== each.defaultChecked),
  );
}

/** @param {HTMLFormElement} form */
async function send(form) {
  if (sending) return;
  sending = true;
  const fields = new URLSearchParams();
  new FormData(form).forEach((value, name) => fields.append(name, String(value)));
  try {
    const answer = await fetch(form.getAttribute("action") || "", { method: "POST", body: fields });
    await show(answer);
  } catch {
    tell();
  } finally {
    sending = false;
  }
}

/** @param {string} address */
async function turn(address) {
  try {
    await show(await fetch(address));
  } catch {
    tell();
  }
}

/** @param {string} [sentence] of the laptop's; without one it did not answer */
function tell(sentence) {
  const box = document.getElementById("told");
  box.textContent = sentence || box.dataset.gone;
  box.hidden = false;
  box.scrollIntoView({ block: "nearest" });
}

/** Put what was answered into this page's place; a refusal is said, and nothing typed is lost. */
async function show(answer) {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector(".page-mark main");
  if (!fresh) {
    const said = page.querySelector("h1");
    return tell(answer.status >= 400 && answer.status !== 502 && said ? said.textContent : "");
  }
  for (const part of ["header.cover", "main"]) {
    document.querySelector(part).replaceWith(document.adoptNode(page.querySelector(part)));
  }
  typed = "";
  if (answer.status < 400) history.replaceState(null, "", answer.url);
  document.querySelector("main").focus({ preventScroll: true });
  scrollTo(0, 0);
}
