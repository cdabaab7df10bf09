/**
 * Digits or counters in columns, times ten and divided by ten.
 * State: `number` such as "305.2", `whole` and `decimals` columns, `counters`; `caption` below.
 * The chart runs from left to right in every script, as numbers do.
 */

const NAMES = {
  5: "Hundred thousands",
  4: "Ten thousands",
  3: "Thousands",
  2: "Hundreds",
  1: "Tens",
  0: "Ones",
  "-1": "Tenths",
  "-2": "Hundredths",
  "-3": "Thousandths",
};

export default {
  render({ model, el, ui }) {
    const { make } = ui;
    const decimals = Number(model.get("decimals")) || 0;
    const whole = Number(model.get("whole")) || 3;
    const places = Array.from({ length: whole + decimals }, (_, at) => whole - 1 - at);
    const full = 10 ** places.length;
    el.classList.add("place-value");
    // A whole number of the smallest column: sums stay exact.
    let units = Math.round(Number(model.get("number") || 0) * 10 ** decimals);

    const total = make("p", { class: "total num" });
    const told = make("p", { class: "meta", role: "status", "aria-live": "polite" });
    const columns = places.map(column);
    const line = (kind, cells) => make("tr", { class: kind }, ...cells);
    const table = make(
      "table",
      {},
      make("caption", { class: "vh" }, ui.t("Place-value chart")),
      make("thead", {}, line("", columns.map((each) => each.head))),
      make(
        "tbody",
        {},
        line("", columns.map((each) => make("td", {}, each.more))),
        line("digits", columns.map((each) => each.digit)),
        line("", columns.map((each) => make("td", {}, each.less))),
      ),
    );
    const moves = make(
      "div",
      { class: "moves" },
      move("× {n}", () => put(units * 10, "There is no column left for the first digit.", "×")),
      move("÷ {n}", () => put(units / 10, "There is no column left for the last digit.", "÷")),
    );
    const kind = make("input", {
      type: "checkbox",
      change: () => {
        model.set("counters", kind.checked);
        model.save_changes();
      },
    });
    const choice = make("label", { class: "choice" }, kind, ui.t("Show counters"));
    el.append(total, make("div", { class: "scroll" }, table), told, moves, choice);
    if (model.get("caption")) el.append(make("p", {}, ui.rich(model.get("caption"))));
    model.on("change:number change:counters", () => {
      units = Math.round(Number(model.get("number")) * 10 ** decimals);
      paint();
    });
    paint();
    told.textContent = "";

    function column(power) {
      const name = ui.t(NAMES[power]);
      const worth = power < 0 ? `{1/${10 ** -power}}` : `{${10 ** power}}`;
      const step = 10 ** (power + decimals);
      const button = (words, icon, by) =>
        make(
          "button",
          {
            type: "button",
            class: "icon-btn",
            "aria-label": ui.t(words, { column: name }),
            click: () => put(units + by, by < 0 ? "It cannot be less than zero." : "The chart is full."),
          },
          ui.icon(icon),
        );
      return {
        step,
        name,
        head: make(
          "th",
          { scope: "col", class: power === -1 ? "after" : "" },
          make("span", { "aria-hidden": "true" }, ui.rich(worth)),
          make("span", { class: "vh" }, name),
        ),
        more: button("One more: {column}", "plus", step),
        digit: make("td", { class: power === -1 ? "after" : "" }),
        less: button("One less: {column}", "minus", -step),
      };
    }

    function move(words, act) {
      const shown = ui.t(words, { n: 10 });
      return make(
        "button",
        { type: "button", class: "btn small quiet", click: act },
        make("span", { class: "num" }, shown),
      );
    }

    function put(next, full_, sign = "") {
      if (model.get("disabled")) return;
      if (next < 0 || next >= full || !Number.isInteger(next)) {
        told.textContent = ui.t(full_);
        return;
      }
      const before = shown();
      model.set("number", decimal(next));
      model.save_changes();
      told.textContent = sign ? `${before} ${sign} ${ui.n(10)} = ${shown()}` : "";
      told.classList.toggle("num", !!sign);
    }

    function decimal(value) {
      const digits = String(value).padStart(decimals + 1, "0");
      const [before, after] = [digits.slice(0, digits.length - decimals), digits.slice(-decimals)];
      return decimals && Number(after) ? `${before}.${after.replace(/0+$/, "")}` : before;
    }

    function shown() {
      return ui.written(decimal(units));
    }

    function paint() {
      const counters = !!model.get("counters");
      kind.checked = counters;
      total.textContent = shown();
      columns.forEach(({ step, digit, name }, at) => {
        const n = Math.floor(units / step) % 10;
        // Zeros before the first digit hold no place.
        const silent = n === 0 && units < step && places[at] > 0;
        digit.textContent = "";
        digit.append(
          make("span", { class: counters ? "vh" : silent ? "faint" : "" }, ui.n(n)),
          counters ? dots(n) : "",
        );
        digit.setAttribute("aria-label", `${name}: ${ui.n(n)}`);
      });
    }

    function dots(n) {
      const made = make("svg", { viewBox: "0 0 40 64", "aria-hidden": "true" });
      for (let at = 0; at < n; at++) {
        made.append(make("circle", { cx: at % 2 ? 29 : 11, cy: 7 + 12.5 * Math.floor(at / 2), r: 5 }));
      }
      return made;
    }
  },
};
