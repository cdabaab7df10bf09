/** Hints one after the other: the second appears when the first has been read. */

/**
 * Build the hints of a question; null where there are none.
 * @param {{
 *   hints: string[], cost: string, ui: any, opened?: number, onopen?: (count: number) => void,
 * }} options `cost` is the share of the points that each costs (`1/10`, or empty), `opened` of them
 *   were opened before, `onopen` hears how many are open now that cost something
 */
export function makeHints({ hints, cost, ui, opened = 0, onopen }) {
  if (!hints.length) return null;
  const box = ui.make("div", { class: "hints" });
  let paid = Math.min(opened, hints.length);
  let free = !cost;
  const all = hints.map((words, place) => {
    const name = ui.make("span");
    const hint = ui.make(
      "details",
      { class: "hint", hidden: place > paid, toggle: () => hint.open && open(place) },
      ui.make("summary", {}, ui.icon("hint"), " ", name),
      ui.make("div", {}, ui.rich(words)),
    );
    box.append(hint);
    return { hint, name };
  });
  paint();

  function open(place) {
    if (all[place + 1]) all[place + 1].hint.hidden = false;
    if (free || place < paid) return;
    paid = place + 1;
    paint();
    if (onopen) onopen(paid);
  }

  function paint() {
    all.forEach(({ name }, place) => (name.textContent = title(place)));
  }

  /** The price is said before a hint is opened, and no more when it is. */
  function title(place) {
    const values = { n: place + 1, of: hints.length };
    if (place < paid) return ui.t("Hint {n} of {of}", values);
    if (free) return ui.t("Hint {n} of {of} – costs nothing", values);
    const priced = { ...values, percent: percent(share(cost)) };
    return ui.t("Hint {n} of {of} – costs {percent} % of the points", priced);
  }

  return {
    box,
    /** How many were opened that cost something. */
    paid: () => paid,
    /** Whether there is one that is not open now. */
    more: () => all.some(({ hint }) => !hint.open),
    /** Bring the next into sight; one that costs something is opened by a choice of its own. */
    lead() {
      const place = all.findIndex(({ hint }) => !hint.open);
      const { hint } = all[place];
      if (free || place < paid) hint.open = true;
      hint.querySelector("summary").focus();
      hint.scrollIntoView({ block: "nearest" });
    },
    /** From now on hints cost nothing: the question is settled. */
    settle() {
      free = true;
      paint();
    },
  };
}

/** A share as a number of hundredths, with one decimal at most. */
export function percent(value) {
  return Math.round(value * 1000) / 10;
}

/** `1/10` as 0.1 */
function share(text) {
  const [above, below = "1"] = text.split("/");
  return Number(above) / Number(below);
}
