/** A table with cells to fill. Response: `row.column` to raw text; empty cells are left out. */

export default {
  needs: "gaps",
  render({ model, el, ui }) {
    const { columns, rows, corner, given = {} } = model.get("spec");
    const ids = Object.keys(columns);
    const asked = Object.keys(rows)
      .flatMap((row) => ids.map((column) => `${row}.${column}`))
      .filter((name) => !(name in given));
    const gap = ui.gaps({ model, ui, of: asked.length });
    const named = {
      "aria-labelledby": model.get("labelledby") || null,
      "aria-describedby": model.get("describedby") || null,
    };
    const make = ui.make;
    // An empty corner is no head of anything.
    const head = (scope, words = "") =>
      words ? make("th", { scope }, ui.rich(words)) : make("td");
    const cell = (row, column) => {
      const name = `${row}.${column}`;
      const n = asked.indexOf(name) + 1;
      if (!n) return make("td", {}, ui.rich(given[name]));
      const where = ui.rich(`${rows[row]}, ${columns[column]}`).textContent;
      return make("td", { class: "asked" }, gap(name, n, where));
    };
    const heads = Object.values(columns).map((words) => head("col", words));
    const lines = Object.entries(rows).map(([row, words]) =>
      make("tr", {}, head("row", words), ...ids.map((column) => cell(row, column))),
    );
    // Wider than a phone, it scrolls in its own frame; keys may scroll it too.
    el.append(
      make(
        "div",
        { class: "scroll", tabindex: 0, role: "group", ...named },
        make(
          "table",
          { class: "filling", ...named },
          make("thead", {}, make("tr", {}, head("col", corner), ...heads)),
          make("tbody", {}, ...lines),
        ),
      ),
    );
  },
};
