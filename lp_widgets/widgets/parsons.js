/** A program to build out of given lines. Response: its text, four spaces a level. */

const INDENT = "    ";
const DEEPEST = 9;
/** What can be done to the line that is held: a sign, its name, its key. */
const TOOLS = [
  ["↑", "Move up", "ArrowUp"],
  ["↓", "Move down", "ArrowDown"],
  ["⇤", "Indent less", "ArrowLeft"],
  ["⇥", "Indent more", "ArrowRight"],
  ["✕", "Take out", "Delete"],
];

export default {
  empty: "No line is in the program yet. This did not count as a try.",
  render({ model, el, ui }) {
    const { lines = [] } = model.get("spec");
    /** @type {{depth: number, at: number}[]} the program: `at` is a place in `lines` */
    let program = [];
    let held = -1; // which line of the program the tools work on

    el.classList.add("parsons");
    const named = `legend-${model.get("qid")}`;
    add(el, "p", "meta", model.get("label") || ui.t("The program")).id = named;
    const built = add(el, "ol", "built");
    built.setAttribute("aria-labelledby", `${model.get("labelledby") || ""} ${named}`.trim());
    const tools = add(el, "div", "tools");
    tools.setAttribute("role", "group");
    tools.setAttribute("aria-label", ui.t("The line that is chosen"));
    for (const [sign, name, key] of TOOLS) {
      const made = add(tools, "button", "icon-btn", sign);
      Object.assign(made, { type: "button", title: ui.t(name) });
      made.setAttribute("aria-label", ui.t(name));
      made.dataset.key = key;
      made.addEventListener("click", () => act(key, false));
    }
    add(el, "p", "meta", ui.t("Lines to choose from")).id = `${named}-pool`;
    const pool = add(el, "ul", "pool");
    pool.setAttribute("aria-labelledby", `${named}-pool`);
    const said = add(el, "p", "vh");
    said.setAttribute("aria-live", "polite");

    function take(at) {
      if (model.get("disabled")) return;
      const last = program[program.length - 1];
      const deeper = last && lines[last.at].endsWith(":") ? 1 : 0;
      program.push({ at, depth: last ? Math.min(last.depth + deeper, DEEPEST) : 0 });
      held = program.length - 1;
      keep();
      focus();
    }

    /** Do to the held line what a tool or a key says; `follow` lets the focus go with it. */
    function act(key, follow) {
      const line = program[held];
      if (!line || model.get("disabled")) return;
      const step = { ArrowUp: -1, ArrowDown: 1 }[key];
      if (step) {
        const place = held + step;
        if (place < 0 || place >= program.length) return;
        program.splice(held, 1);
        program.splice(place, 0, line);
        held = place;
      } else if (key === "ArrowLeft") line.depth = Math.max(line.depth - 1, 0);
      else if (key === "ArrowRight") line.depth = Math.min(line.depth + 1, DEEPEST);
      else {
        program.splice(held, 1);
        held = Math.min(held, program.length - 1);
      }
      keep();
      if (follow) focus();
    }

    function focus() {
      const target = built.querySelectorAll("button")[held] || pool.querySelector("button");
      if (target) target.focus();
    }

    function keep() {
      const text = program.map(({ at, depth }) => INDENT.repeat(depth) + lines[at]).join("\n");
      paint();
      model.set("response", text || null);
      model.save_changes();
      const line = program[held];
      said.textContent = line
        ? ui.t("Line {place} of {of}, level {level}: {line}", {
            place: held + 1,
            of: program.length,
            level: line.depth,
            line: lines[line.at],
          })
        : "";
    }

    function restore() {
      const response = model.get("response");
      const shown = program.map(({ at, depth }) => INDENT.repeat(depth) + lines[at]).join("\n");
      if ((response || "") !== shown) {
        program = [];
        held = -1;
        for (const line of typeof response === "string" && response ? response.split("\n") : []) {
          const text = line.trim();
          const at = lines.findIndex((each, place) => each === text && isFree(place));
          if (at >= 0) program.push({ at, depth: (line.length - line.trimStart().length) / 4 });
        }
      }
      paint();
    }

    function isFree(at) {
      return !program.some((line) => line.at === at);
    }

    function paint() {
      const off = !!model.get("disabled");
      built.textContent = "";
      program.forEach(({ at, depth }, place) => {
        const made = row(built, lines[at], () => {
          held = held === place ? -1 : place;
          paint();
          focus();
        });
        made.style.setProperty("--depth", String(depth));
        made.setAttribute("aria-pressed", String(place === held));
        made.dataset.line = lines[at];
        made.addEventListener("keydown", (event) => {
          const key = event.key === "Backspace" ? "Delete" : event.key;
          if (!TOOLS.some((tool) => tool[2] === key)) return;
          event.preventDefault();
          held = place;
          act(key, true);
        });
      });
      if (!program.length) {
        add(built, "li", "meta", ui.t("Touch a line below to begin.")).dir = model.get("direction");
      }
      pool.textContent = "";
      lines.forEach((text, at) => {
        if (isFree(at)) row(pool, text, () => take(at)).dataset.line = text;
      });
      for (const tool of tools.children) {
        if (held < 0 || off) tool.setAttribute("aria-disabled", "true");
        else tool.removeAttribute("aria-disabled");
      }
      for (const made of el.querySelectorAll("li button")) made.disabled = off;
    }

    function row(list, text, work) {
      const made = add(add(list, "li"), "button", "line", text);
      made.type = "button";
      made.dir = "ltr";
      made.addEventListener("click", work);
      return made;
    }

    model.on("change:response", restore);
    model.on("change:disabled", paint);
    restore();
  },
};

function add(parent, name, css = "", words = "") {
  const made = document.createElement(name);
  if (css) made.className = css;
  if (words) made.textContent = words;
  return parent.appendChild(made);
}
