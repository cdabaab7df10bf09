/**
 * The desk stays as things are: one line from the laptop says that something changed, and the parts
 * of the page that may show it are fetched anew, as the laptop draws them.
 */

export {};

const AGAIN = 3000;
/** @type {EventSource | null} */
let line = null;
let timer = 0;
let looking = false;
let pressed = false;
let wanted = "";

const part = () => /** @type {HTMLElement} */ (document.getElementById("live"));

if (part()) {
  document.addEventListener("visibilitychange", listen);
  // What is being pressed stays where it is until the finger is up.
  document.addEventListener("pointerdown", () => (pressed = true));
  for (const end of ["pointerup", "pointercancel"]) {
    document.addEventListener(end, () => {
      pressed = false;
      setTimeout(look);
    });
  }
  listen();
}
document.documentElement.dataset.ready = "";

/** Hold the line while somebody can see the page: a browser has few of them. */
function listen() {
  clearTimeout(timer);
  if (line) line.close();
  line = null;
  if (document.hidden) return;
  line = new EventSource(part().dataset.live || "");
  line.onmessage = (event) => {
    wanted = event.data;
    look();
  };
  line.onerror = () => {
    // A browser asks again by itself when the line is cut, and gives up when it is refused.
    if (line && line.readyState === EventSource.CLOSED) timer = setTimeout(listen, AGAIN);
  };
}

/** Fetch the parts, unless they show what there is. */
async function look() {
  if (looking || pressed || !wanted || part().dataset.sign === wanted) return;
  looking = true;
  const asked = wanted;
  try {
    const answer = await fetch(part().dataset.part || "");
    if (new URL(answer.url).pathname !== location.pathname) return location.reload(); // signed out
    if (!answer.ok) throw new Error(String(answer.status));
    const text = await answer.text();
    if (!pressed) show(text);
  } catch {
    // The Wi-Fi is away for a moment, or the classroom starts again: the line says when.
    return;
  } finally {
    looking = false;
  }
  if (asked !== wanted) look();
}

/** Put each part that came into the place of the one that has its name. */
function show(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  for (const fresh of /** @type {NodeListOf<HTMLElement>} */ (page.querySelectorAll("[data-fresh]"))) {
    const old = document.getElementById(fresh.id);
    if (old && old.outerHTML !== fresh.outerHTML) replace(old, fresh);
  }
}

/** Replace a part; what is open, in focus or scrolled stays so. */
function replace(/** @type {HTMLElement} */ old, /** @type {HTMLElement} */ fresh) {
  const focused = /** @type {HTMLElement | null} */ (document.activeElement);
  const place = focused && old.contains(focused) ? trail(focused) : "";
  for (const each of /** @type {NodeListOf<HTMLDetailsElement>} */ (old.querySelectorAll("details[open]"))) {
    const same = /** @type {HTMLDetailsElement | null} */ (fresh.querySelector(`#${each.id}`));
    if (same) same.open = true;
  }
  const scrolled = [old, ...old.querySelectorAll(".map")].map((each) => [each.id, each.scrollLeft]);
  old.replaceWith(document.adoptNode(fresh));
  for (const [id, left] of scrolled) {
    const same = document.getElementById(String(id));
    if (same) same.scrollLeft = Number(left);
  }
  const again = place && /** @type {HTMLElement | null} */ (document.querySelector(place));
  if (again) again.focus({ preventScroll: true });
}

/** Say how to find what has the focus: by its own name, by the address of a link, or by its box. */
function trail(/** @type {HTMLElement} */ element) {
  if (element.id) return `#${element.id}`;
  const box = element.closest("[id]");
  const href = element.getAttribute("href");
  if (href) return `#${box.id} a[href="${CSS.escape(href)}"]`;
  return box.id !== "live" ? `#${box.id} ${element.localName}` : "";
}
