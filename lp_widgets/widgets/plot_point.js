/** A grid with two axes to place points on. Response: `[["1", "2.5"], …]`, ASCII decimals. */

const SVG = "http://www.w3.org/2000/svg";
const CELL = 24;
const PAD = 26;
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

export default {
  empty: "No point is placed yet. This did not count as a try.",
  render({ model, el, ui }) {
    const { x = ["-5", "5"], y = ["-5", "5"], ...spec } = model.get("spec");
    const step = Number(spec.step || 1);
    const count = spec.count || 1;
    const axes = [x, y].map(([low, high]) => ({
      low: Number(low),
      steps: Math.round((Number(high) - Number(low)) / step),
    }));
    /** @type {(number[] | null)[]} each point in steps from the lower left corner */
    const points = Array(count).fill(null);
    let active = 0;

    el.classList.add("plot-point");
    const legend = add(el, "p", "meta", model.get("label") || ui.t("Touch the grid to place a point"));
    legend.id = `legend-${model.get("qid")}`;
    const plane = drawPlane();
    const chips = add(el, "div", "chips");
    chips.setAttribute("role", "group");
    chips.setAttribute("aria-labelledby", `${model.get("labelledby") || ""} ${legend.id}`.trim());
    const said = add(el, "p", "vh");
    said.setAttribute("aria-live", "polite");
    const buttons = points.map((_, place) => {
      const chip = add(chips, "button", "chip num");
      Object.assign(chip, { type: "button", dir: "ltr" });
      chip.addEventListener("click", () => choose(place));
      chip.addEventListener("keydown", (event) => key(event, place));
      return chip;
    });
    const again = add(chips, "button", "btn small plain", ui.t("Start again"));
    again.type = "button";
    again.addEventListener("click", () => {
      if (model.get("disabled")) return;
      points.fill(null);
      active = 0;
      keep();
    });

    function value(axis, steps) {
      return Number((axes[axis].low + steps * step).toFixed(6));
    }
    const name = (place) => String.fromCharCode(65 + place);
    // Each number for itself: between Arabic digits a comma would turn the pair round.
    const alone = (number) => `\u2066${ui.n(number)}\u2069`;
    const shown = (point) => `(${alone(value(0, point[0]))}, ${alone(value(1, point[1]))})`;

    /** Put the active point somewhere; not where another one is. */
    function put(at) {
      if (model.get("disabled")) return false;
      const taken = points.some((p, i) => p && i !== active && p[0] === at[0] && p[1] === at[1]);
      if (taken) return false;
      points[active] = at;
      keep();
      return true;
    }

    function choose(place) {
      active = place;
      paint();
    }

    function key(event, place) {
      const move = MOVES[event.key];
      const erase = event.key === "Delete" || event.key === "Backspace";
      if ((!move && !erase) || model.get("disabled")) return;
      event.preventDefault();
      active = place;
      if (erase) {
        points[place] = null;
        return keep();
      }
      const from = points[place] || axes.map(({ low, steps }) => origin(low, steps));
      let at = from;
      do {
        const next = at.map((each, axis) => each + move[axis]);
        if (next.some((each, axis) => each < 0 || each > axes[axis].steps)) return;
        at = next;
      } while (!put(at)); // walks over a point that lies in the way
    }

    /** Where a point begins that keys move: at zero, or in the middle when the axis has no zero. */
    function origin(low, steps) {
      const zero = Math.round(-low / step);
      return zero >= 0 && zero <= steps ? zero : Math.round(steps / 2);
    }

    function keep() {
      const set = points.filter(Boolean);
      paint();
      model.set(
        "response",
        set.length ? set.map((p) => [String(value(0, p[0])), String(value(1, p[1]))]) : null,
      );
      model.save_changes();
      const point = points[active];
      said.textContent = point ? `${name(active)} ${shown(point)}` : "";
    }

    function restore() {
      const response = model.get("response") || [];
      const same = JSON.stringify(
        points.filter(Boolean).map((p) => [String(value(0, p[0])), String(value(1, p[1]))]),
      );
      if (JSON.stringify(response) !== same) {
        points.fill(null);
        response.slice(0, count).forEach((pair, place) => {
          points[place] = pair.map((each, axis) => Math.round((Number(each) - axes[axis].low) / step));
        });
        active = Math.max(points.indexOf(null), 0);
      }
      paint();
    }

    function drawPlane() {
      const [across, up] = axes.map(({ steps }) => steps * CELL);
      const svg = shape(el, "svg", {
        class: "plane",
        viewBox: `0 0 ${across + 2 * PAD} ${up + 2 * PAD}`,
        role: "img",
        "aria-label": ui.t("A grid with two axes"),
      });
      svg.style.maxInlineSize = `${(across + 2 * PAD) * 1.6}px`;
      const zero = axes.map(({ low, steps }) => Math.min(Math.max(-low / step, 0), steps) * CELL);
      const right = (at) => PAD + at;
      const top = (at) => PAD + up - at;
      axes.forEach(({ steps }, axis) => {
        const every = Math.ceil((steps * 14) / (axis ? up : across)) > 1 || steps > 12 ? 2 : 1;
        for (let n = 0; n <= steps; n += 1) {
          const at = n * CELL;
          const main = Math.abs(at - zero[axis]) < 0.5 ? "axis" : "";
          const ends = axis
            ? { x1: right(0), x2: right(across), y1: top(at), y2: top(at) }
            : { x1: right(at), x2: right(at), y1: top(0), y2: top(up) };
          shape(svg, "line", { class: main, ...ends });
          if (n % every) continue;
          const number = shape(svg, "text", {
            x: axis ? right(zero[0]) - 5 : right(at),
            y: axis ? top(at) + 4 : top(zero[1]) + 14,
            "text-anchor": axis ? "end" : "middle",
          });
          if (main && zero[1 - axis] > 0) continue; // one zero is enough, and it stands at the corner
          number.textContent = ui.n(value(axis, n));
        }
      });
      label(svg, spec.x_label, { x: right(across), y: top(zero[1]) - 6, "text-anchor": "end" });
      label(svg, spec.y_label, { x: right(zero[0]) + 6, y: PAD - 8, "text-anchor": "start" });
      // Whatever is drawn in here ends at the edges of the grid.
      const inside = shape(svg, "svg", { x: PAD, y: PAD, width: across, height: up });
      shape(inside, "line", { class: "drawn" });
      const hand = (event) => {
        const box = svg.getBoundingClientRect();
        const scale = (across + 2 * PAD) / box.width;
        const where = [
          (event.clientX - box.left) * scale - PAD,
          up + PAD - (event.clientY - box.top) * scale,
        ];
        return where.map((each, axis) =>
          Math.min(Math.max(Math.round(each / CELL), 0), axes[axis].steps),
        );
      };
      svg.addEventListener("click", (event) => {
        if (!put(hand(event))) return;
        const open = points.indexOf(null);
        if (open >= 0) choose(open);
      });
      // A mouse may drag; a finger taps, because dragging scrolls the page.
      svg.addEventListener("pointermove", (event) => {
        if (event.pointerType === "mouse" && event.buttons === 1 && points[active]) put(hand(event));
      });
      return { svg, inside, up };
    }

    function label(svg, words, place) {
      if (!words) return;
      shape(svg, "text", { class: "axis-label", ...place }).textContent = words;
    }

    function paint() {
      const { svg, inside, up } = plane;
      for (const old of svg.querySelectorAll(".point")) old.remove();
      points.forEach((point, place) => {
        const chip = buttons[place];
        const words = point ? shown(point) : "( , )";
        chip.textContent = `${name(place)} ${words}`;
        chip.setAttribute("aria-label", `${name(place)} ${point ? words : ui.t("not placed yet")}`);
        chip.setAttribute("aria-pressed", String(place === active));
        chip.disabled = !!model.get("disabled");
        if (!point) return;
        const group = shape(svg, "g", { class: `point${place === active ? " on" : ""}` });
        const [cx, cy] = [PAD + point[0] * CELL, PAD + up - point[1] * CELL];
        shape(group, "circle", { cx, cy, r: 8 });
        shape(group, "text", { x: cx + 10, y: cy - 8 }).textContent = name(place);
      });
      const line = inside.querySelector(".drawn");
      const [a, b] = points;
      line.toggleAttribute("hidden", !(spec.draw === "line" && a && b));
      if (spec.draw === "line" && a && b) {
        const far = (t, axis) => (a[axis] + (b[axis] - a[axis]) * t) * CELL;
        for (const [end, t] of [[1, -99], [2, 99]]) {
          line.setAttribute(`x${end}`, String(far(t, 0)));
          line.setAttribute(`y${end}`, String(up - far(t, 1)));
        }
      }
    }

    model.on("change:response", restore);
    model.on("change:disabled", paint);
    restore();
  },
};

function shape(parent, name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return parent.appendChild(made);
}

function add(parent, name, css = "", words = "") {
  const made = document.createElement(name);
  if (css) made.className = css;
  if (words) made.textContent = words;
  return parent.appendChild(made);
}
