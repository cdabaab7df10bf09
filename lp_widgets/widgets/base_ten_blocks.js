/**
 * Ones, rods of ten and flats of a hundred, to add, take away and exchange.
 * State: `flats` 0–9, `rods` and `ones` 0–30; `caption` is a sentence below.
 */

const UNIT = 9;
const KINDS = [
  {
    name: "flats",
    worth: 100,
    most: 9,
    across: 10,
    down: 10,
    title: "Hundreds",
    less: "Take a flat away",
    more: "Add a flat",
    split: "A flat becomes ten rods",
  },
  {
    name: "rods",
    worth: 10,
    most: 30,
    across: 1,
    down: 10,
    title: "Tens",
    less: "Take a rod away",
    more: "Add a rod",
    join: "Ten rods become a flat",
    split: "A rod becomes ten ones",
  },
  {
    name: "ones",
    worth: 1,
    most: 30,
    across: 1,
    down: 1,
    title: "Ones",
    less: "Take a one away",
    more: "Add a one",
    join: "Ten ones become a rod",
  },
];

export default {
  render({ model, el, ui }) {
    const { make } = ui;
    el.classList.add("base-ten");
    const count = (place) => (KINDS[place] && Number(model.get(KINDS[place].name))) || 0;
    const total = make("p", { class: "total num" });
    const told = make("p", { class: "meta", role: "status", "aria-live": "polite" });
    const rows = KINDS.map(row);
    el.append(make("div", { class: "told" }, total, told), ...rows.map((each) => each.box));
    if (model.get("caption")) el.append(make("p", {}, ui.rich(model.get("caption"))));
    model.on("change:flats change:rods change:ones", paint);
    paint();

    function row(kind, place) {
      const number = make("b", { class: "num" });
      const blocks = make("div", { class: "blocks", "aria-hidden": "true" });
      const icon = (name, words, step) =>
        make(
          "button",
          { type: "button", class: "icon-btn", "aria-label": ui.t(words), click: () => add(step) },
          ui.icon(name),
        );
      const swap = (words, to, sign) =>
        words &&
        make(
          "button",
          { type: "button", class: "btn small quiet", click: () => exchange(place, to) },
          ui.icon(sign),
          ui.t(words),
        );
      const add = (step) => put({ [place]: count(place) + step });
      const [less, more] = [icon("minus", kind.less, -1), icon("plus", kind.more, 1)];
      const [join, split] = [swap(kind.join, place - 1, "up"), swap(kind.split, place + 1, "down")];
      const title = ui.t(kind.title);
      const head = make("div", { class: "head" }, make("span", {}, title), less, number, more);
      const swaps = make("div", { class: "swaps" }, ...[join, split].filter(Boolean));
      const box = make("div", { role: "group", "aria-label": title }, head, blocks, swaps);
      return { box, number, blocks, less, more, join, split };
    }

    /** Ten of the smaller kind for one of the larger, or back. */
    function exchange(from, to) {
      const larger = to < from;
      put({
        [from]: count(from) - (larger ? 10 : 1),
        [to]: count(to) + (larger ? 1 : 10),
      });
    }

    function fits(change) {
      return Object.entries(change).every(([at, n]) => n >= 0 && n <= KINDS[at].most);
    }

    function put(change) {
      if (model.get("disabled") || !fits(change)) return;
      for (const [at, n] of Object.entries(change)) model.set(KINDS[at].name, n);
      model.save_changes();
    }

    function paint() {
      KINDS.forEach((kind, place) => {
        const { number, blocks, less, more, join, split } = rows[place];
        const n = count(place);
        number.textContent = ui.n(n);
        while (blocks.childNodes.length > n) blocks.lastChild.remove();
        while (blocks.childNodes.length < n) blocks.append(block(kind));
        allow(less, n > 0);
        allow(more, n < kind.most);
        allow(join, n >= 10 && (place !== 1 || count(0) < 9));
        allow(split, n > 0 && count(place + 1) <= 20);
      });
      const parts = KINDS.map((kind, place) => kind.worth * count(place));
      const all = parts.reduce((sum, n) => sum + n);
      const sum = parts.filter(Boolean).map(ui.n).join(" + ") || ui.n(0);
      total.textContent = sum === ui.n(all) ? sum : `${sum} = ${ui.n(all)}`;
      told.textContent = [
        ui.tn("{n} flat", "{n} flats", count(0)),
        ui.tn("{n} rod", "{n} rods", count(1)),
        ui.tn("{n} one", "{n} ones", count(2)),
      ].join(" · ");
    }

    function allow(button, may) {
      if (!button) return;
      if (may) button.removeAttribute("aria-disabled");
      else button.setAttribute("aria-disabled", "true");
    }

    function block({ across, down }) {
      const [wide, high] = [across * UNIT, down * UNIT];
      let lines = "";
      for (let at = UNIT; at < wide; at += UNIT) lines += `M${at} 0V${high}`;
      for (let at = UNIT; at < high; at += UNIT) lines += `M0 ${at}H${wide}`;
      return make(
        "svg",
        { viewBox: `-1 -1 ${wide + 2} ${high + 2}`, width: wide + 2, height: high + 2 },
        make("rect", { width: wide, height: high }),
        make("path", { d: lines }),
      );
    }
  },
};
