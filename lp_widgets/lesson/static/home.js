/** Start the learner's home: send what still waits in this phone, and «Done for now». */

import { icon } from "./icons.js";
import { makeUi } from "./host.js";
import { makeBanner } from "./progress.js";
import { Outbox, Store } from "./outbox.js";
import { leave } from "./leave.js";

const learner = JSON.parse(document.getElementById("lp-home").textContent);
const words = document.getElementById("lp-strings");
const strings = words ? JSON.parse(words.textContent) : {};
const ui = makeUi({ locale: document.documentElement.lang || "en", strings, icon });
start();

async function start() {
  const store = await Store.open();
  const nothing = () => {};
  const outbox = new Outbox({
    store,
    account: learner.account,
    api: learner.api,
    on: { marked: sent, refused: nothing, waiting: nothing, changed: paint },
  });
  const banner = makeBanner({ ui, signIn: location.href, durable: () => store.durable });
  await outbox.start();
  paint();
  for (const button of document.querySelectorAll("[data-signout]")) {
    button.addEventListener("click", (event) => {
      event.preventDefault(); // without this script it is a plain link to sign out
      leave({ ui, outbox, home: learner.home });
    });
  }
  document.documentElement.dataset.ready = "";

  function paint() {
    banner({ reach: outbox.reach, size: outbox.size, said: outbox.said });
  }

  /** What this page says of progress was made before the class had these answers. */
  function sent() {
    if (!outbox.size && !document.querySelector("dialog[open]")) location.reload();
  }
}
