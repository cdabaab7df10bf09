/**
 * Points that are placed on something: a button for each says where it is, and keys move it. Views
 * that say `needs: "points"` get this as `ui.points`. Response: a list with an entry for each.
 */

const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/**
 * @typedef {number[]} At where a point is: numbers from 0 to `most`, to the right and upwards
 * @param {{
 *   model: any, el: HTMLElement, ui: any, legend: string, most: At, start: At,
 *   read: (given: any) => At, write: (at: At) => any, words: (at: At) => string,
 *   short?: (at: At | null) => string | Node, field?: string, count?: number,
 *   draw: (points: {at: At | null, name: string, on: boolean}[]) => void,
 * }} options `legend` says what to do; `start` is where a point begins that keys move; `read` and
 *   `write` turn an entry of the response into a place and back; `words` says where a place is,
 *   `short` what its button shows of it; `draw` paints all points; a widget without a question
 *   keeps them in its own `field`
 * @returns {{put: (at: At, drag?: boolean) => void, choose: (place: number) => void}} place the
 *   point whose turn it is, where a drag moves it; and give a point its turn
 */
function points(options) {
  const { model, el, ui, legend, most, start, read, write, words, draw } = options;
  const { field = "response", count = (model.get("spec") || {}).count || 1 } = options;
  const short = options.short || ((at) => (at ? "✓" : "…"));
  /** @type {(At | null)[]} */
  const all = Array(count).fill(null);
  let active = 0;
  const title = ui.make(
    "p",
    { class: "meta", id: `legend-${model.get("qid")}` },
    model.get("label") || legend,
  );
  const buttons = all.map((_, place) =>
    ui.make("button", {
      class: "chip num",
      type: "button",
      dir: "ltr",
      click: () => choose(place),
      keydown: (event) => key(event, place),
    }),
  );
  const again = ui.make(
    "button",
    { class: "btn small plain", type: "button", click: clear },
    ui.t("Start again"),
  );
  const said = ui.make("p", { class: "vh", "aria-live": "polite" });
  el.prepend(title);
  el.append(
    ui.make(
      "div",
      {
        class: "chips",
        role: "group",
        "aria-labelledby": `${model.get("labelledby") || ""} ${title.id}`.trim(),
        "aria-describedby": model.get("describedby") || null,
      },
      ...buttons,
      again,
    ),
    said,
  );
  model.on(`change:${field}`, restore);
  model.on("change:disabled", paint);
  restore();
  return {
    choose,
    put(at, drag) {
      if (drag) return void (all[active] && put(at));
      if (put(at) && all.includes(null)) choose(all.indexOf(null));
    },
  };

  function name(place) {
    return String.fromCharCode(65 + place);
  }

  function choose(place) {
    active = place;
    paint();
  }

  /** Put the active point somewhere; not where another one is. */
  function put(at) {
    if (model.get("disabled")) return false;
    if (all.some((p, i) => p && i !== active && p[0] === at[0] && p[1] === at[1])) return false;
    all[active] = at;
    keep();
    return true;
  }

  function clear() {
    if (model.get("disabled")) return;
    all.fill(null);
    active = 0;
    keep();
  }

  function key(event, place) {
    const move = MOVES[event.key];
    const erase = event.key === "Delete" || event.key === "Backspace";
    if ((!move && !erase) || model.get("disabled")) return;
    event.preventDefault();
    active = place;
    if (erase) {
      all[place] = null;
      return keep();
    }
    let at = all[place] || start;
    do {
      at = at.map((each, axis) => each + move[axis] * (event.shiftKey ? 10 : 1));
      if (at.some((each, axis) => !(each >= 0 && each <= most[axis]))) return;
    } while (!put(at)); // walks over a point that lies in the way
  }

  function written() {
    const placed = all.filter(Boolean);
    return placed.length || field !== "response" ? placed.map(write) : null;
  }

  function keep() {
    paint();
    model.set(field, written());
    model.save_changes();
    const at = all[active];
    said.textContent = at ? `${name(active)} ${words(at)}` : "";
  }

  function restore() {
    const response = model.get(field);
    if (JSON.stringify(response || null) !== JSON.stringify(written())) {
      all.fill(null);
      for (const [place, pair] of (response || []).slice(0, count).entries()) all[place] = read(pair);
      active = Math.max(all.indexOf(null), 0);
    }
    paint();
  }

  function paint() {
    all.forEach((at, place) => {
      const chip = buttons[place];
      ui.refill(chip, `${name(place)} `, short(at));
      chip.setAttribute("aria-label", `${name(place)} ${at ? words(at) : ui.t("not placed yet")}`);
      chip.setAttribute("aria-pressed", String(place === active));
      chip.disabled = !!model.get("disabled");
    });
    draw(all.map((at, place) => ({ at, name: name(place), on: place === active })));
  }
}

export default points;
