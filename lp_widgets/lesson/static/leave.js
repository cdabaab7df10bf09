/** «Done for now»: nothing unsent is lost, nothing of this learner stays in a shared phone. */

/** @param {{ui: any, outbox: import("./outbox.js").Outbox, home: string}} options */
export async function leave({ ui, outbox, home }) {
  await outbox.gather();
  const dialog = document.body.appendChild(document.createElement("dialog"));
  dialog.className = "leave";
  const head = add(dialog, "h2", ui.t("Done for now?"));
  head.id = "leave-title";
  dialog.setAttribute("aria-labelledby", head.id);
  const words = add(dialog, "p", "");
  words.setAttribute("role", "status");
  const row = add(dialog, "div", "");
  row.className = "do";
  const out = add(row, "button", ui.t("Sign out"));
  out.className = "btn wide";
  const stay = add(row, "button", ui.t("Stay"));
  stay.className = "btn quiet wide";
  let going = false;
  let timer = 0;

  stay.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    clearInterval(timer);
    going = false;
    dialog.remove();
  });
  out.addEventListener("click", () => {
    going = true;
    step();
  });
  tell();
  dialog.showModal();
  stay.focus();
  outbox.flush();
  timer = setInterval(step, 1000);

  function tell() {
    const apart = outbox.reach === "stranger" || outbox.reach === "signed-out";
    words.textContent = !outbox.size
      ? ui.t("All your answers are safe with the class. The next learner can use this phone.")
      : apart
        ? ui.t("Please sign in again. Your answers are safe in this phone.")
        : ui.tn(
            "One answer is still on its way. Wait a moment: when the class has it, you can go.",
            "{n} answers are still on their way. Wait a moment: when the class has them, you can go.",
            outbox.size,
          );
    out.textContent = ui.t(outbox.size && going ? "Waiting for the Wi-Fi" : "Sign out");
    if (going && outbox.size) out.setAttribute("aria-disabled", "true");
    else out.removeAttribute("aria-disabled");
  }

  async function step() {
    if (going && !outbox.size) {
      clearInterval(timer);
      await forget(outbox);
      location.replace(`${home}signout`);
      return;
    }
    if (going) outbox.flush();
    tell();
  }
}

/**
 * Take everything of this account off the phone. An answer of another child that could not be sent
 * yet is hers: it stays until she signs in here again.
 */
export async function forget(outbox) {
  const { store, account } = outbox;
  try {
    localStorage.clear();
    sessionStorage.clear();
  } catch {
    // A browser that forbids both has kept nothing there.
  }
  const others = (await store.all("outbox").catch(() => [])).filter((e) => e.account !== account);
  if (!others.length) return store.destroy();
  for (const draft of await store.all("drafts").catch(() => [])) {
    if (draft.account === account) await store.delete("drafts", draft.id).catch(() => {});
  }
}

function add(parent, name, words) {
  const made = parent.appendChild(document.createElement(name));
  made.textContent = words;
  return made;
}
