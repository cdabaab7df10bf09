/**
 * Points on a number line. Response: `["3/4", "2"]`, whole numbers and fractions in lowest terms.
 * As a widget: `marks` are the points, in the same writing; `count` how many there can be; `jumps`
 * draws the way from each to the next; `label` says what to do, `caption` stands below.
 */

export default {
  empty: "No point is placed yet. This did not count as a try.",
  needs: "points",
  render({ model, el, ui }) {
    const { make } = ui;
    const asked = model.get("spec");
    const field = (name, otherwise) => (asked ? asked[name] : model.get(name)) || otherwise;
    const ends = field("line", ["0", "10"]);
    const step = field("step", "1");
    const [low, high] = ends.map(exact);
    const ticks = parts(low, high, exact(step));
    const snap = exact(field("snap", step));
    const places = parts(low, high, snap);
    const decimal = /\./.test(ends + step + field("snap", ""));
    const named = new Set(field("named", []).map((each) => written(exact(each))));
    const every = [1, 2, 5, 10, 20, 50].find((n) => ticks / n <= 10);

    el.classList.add("number-line");
    const line = make("div", { class: "line" });
    for (let tick = 0; tick <= ticks; tick++) {
      const value = written(place(tick, exact(step)));
      const number = named.size ? named.has(value) : tick % every === 0;
      const style = `left: ${(tick / ticks) * 100}%`;
      line.append(make("i", { class: number ? "long" : "", style }));
      if (number) line.append(make("span", { class: "at", style }, shown(value)));
    }
    const arcs = make("svg", { class: "jumps", viewBox: "0 0 100 30", preserveAspectRatio: "none" });
    const frame = make("div", { class: "lined", role: "img", "aria-label": spoken() }, arcs, line);
    el.append(frame);
    /** @type {HTMLElement[]} */
    let pins = [];
    /** @type {(number | null)[]} */
    let taken = [];
    const { put, choose } = ui.points({
      model,
      el,
      ui,
      legend: ui.t("Touch the line to place a point"),
      field: asked ? "response" : "marks",
      count: field("count", 1),
      most: [places],
      start: [0],
      read: (given) => {
        const value = exact(given);
        return [Math.round((value[0] / value[1] - low[0] / low[1]) / (snap[0] / snap[1]))];
      },
      write: ([at]) => written(place(at, snap)),
      // A question must not read its answer out: it says which of the places, not which number.
      words: ([at]) =>
        asked
          ? ui.t("step {n} of {of}", { n: at, of: places })
          : ui.written(label(written(place(at, snap)))),
      short: asked ? undefined : (at) => (at ? shown(written(place(at[0], snap))) : "…"),
      draw,
    });
    frame.addEventListener("pointerdown", (event) => {
      if (event.button > 0) return;
      const near = taken.findIndex((at) => at !== null && Math.abs(left(at) - event.clientX) < 22);
      if (near >= 0) choose(near);
      else put(hand(event));
      frame.setPointerCapture(event.pointerId);
      const follow = (move) => near >= 0 && put(hand(move), true);
      frame.addEventListener("pointermove", follow);
      frame.addEventListener("lostpointercapture", () => frame.removeEventListener("pointermove", follow), {
        once: true,
      });
    });
    if (!asked && model.get("caption")) {
      el.append(make("p", { class: "meta" }, ui.rich(model.get("caption"))));
    }

    /** The value of step `at`, as a fraction in lowest terms. */
    function place(at, size) {
      return lowest([low[0] * size[1] + at * size[0] * low[1], low[1] * size[1]]);
    }

    /** How the line's author would write a number: with a point where she uses one. */
    function label(value) {
      const [above, below] = exact(value);
      return decimal ? String(Number((above / below).toFixed(9))) : value;
    }

    function shown(value) {
      return ui.rich(`{${label(value)}}`);
    }

    function spoken() {
      const [from, to] = ends.map((each) => ui.written(each));
      return ui.t("A number line from {from} to {to}", { from, to });
    }

    function left(at) {
      const box = line.getBoundingClientRect();
      return box.left + (at / places) * box.width;
    }

    function hand({ clientX }) {
      const box = line.getBoundingClientRect();
      const along = Math.round(((clientX - box.left) / box.width) * places);
      return [Math.min(Math.max(along, 0), places)];
    }

    function draw(points) {
      taken = points.map(({ at }) => at && at[0]);
      for (const pin of pins) pin.remove();
      pins = points
        .filter(({ at }) => at)
        .map(({ at, name, on }) => {
          const style = `left: ${(at[0] / places) * 100}%`;
          return make("span", { class: `pin${on ? " on" : ""}`, style }, name);
        });
      line.append(...pins);
      if (field("jumps", false)) jump(points.filter(({ at }) => at).map(({ at }) => at[0]));
    }

    /** An arc from each point to the next, and how far it leads. */
    function jump(stops) {
      ui.refill(arcs);
      stops.slice(1).forEach((to, n) => {
        const [a, b] = [stops[n], to].map((at) => (at / places) * 100);
        arcs.append(make("path", { d: `M${a} 30Q${(a + b) / 2} -18 ${b} 30` }));
        const far = written(lowest([(to - stops[n]) * snap[0], snap[1]]));
        const style = `left: ${(a + b) / 2}%`;
        const sign = to > stops[n] ? "+" : "";
        pins.push(make("span", { class: "far", style }, sign, shown(far)));
        line.append(pins[pins.length - 1]);
      });
    }
  },
};

/** @returns {number[]} an author's number as above and below the line of a fraction */
function exact(text) {
  const [, sign, whole = 0, above, decimals = "", below] =
    /^(-?)(?:(\d+) )?(\d+)(?:\.(\d+)|\/(\d+))?$/.exec(text);
  const bottom = Number(below || 10 ** decimals.length);
  const value = Number(above + decimals) + Number(whole) * bottom;
  return lowest([sign ? -value : value, bottom]);
}

/** @param {number[]} fraction @returns {number[]} */
function lowest([above, below]) {
  let [a, b] = [Math.abs(above), below];
  while (b) [a, b] = [b, a % b];
  return [above / a, below / a];
}

/** @param {number[]} fraction */
function written([above, below]) {
  return below === 1 ? String(above) : `${above}/${below}`;
}

/**
 * How many times a size fits from one end to the other.
 * @param {number[]} low @param {number[]} high @param {number[]} size
 */
function parts(low, high, size) {
  return Math.round((high[0] / high[1] - low[0] / low[1]) / (size[0] / size[1]));
}
