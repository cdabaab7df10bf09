/** A grid with two axes to place points on. Response: `[["1", "2.5"], …]`, ASCII decimals. */

const CELL = 24;
const PAD = 26;

export default {
  empty: "No point is placed yet. This did not count as a try.",
  needs: "points",
  render({ model, el, ui }) {
    const { x = ["-5", "5"], y = ["-5", "5"], ...spec } = model.get("spec");
    const step = Number(spec.step || 1);
    const low = [x, y].map((ends) => Number(ends[0]));
    const most = [x, y].map((ends) => Math.round((Number(ends[1]) - Number(ends[0])) / step));
    const [across, up] = most.map((steps) => steps * CELL);
    const zero = low.map((least, axis) => Math.min(Math.max(-least / step, 0), most[axis]) * CELL);
    const right = (at) => PAD + at;
    const top = (at) => PAD + up - at;
    const value = (axis, steps) => Number((low[axis] + steps * step).toFixed(6));
    // Each number for itself: between Arabic digits a comma would turn the pair round.
    const alone = (number) => `\u2066${ui.n(number)}\u2069`;
    const make = ui.make;

    el.classList.add("plot-point");
    // Whatever is drawn in here ends at the edges of the grid.
    const line = make("line", { class: "drawn" });
    const inside = make("svg", { x: PAD, y: PAD, width: across, height: up }, line);
    const dots = make("g");
    const svg = make(
      "svg",
      {
        class: "plane",
        viewBox: `0 0 ${across + 2 * PAD} ${up + 2 * PAD}`,
        role: "img",
        "aria-label": ui.t("A grid with two axes"),
        style: `max-inline-size: ${(across + 2 * PAD) * 1.6}px`,
      },
      ...most.flatMap(grid),
      label(spec.x_label, { x: right(across), y: top(zero[1]) - 6, "text-anchor": "end" }),
      label(spec.y_label, { x: right(zero[0]) + 6, y: PAD - 8, "text-anchor": "start" }),
      inside,
      dots,
    );
    el.append(svg);
    const { put } = ui.points({
      model,
      el,
      ui,
      most,
      legend: ui.t("Touch the grid to place a point"),
      // Keys begin at zero, or in the middle when an axis has no zero.
      start: low.map((least, axis) => {
        const origin = Math.round(-least / step);
        return origin >= 0 && origin <= most[axis] ? origin : Math.round(most[axis] / 2);
      }),
      read: (pair) => pair.map((each, axis) => Math.round((Number(each) - low[axis]) / step)),
      write: (at) => at.map((each, axis) => String(value(axis, each))),
      words,
      short: (at) => (at ? words(at) : "( , )"),
      draw,
    });
    svg.addEventListener("click", (event) => put(hand(event)));
    // A mouse may drag; a finger taps, because dragging scrolls the page.
    svg.addEventListener("pointermove", (event) => {
      if (event.pointerType === "mouse" && event.buttons === 1) put(hand(event), true);
    });

    function words(at) {
      return `(${alone(value(0, at[0]))}, ${alone(value(1, at[1]))})`;
    }

    function grid(steps, axis) {
      const every = Math.ceil((steps * 14) / (axis ? up : across)) > 1 || steps > 12 ? 2 : 1;
      return Array.from({ length: steps + 1 }, (_, n) => {
        const at = n * CELL;
        const main = Math.abs(at - zero[axis]) < 0.5;
        const ends = axis
          ? { x1: right(0), x2: right(across), y1: top(at), y2: top(at) }
          : { x1: right(at), x2: right(at), y1: top(0), y2: top(up) };
        const drawn = [make("line", { class: main && "axis", ...ends })];
        // One zero is enough, and it stands at the corner.
        if (n % every || (main && zero[1 - axis] > 0)) return drawn;
        const place = axis
          ? { x: right(zero[0]) - 5, y: top(at) + 4, "text-anchor": "end" }
          : { x: right(at), y: top(zero[1]) + 14, "text-anchor": "middle" };
        return [...drawn, make("text", place, ui.n(value(axis, n)))];
      }).flat();
    }

    function label(words, place) {
      return words ? make("text", { class: "axis-label", ...place }, words) : "";
    }

    /** Where a finger is, on the nearest crossing of lines. */
    function hand(event) {
      const box = svg.getBoundingClientRect();
      const scale = (across + 2 * PAD) / box.width;
      return [
        (event.clientX - box.left) * scale - PAD,
        up + PAD - (event.clientY - box.top) * scale,
      ].map((each, axis) => Math.min(Math.max(Math.round(each / CELL), 0), most[axis]));
    }

    function draw(points) {
      const placed = points.filter(({ at }) => at);
      ui.refill(
        dots,
        ...placed.map(({ at, name, on }) => {
          const [cx, cy] = [right(at[0] * CELL), top(at[1] * CELL)];
          return make(
            "g",
            { class: `point${on ? " on" : ""}` },
            make("circle", { cx, cy, r: 8 }),
            make("text", { x: cx + 10, y: cy - 8 }, name),
          );
        }),
      );
      const drawn = spec.draw === "line" && placed.length > 1;
      line.toggleAttribute("hidden", !drawn);
      if (!drawn) return;
      const [a, b] = placed.map(({ at }) => at);
      const far = (t, axis) => (a[axis] + (b[axis] - a[axis]) * t) * CELL;
      for (const [end, t] of [[1, -99], [2, 99]]) {
        line.setAttribute(`x${end}`, String(far(t, 0)));
        line.setAttribute(`y${end}`, String(up - far(t, 1)));
      }
    }
  },
};
