/**
 * Rows of names and numbers to edit, drawn as bars that run with the script.
 * State: `rows` [{label, value}], values as ASCII decimals; `label`, `unit`, `caption`.
 */

const MOST = 12;
const ZEROS = "٠۰०০௦";

export default {
  render({ model, el, ui }) {
    const { make } = ui;
    el.classList.add("bar-chart");
    const rows = () => model.get("rows") || [];
    const title = model.get("label") || ui.t("Bar chart");
    const unit = model.get("unit") || "";
    const chart = make("div", { class: "bars", role: "img" });
    const body = make("tbody");
    const head = [ui.t("Name"), unit ? `${ui.t("Number")} (${unit})` : ui.t("Number")];
    const table = make(
      "table",
      {},
      make("caption", { class: "vh" }, title),
      make(
        "thead",
        {},
        make(
          "tr",
          {},
          ...head.map((words) => make("th", { scope: "col" }, words)),
          make("td", {}),
        ),
      ),
      body,
    );
    const told = make("p", { class: "meta", role: "status", "aria-live": "polite" });
    const more = make(
      "button",
      { type: "button", class: "btn small quiet", click: add },
      ui.icon("plus"),
      ui.t("Add a row"),
    );
    el.append(make("p", { class: "title", "aria-hidden": "true" }, title), chart, table, told, more);
    if (model.get("caption")) el.append(make("p", {}, ui.rich(model.get("caption"))));
    model.on("change:rows", () => {
      if (body.children.length !== rows().length) fill();
      paint();
    });
    fill();
    paint();

    /** The table is made anew only when rows come or go: whoever types keeps the cursor. */
    function fill() {
      body.textContent = "";
      rows().forEach((row, at) => {
        const label = (words) => ui.t(words, { n: at + 1 });
        const name = make("input", {
          class: "field words",
          dir: "auto",
          maxlength: "60",
          "aria-label": label("Name in row {n}"),
          input: () => change(at, { label: name.value }),
        });
        const number = make("input", {
          class: "field",
          inputmode: "decimal",
          dir: "auto",
          maxlength: "20",
          "aria-label": label("Number in row {n}"),
          input: () => type(at, number),
        });
        name.value = row.label;
        number.value = ui.written(row.value);
        const away = make(
          "button",
          {
            type: "button",
            class: "icon-btn",
            "aria-label": label("Take row {n} away"),
            click: () => take(at),
          },
          ui.icon("minus"),
        );
        body.append(make("tr", {}, ...[name, number, away].map((part) => make("td", {}, part))));
      });
    }

    function type(at, field) {
      const value = read(field.value, ui);
      field.toggleAttribute("aria-invalid", false);
      told.textContent = "";
      if (value === null) {
        field.setAttribute("aria-invalid", "true");
        told.textContent = ui.t("I cannot read this number yet. Write it like {number}.", {
          number: ui.written("12.5"),
        });
        return;
      }
      change(at, { value });
    }

    function change(at, fields) {
      put(rows().map((row, place) => (place === at ? { ...row, ...fields } : row)));
    }

    function add() {
      if (rows().length >= MOST) {
        told.textContent = ui.t("There is no room for another row.");
        return;
      }
      put([...rows(), { label: "", value: "0" }]);
      body.lastElementChild.querySelector("input").focus();
    }

    function take(at) {
      if (rows().length === 1) return;
      put(rows().filter((_, place) => place !== at));
      const next = body.children[Math.min(at, rows().length - 1)];
      next.querySelector("button").focus();
      told.textContent = ui.t("Row {n} is gone.", { n: at + 1 });
    }

    function put(next) {
      if (model.get("disabled")) return;
      model.set("rows", next);
      model.save_changes();
    }

    function paint() {
      const values = rows().map((row) => Number(row.value));
      const [least, most] = [Math.min(0, ...values), Math.max(0, ...values)];
      const step = nice((most - least || 1) / 4);
      const from = Math.floor(least / step) * step;
      const to = Math.max(Math.ceil(most / step), 1) * step;
      const share = (value) => `${(((value - from) / (to - from)) * 100).toFixed(2)}%`;
      const scale = make("div", { class: "scale" });
      for (let at = Math.round(from / step); at * step <= to + step / 2; at++) {
        const here = Number((at * step).toPrecision(6));
        scale.append(
          make(
            "i",
            { class: here ? "" : "zero", style: `inset-inline-start:${share(here)}` },
            make("span", { class: "num" }, ui.n(here)),
          ),
        );
      }
      const bars = rows().map((row, at) => {
        const start = share(Math.min(0, values[at]));
        const style = `margin-inline-start:${start};inline-size:${share(from + Math.abs(values[at]))}`;
        return make(
          "div",
          { class: "row-of" },
          make("span", {}, make("bdi", {}, row.label || "…"), " "),
          make("b", { class: "num" }, ui.written(row.value)),
          make("div", { class: values[at] < 0 ? "rod below" : "rod", style }),
        );
      });
      chart.textContent = "";
      chart.append(scale, ...bars);
      const said = rows().map((row) => `${row.label || "…"}: ${ui.written(row.value)}`);
      chart.setAttribute("aria-label", [title, ...said].join("; "));
      [...body.querySelectorAll("button")].forEach((button) =>
        button.setAttribute("aria-disabled", String(rows().length === 1)),
      );
    }
  },
};

/**
 * A number as it is written in the learner's language, as an ASCII decimal; null if it cannot be
 * read. Digits of every script that our languages use are known; the locale says what is a point.
 */
function read(text, ui) {
  const parts = new Intl.NumberFormat(ui.tag).formatToParts(1234567.5);
  const sign = (kind) => (parts.find((part) => part.type === kind) || { value: "" }).value;
  const [point, group] = [sign("decimal"), sign("group")];
  const plain = [...text.trim()]
    .map((c) => {
      const zero = [...ZEROS].find((z) => c >= z && c.charCodeAt(0) - z.charCodeAt(0) < 10);
      return zero ? String(c.charCodeAt(0) - zero.charCodeAt(0)) : c;
    })
    .join("")
    .replace(/[\u061c\u200e\u200f\s]/g, "")
    .replace("−", "-");
  const dot = (c) => c === point || c === "٫" || (c === "." && group !== ".");
  const ascii = [...plain].map((c) => (dot(c) ? "." : c)).join("");
  const found = /^(-?)0*(\d{1,9})(?:\.(\d{1,6}))?$/.exec(ascii);
  if (!found) return null;
  const value = found[2] + (found[3] ? `.${found[3]}` : "");
  return found[1] && Number(value) ? `-${value}` : value;
}

/** The next 1, 2 or 5 times a power of ten. */
function nice(rough) {
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map((n) => n * power).find((n) => n >= rough * 0.999) || rough;
}
