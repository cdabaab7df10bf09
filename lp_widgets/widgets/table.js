/** A table with cells to fill. Response: `row.column` to raw text; empty cells are left out. */

export default {
  render({ model, el, ui }) {
    const { columns, rows, corner, given = {}, choices = {}, keypad = [] } = model.get("spec");
    /** @type {Map<string, HTMLInputElement | HTMLSelectElement>} */
    const fields = new Map();
    const names = Object.keys(rows).flatMap((r) => Object.keys(columns).map((c) => `${r}.${c}`));
    const empty = names.filter((name) => !(name in given));
    const of = empty.length;
    // Wider than a phone, it scrolls in its own frame; keys may scroll it too.
    const frame = el.appendChild(document.createElement("div"));
    frame.className = "scroll";
    frame.tabIndex = 0;
    frame.setAttribute("role", "group");
    const table = frame.appendChild(document.createElement("table"));
    table.className = "filling";
    for (const [name, value] of Object.entries({
      "aria-labelledby": model.get("labelledby"),
      "aria-describedby": model.get("describedby"),
    })) {
      if (!value) continue;
      table.setAttribute(name, value);
      frame.setAttribute(name, value);
    }
    const first = row(table.createTHead());
    head(first, "col", corner || "");
    for (const words of Object.values(columns)) head(first, "col", words);
    const body = table.createTBody();
    for (const [id, words] of Object.entries(rows)) {
      const tr = row(body);
      head(tr, "row", words);
      for (const column of Object.keys(columns)) {
        const name = `${id}.${column}`;
        const cell = tr.appendChild(document.createElement("td"));
        const n = empty.indexOf(name) + 1;
        cell.className = n ? "asked" : "";
        if (n) cell.append(gap(name, n, `${words}, ${columns[column]}`));
        else cell.append(ui.rich(given[name]));
      }
    }

    function row(part) {
      return part.appendChild(document.createElement("tr"));
    }

    function head(tr, scope, words) {
      // An empty corner is no head of anything.
      const cell = tr.appendChild(document.createElement(words ? "th" : "td"));
      if (words) cell.scope = scope;
      cell.append(ui.rich(words));
    }

    function gap(name, n, place) {
      const held = document.createElement("span");
      held.className = "gap";
      if (of > 1) {
        const number = held.appendChild(document.createElement("small"));
        number.setAttribute("aria-hidden", "true");
        number.textContent = ui.n(n);
      }
      const field = choices[name] ? list(choices[name]) : input(keypad.includes(name), n === of);
      field.classList.add("field");
      if (n === 1) field.dataset.focus = "";
      field.dataset.gap = name;
      const where = ui.rich(place).textContent;
      field.setAttribute("aria-label", `${where}. ${ui.t("Gap {n} of {of}", { n, of })}`);
      field.addEventListener("input", keep);
      fields.set(name, field);
      held.append(field);
      return held;
    }

    function input(digits, last) {
      const field = document.createElement("input");
      for (const [name, value] of Object.entries({
        type: "text",
        dir: "auto",
        inputmode: digits ? "decimal" : "text",
        enterkeyhint: last ? "done" : "next",
        autocomplete: "off",
        autocapitalize: "none",
        spellcheck: "false",
        maxlength: "400",
      })) {
        field.setAttribute(name, value);
      }
      if (digits) field.classList.add("digits");
      // Enter goes on to the next gap: a half-filled table is not sent by it.
      field.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" || last || event.isComposing) return;
        event.preventDefault();
        const all = [...fields.values()];
        all[all.indexOf(field) + 1].focus();
      });
      return field;
    }

    function list(offered) {
      const field = document.createElement("select");
      field.append(new Option("…", ""));
      for (const [id, words] of Object.entries(offered)) {
        const option = field.appendChild(new Option("", id));
        option.append(ui.rich(words).textContent);
      }
      return field;
    }

    function keep() {
      const given = [...fields].filter(([, field]) => field.value.trim());
      const response = Object.fromEntries(given.map(([name, field]) => [name, field.value]));
      model.set("response", given.length ? response : null);
      model.save_changes();
    }

    function paint() {
      const response = model.get("response") || {};
      for (const [name, field] of fields) {
        const value = response[name] || "";
        if (field.value.trim() !== value.trim()) field.value = value;
        field.disabled = !!model.get("disabled");
        field.setAttribute("aria-invalid", String(model.get("state") === "invalid"));
      }
    }
    model.on("change:response change:disabled change:state", paint);
    paint();
  },
};
