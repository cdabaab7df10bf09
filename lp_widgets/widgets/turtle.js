/**
 * A turtle that draws what a program of blocks says; beside it the same program in Python.
 * State: `program` and `goal`, one command a line, two spaces further in below a repeat; `blocks`
 * that can be added; `caption`. `at` is the row that is being changed.
 */

const MOST = 2000;
const ROWS = 60;
const DEEPEST = 3;
const COLOURS = ["Black", "Red", "Blue", "Green", "Orange", "Purple"];
const go = { first: 50, step: 10, most: 500 };
const turn = { first: 90, step: 15, most: 360 };
const BLOCKS = {
  forward: { name: "Forward", say: "Forward {n}", ...go },
  back: { name: "Back", say: "Back {n}", ...go },
  left: { name: "Turn left", say: "Turn left {n}°", ...turn },
  right: { name: "Turn right", say: "Turn right {n}°", ...turn },
  repeat: { name: "Repeat", say: "Repeat {n} times", first: 4, step: 1, most: 99 },
  penup: { name: "Pen up", say: "Pen up" },
  pendown: { name: "Pen down", say: "Pen down" },
  color: { name: "Colour", say: "Colour: {colour}", first: "red" },
};

/** Read a program into rows {word, by, depth}. */
function read(program) {
  return (program || "")
    .split("\n")
    .filter(Boolean)
    .map((line) => {
      const [word, by] = line.trim().split(/ +/);
      const number = BLOCKS[word].most;
      return { word, by: number ? Number(by) : by, depth: line.search(/\S/) / 2 };
    });
}

function write(rows) {
  return rows
    .map(({ word, by, depth }) => "  ".repeat(depth) + word + (by === undefined ? "" : ` ${by}`))
    .join("\n");
}

/** The place after the last row that is inside of row `at`. */
function endOf(rows, at) {
  let end = at + 1;
  while (end < rows.length && rows[end].depth > rows[at].depth) end++;
  return end;
}

/** The places of the commands as they are carried out. */
function* walk(rows, from, to) {
  for (let at = from; at < to; at++) {
    if (rows[at].word !== "repeat") yield at;
    else {
      const end = endOf(rows, at);
      for (let n = 0; n < rows[at].by && end > at + 1; n++) yield* walk(rows, at + 1, end);
      at = end - 1;
    }
  }
}

/** Carry out at most MOST steps: where each leads, and what it draws. */
function run(rows) {
  let now = { at: -1, x: 0, y: 0, heading: 0, down: true, colour: "black", line: null };
  const states = [now];
  for (const at of walk(rows, 0, rows.length)) {
    if (states.length > MOST) return { states, cut: true };
    const { word, by } = rows[at];
    const next = { ...now, at, line: null };
    if (word === "forward" || word === "back") {
      const far = word === "back" ? -by : by;
      const angle = (now.heading * Math.PI) / 180;
      next.x += far * Math.cos(angle);
      next.y -= far * Math.sin(angle);
      if (now.down && far) next.line = [now.x, now.y, next.x, next.y];
    } else if (word === "left") next.heading = (now.heading + by) % 360;
    else if (word === "right") next.heading = (now.heading + 360 - by) % 360;
    else if (word === "color") next.colour = by;
    else next.down = word === "pendown";
    states.push((now = next));
  }
  return { states, cut: false };
}

const linesOf = (states) => states.map((each) => each.line).filter(Boolean);
const pathOf = (lines) => lines.map((l) => `M${l[0]} ${l[1]}L${l[2]} ${l[3]}`).join("");

/** The small squares of the paper that lines touch. */
function touched(lines) {
  const found = new Set();
  for (const [x, y, toX, toY] of lines) {
    const pieces = Math.ceil(Math.hypot(toX - x, toY - y) / 2);
    for (let n = 0; n <= pieces; n++) {
      const part = n / pieces;
      found.add(
        `${Math.round((x + (toX - x) * part) / 3)} ${Math.round((y + (toY - y) * part) / 3)}`,
      );
    }
  }
  return found;
}

/** Whether some of these lines lie nowhere near the others. */
function beside(lines, others) {
  const there = touched(others);
  const near = [-1, 0, 1];
  return [...touched(lines)].some((square) => {
    const [x, y] = square.split(" ").map(Number);
    return !near.some((dx) => near.some((dy) => there.has(`${x + dx} ${y + dy}`)));
  });
}

