/** The line under the bar that says why this page's programs do not run just now. */

import { make, refill } from "./host.js";

/** Paints the state of a page's kernel (kernel.js); `wake` gets it a new one. */
export function makeLine({ ui, wake }) {
  const line = make("div", { class: "offline", role: "status", "data-programs": "" });
  document.querySelector(".bar").append(line);
  let before = "";

  return function paint(state, more) {
    const words = said(state, more);
    line.hidden = !words;
    if (words === before) return; // a screen reader hears a change once
    before = words;
    refill(line, ui.icon("run"), make("span", { class: "grow" }, words));
    if (state !== "gone") return;
    const button = { type: "button", class: "btn small quiet", click: wake };
    line.append(make("button", button, ui.t("Start them again")));
  };

  function said(state, { before = 0, cause = "", again = false }) {
    if (state === "gone") return [why(cause), ui.t("All that you have written is here.")].join(" ");
    if (state === "starting" && again) return ui.t("Your programs are getting ready.");
    if (state !== "waiting") return "";
    if (!before) return ui.t("Your programs start soon. You are next.");
    return ui.tn(
      "Your programs start soon. One learner is before you.",
      "Your programs start soon. {n} learners are before you.",
      before,
    );
  }

  function why(cause) {
    switch (cause) {
      case "moved":
        return ui.t("The programs of this page made room for another learner.");
      case "short":
        return ui.t("The laptop was short of memory, so the programs of this page sleep now.");
      case "elsewhere":
        return ui.t("Your programs run in another page that you have opened.");
      case "away":
        return ui.t("The programs could not be started just now. Please try again in a moment.");
      case "run":
        return ui.t("A program took very long and was stopped. Perhaps a loop in it never stops.");
      case "flood":
        return ui.t("A program wrote more than fits here and was stopped.");
      case "memory":
        return ui.t("A program needed more memory than there is and was stopped.");
      case "disk":
        return ui.t("A program kept more files than there is room for and was stopped.");
      case "ended":
        return ui.t("A program has ended Python itself, so nothing runs here any more.");
      default:
        return ui.t("The programs of this page sleep now.");
    }
  }
}
