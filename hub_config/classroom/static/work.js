/** A teacher's work page: what is pressed happens without a reload, and a running job is watched. */

const EVERY = 1000;
let timer = 0;

document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (!form.matches("[data-act]")) return; // the language's form goes its own way
  event.preventDefault();
  for (const button of form.querySelectorAll("button")) button.setAttribute("aria-disabled", "true");
  if (form.dataset.sent) return;
  form.dataset.sent = "yes";
  const fields = new URLSearchParams();
  new FormData(form).forEach((value, name) => fields.append(name, String(value)));
  // Not form.action: that is the field of this name.
  fetch(form.getAttribute("action") || "", { method: "POST", body: fields })
    .then(show)
    .catch(look);
});
document.documentElement.dataset.ready = "";
watch();

/** Ask how far the job is; when it has ended, show the page as it is then. */
function watch() {
  clearTimeout(timer);
  const box = /** @type {HTMLElement | null} */ (document.querySelector("[data-job]"));
  if (!box) return;
  timer = setTimeout(async () => {
    try {
      const answer = await fetch(box.dataset.job || "");
      if (!answer.ok) throw new Error(String(answer.status));
      const told = await answer.json();
      if (!told.running) return look();
      const bar = box.querySelector("progress");
      if (bar && told.total) {
        bar.max = told.total;
        bar.value = told.done;
      }
      const words = /** @type {HTMLElement | null} */ (box.querySelector("[data-count]"));
      if (words) words.textContent = count(words, told);
    } catch {
      // The Wi-Fi is away for a moment, or the classroom starts again: ask once more.
    }
    watch();
  }, EVERY);
}

/** @param {HTMLElement} words says in data-count what it says, and in data-digits with which digits */
function count(words, { done, total }) {
  const say = (n) => String(n).replace(/\d/g, (d) => [...words.dataset.digits][d]);
  if (total < 2) return "";
  return words.dataset.count.replace("{n}", say(done)).replace("{all}", say(total));
}

/** Show the page as it is now, as soon as the laptop answers: it says what became of a button. */
function look() {
  clearTimeout(timer);
  fetch(location.href)
    .then(show)
    .catch(() => (timer = setTimeout(look, EVERY)));
}

/** Put head and main part of the page that was answered into the place of this one's. */
async function show(answer) {
  if (answer.status >= 500) throw new Error(String(answer.status));
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("main");
  const old = document.querySelector("main");
  if (!fresh || !old || new URL(answer.url).pathname !== location.pathname) {
    location.reload();
    return;
  }
  const focused = document.activeElement && document.activeElement.id;
  old.replaceWith(document.adoptNode(fresh));
  const cover = document.querySelector("header.cover");
  const newer = page.querySelector("header.cover");
  if (cover && newer) cover.replaceWith(document.adoptNode(newer));
  const again = focused && document.getElementById(focused);
  (again || document.getElementById("job") || fresh).focus();
  watch();
}