export default {
  render({ model, el, ui }) {
    const { make } = ui;
    el.classList.add("turtle");
    const rows = () => read(model.get("program"));
    const goal = linesOf(run(read(model.get("goal"))).states);
    const chosen = () => Number(model.get("at") === undefined ? -1 : model.get("at"));
    let ran = run(rows());
    let done = 0;
    let timer = 0;
    let size = 0;

    const lines = make("g", {});
    const turtle = make("path", { class: "me", d: "M12 0L-8 -8L-4 0L-8 8Z" });
    const picture = make("svg", { class: "drawing", role: "img" });
    if (goal.length) picture.append(make("path", { class: "goal", d: pathOf(goal) }));
    picture.append(lines, turtle);
    const button = (words, click, css = "btn small quiet") =>
      make("button", { type: "button", class: css, click }, ui.t(words));
    const told = make("p", { role: "status", class: "meta" });
    const list = make("ol", {});
    const python = make("pre", { dir: "ltr", tabindex: "0", "aria-label": ui.t("In Python") });
    const add = model.get("blocks").map((word) => button(BLOCKS[word].name, () => insert(word)));
    const title = (words) => make("p", { class: "kick" }, ui.t(words));
    el.append(
      picture,
      make(
        "div",
        { class: "keys-row" },
        button("Run", start, "btn small"),
        button("One step", step),
        button("To the start", () => show(0)),
      ),
      told,
      make(
        "div",
        { class: "program" },
        make("div", {}, title("Program"), list, make("div", { class: "keys-row" }, ...add)),
        make("div", {}, title("In Python"), python),
      ),
    );
    if (model.get("caption")) picture.after(make("p", {}, ui.rich(model.get("caption"))));
    model.on("change:program change:at", paint);
    model.on("change:program", () => {
      ran = run(rows());
      frame();
      show(0);
    });
    paint();
    frame();
    show(0);

    function put(changed, at) {
      if (model.get("disabled") || changed.length > ROWS) return;
      model.set("at", at);
      model.set("program", write(changed));
      model.save_changes();
    }

    /** A new block comes after the chosen one, or into it where that is a repeat. */
    function insert(word) {
      const all = rows();
      const at = all[chosen()] ? chosen() : all.length - 1;
      const into = all[at] && all[at].word === "repeat";
      const depth = all[at] ? all[at].depth + (into ? 1 : 0) : 0;
      if (depth > DEEPEST - (word === "repeat" ? 1 : 0)) return say("No more repeats fit in here.");
      all.splice(at + 1, 0, { word, by: BLOCKS[word].first, depth });
      put(all, at + 1);
    }

    function change(at, by) {
      const all = rows();
      const { most } = BLOCKS[all[at].word];
      all[at].by = most ? Math.max(0, Math.min(most, by)) : by;
      put(all, at);
    }

    function remove(at) {
      const all = rows();
      for (const inside of all.slice(at + 1, endOf(all, at))) inside.depth--;
      all.splice(at, 1);
      put(all, Math.min(at, all.length - 1));
    }

    /** One place up or down; at a repeat's edge the way leads into it or out of it. */
    function move(at, down) {
      const all = rows();
      const end = endOf(all, at);
      const { depth } = all[at];
      const block = all.slice(at, end);
      const other = all[down ? end : at - 1];
      let shift = 0;
      let to = at;
      if (!other || (down && other.depth < depth)) shift = down && depth ? -1 : 0;
      else if (down) {
        shift = other.word === "repeat" ? 1 : 0;
        to = at + 1;
      } else if (other.depth > depth || (other.depth === depth && other.word === "repeat"))
        shift = 1;
      else {
        shift = other.depth - depth;
        to = at - 1;
      }
      if (block.some((each) => each.depth + shift > DEEPEST - (each.word === "repeat" ? 1 : 0)))
        return say("No more repeats fit in here.");
      for (const each of block) each.depth += shift;
      all.splice(at, block.length);
      all.splice(to, 0, ...block);
      put(all, to);
    }

    function start() {
      const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
      const last = ran.states.length - 1;
      show(0);
      if (calm) return show(last);
      const pace = Math.ceil(last / 100);
      const tick = () => {
        show(Math.min(last, done + pace));
        if (done < last && el.isConnected) timer = setTimeout(tick, Math.min(400, 4000 / last));
      };
      tick();
    }

    function step() {
      show(Math.min(ran.states.length - 1, done + 1));
    }

    /** Draw what the first steps draw. */
    function show(count) {
      clearTimeout(timer);
      done = count;
      const states = ran.states.slice(0, count + 1);
      const now = states[count];
      ui.refill(lines);
      for (const { line, colour } of states) {
        if (!line) continue;
        const last = lines.lastChild;
        if (last && last.getAttribute("stroke") === colour)
          last.setAttribute("d", last.getAttribute("d") + pathOf([line]));
        else lines.append(make("path", { stroke: colour, d: pathOf([line]) }));
      }
      turtle.setAttribute(
        "transform",
        `translate(${now.x} ${now.y}) scale(${size / 250}) rotate(${-now.heading})`,
      );
      light();
      const drawn = linesOf(states);
      const whole = (value) => Math.round(value) || 0;
      const where = ui.t("The turtle is at ({x}, {y}) and looks to {degrees}°.", {
        x: whole(now.x),
        y: whole(-now.y),
        degrees: whole(now.heading),
      });
      picture.setAttribute(
        "aria-label",
        `${ui.tn("A drawing of {n} line.", "A drawing of {n} lines.", drawn.length)} ${where}`,
      );
      const end = count && count === ran.states.length - 1;
      if (!count) say("");
      else if (end && ran.cut) say("The turtle stops here, after {n} steps.", { n: MOST });
      else if (end && goal.length) say(compared(drawn));
      else
        told.textContent = `${ui.t("Step {n} of {of}.", { n: count, of: ran.states.length - 1 })} ${where}`;
    }

    /** Mark the row that was carried out last. */
    function light() {
      for (const each of el.querySelectorAll("[data-row]"))
        each.classList.toggle("now", Number(each.dataset.row) === ran.states[done].at);
    }

    /** Choose a part of the paper that has room for the whole drawing. */
    function frame() {
      const points = [...goal, ...linesOf(ran.states)];
      const ends = (n, way) => points.reduce((far, line) => way(far, line[n], line[n + 2]), 0);
      const [left, top] = [ends(0, Math.min), ends(1, Math.min)];
      const wide = ends(0, Math.max) - left;
      const high = ends(1, Math.max) - top;
      const room = [Math.max(160, wide + 40), Math.max(110, high + 40)];
      size = Math.max(...room);
      picture.setAttribute(
        "viewBox",
        `${left + (wide - room[0]) / 2} ${top + (high - room[1]) / 2} ${room.join(" ")}`,
      );
    }

    function paint() {
      const all = rows();
      const root = /** @type {any} */ (el.getRootNode());
      const held =
        root.activeElement && el.contains(root.activeElement) && root.activeElement.dataset.key;
      ui.refill(list, ...all.map(row));
      ui.refill(python, make("span", {}, "from turtle import *\n\n"), ...all.map(inPython));
      light();
      if (!held) return;
      const again = el.querySelector(`[data-key="${held}"]`) || add[0];
      again.focus();
    }

    function inPython({ word, by, depth }, at, all) {
      const value = word === "color" ? `"${by}"` : by === undefined ? "" : by;
      const code = word === "repeat" ? `for _ in range(${by}):` : `${word}(${value})`;
      const empty = word === "repeat" && endOf(all, at) === at + 1;
      const pad = "    ".repeat(depth);
      return make("span", { "data-row": at }, `${pad}${code}\n${empty ? `${pad}    pass\n` : ""}`);
    }

    function row({ word, by, depth }, at) {
      const on = at === chosen();
      const block = BLOCKS[word];
      const colour = word === "color" && ui.t(COLOURS.find((c) => c.toLowerCase() === by));
      const open = () => {
        model.set("at", on ? -1 : at);
        model.save_changes();
      };
      const line = make(
        "button",
        {
          type: "button",
          class: "line",
          "data-key": `row${at}`,
          "aria-expanded": String(on),
          click: open,
        },
        ui.t(block.say, { n: by, colour }),
      );
      return make(
        "li",
        { style: `--depth:${depth}`, "data-row": at },
        line,
        on ? tools(word, by, at) : "",
      );
    }

    function tools(word, by, at) {
      const { step, most } = BLOCKS[word];
      const tool = (icon, words, click) =>
        make(
          "button",
          { type: "button", class: "icon-btn", "data-key": icon, "aria-label": ui.t(words), click },
          ui.icon(icon),
        );
      const field = { class: "field", "data-key": "by", "aria-label": ui.t(BLOCKS[word].name) };
      const number = make("input", {
        ...field,
        inputmode: "numeric",
        maxlength: 3,
        value: ui.n(by),
        change: () => {
          const typed = number.value.replace(/[٠-٩۰-۹]/g, (digit) => digit.charCodeAt(0) & 15);
          change(at, /^\d+$/.test(typed) ? Number(typed) : by);
        },
      });
      const colours = make(
        "select",
        { ...field, change: () => change(at, colours.value) },
        ...COLOURS.map((each) => {
          const value = each.toLowerCase();
          return make("option", { value, selected: value === by }, ui.t(each));
        }),
      );
      return make(
        "div",
        { class: "tools" },
        ...(most
          ? [
              tool("minus", "Less", () => change(at, by - step)),
              number,
              tool("plus", "More", () => change(at, by + step)),
            ]
          : word === "color"
            ? [colours]
            : []),
        tool("up", "Move up", () => move(at, false)),
        tool("down", "Move down", () => move(at, true)),
        make(
          "button",
          { type: "button", class: "btn small plain", "data-key": "gone", click: () => remove(at) },
          ui.t("Take out"),
        ),
      );
    }

    function compared(drawn) {
      if (beside(drawn, goal)) return "Some lines lie beside the picture.";
      if (beside(goal, drawn)) return "Part of the picture is still to be drawn.";
      return "The drawing and the picture are the same.";
    }

    function say(words, values) {
      told.textContent = words && ui.t(words, values);
    }
  },
};
