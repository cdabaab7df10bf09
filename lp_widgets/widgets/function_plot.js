/**
 * The graph of a formula in x, with sliders for its other names.
 * State: `expression` such as "a * x + b"; `sliders` {a: {min, max, step, value, label}};
 * `x` and `y` [from, to]; `label` what is to be seen; `description` a sentence below.
 */

const SVG = "http://www.w3.org/2000/svg";
const WIDE = 320;
const HIGH = 240;
const EDGE = 26;
const SAMPLES = 240;
const FUNCTIONS = {
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  sqrt: Math.sqrt,
  abs: Math.abs,
  exp: Math.exp,
  log: Math.log,
  min: Math.min,
  max: Math.max,
};

export default {
  render({ model, el, ui }) {
    el.classList.add("function-plot");
    const [left, right] = model.get("x") || [-10, 10];
    const [bottom, top] = model.get("y") || [-10, 10];
    const across = (x) => EDGE + ((x - left) / (right - left)) * (WIDE - 2 * EDGE);
    const up = (y) => HIGH - EDGE - ((y - bottom) / (top - bottom)) * (HIGH - 2 * EDGE);
    const expression = model.get("expression") || "x";
    const sliders = Object.entries(model.get("sliders") || {});
    /** @type {Record<string, number>} */
    const values = {};
    for (const [name, slider] of sliders)
      values[name] = Number(typeof slider.value === "number" ? slider.value : slider.min);
    const label = model.get("label") || ui.t("A graph");
    let f;
    try {
      f = parse(expression, ["x", ...Object.keys(values)]);
    } catch (error) {
      add(el, "p", "meta", ui.t("This formula cannot be read: {formula}", { formula: expression }));
      return;
    }

    const formula = add(el, "p", "formula num");
    const svg = el.appendChild(
      make("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, role: "img", "aria-label": label }),
    );
    const id = `plot-${Math.random().toString(36).slice(2)}`;
    const clip = svg.appendChild(make("clipPath", { id }));
    clip.append(
      make("rect", { x: EDGE, y: EDGE, width: WIDE - 2 * EDGE, height: HIGH - 2 * EDGE }),
    );
    axes();
    const curve = svg.appendChild(make("path", { class: "curve", "clip-path": `url(#${id})` }));
    for (const [name, slider] of sliders) el.append(control(name, slider));
    const told = add(el, "p", "meta");
    told.setAttribute("role", "status");
    told.setAttribute("aria-live", "polite");
    if (model.get("description")) add(el, "p").append(ui.rich(model.get("description")));
    paint();

    function control(name, slider) {
      const box = document.createElement("div");
      box.className = "slide";
      const words = add(box, "label", "grow");
      words.append(ui.rich(slider.label || name));
      const value = add(box, "b", "num");
      const input = add(box, "input");
      input.id = words.htmlFor = `${id}-${name}`;
      for (const [key, given] of Object.entries({
        type: "range",
        min: slider.min,
        max: slider.max,
        step: slider.step || "any",
        value: values[name],
      })) {
        input.setAttribute(key, String(given));
      }
      const show = () => {
        value.textContent = `${name} = ${ui.n(values[name])}`;
        input.setAttribute("aria-valuetext", ui.n(values[name]));
      };
      input.addEventListener("input", () => {
        values[name] = Number(input.value);
        model.set("values", { ...values });
        model.save_changes();
        show();
        paint();
      });
      show();
      return box;
    }

    function axes() {
      const stepX = step(right - left);
      const stepY = step(top - bottom);
      const zeroX = Math.max(left, Math.min(right, 0));
      const zeroY = Math.max(bottom, Math.min(top, 0));
      for (const x of ticks(left, right, stepX)) {
        svg.append(make("path", { class: "grid", d: `M${across(x)} ${up(bottom)}V${up(top)}` }));
        if (x !== zeroX) svg.append(text(across(x), up(zeroY) + 14, "middle", ui.n(x)));
      }
      for (const y of ticks(bottom, top, stepY)) {
        svg.append(
          make("path", { class: "grid", d: `M${across(left)} ${up(y)}H${across(right)}` }),
        );
        if (y !== zeroY) svg.append(text(across(zeroX) - 5, up(y) + 4, "end", ui.n(y)));
      }
      svg.append(
        make("path", {
          class: "axis",
          d: `M${across(left)} ${up(zeroY)}H${across(right) + 12}M${across(zeroX)} ${up(bottom)}V${up(top) - 12}`,
        }),
      );
      svg.append(
        text(across(right) + 16, up(zeroY) + 4, "middle", "x"),
        text(across(zeroX), up(top) - 15, "middle", "y"),
      );
    }

    function paint() {
      const at = (x) => f({ ...values, x });
      let d = "";
      let pen = false;
      let last = 0;
      /** @type {number[]} */
      const heights = [];
      for (let place = 0; place <= SAMPLES; place++) {
        const x = left + ((right - left) * place) / SAMPLES;
        const y = at(x);
        const fit = Number.isFinite(y);
        // Where a formula leaps (1/x at 0) there is no line to draw.
        const leap = pen && Math.abs(y - last) > 3 * (top - bottom);
        if (fit) {
          const far = Math.max(bottom - 4 * (top - bottom), Math.min(top + 4 * (top - bottom), y));
          d += `${pen && !leap ? "L" : "M"}${across(x).toFixed(1)} ${up(far).toFixed(1)}`;
          heights.push(y);
        }
        pen = fit;
        last = y;
      }
      curve.setAttribute("d", d);
      formula.textContent = `y = ${pretty(expression, ui)}`;
      told.textContent = describe(at, heights);
    }

    function describe(at, heights) {
      const sentences = [];
      if (left <= 0 && right >= 0 && Number.isFinite(at(0))) {
        sentences.push(ui.t("Where x is 0, y is {y}.", { y: ui.n(round(at(0))) }));
      }
      let rises = false;
      let falls = false;
      for (let place = 1; place < heights.length; place++) {
        const more = heights[place] - heights[place - 1];
        if (more > 1e-9) rises = true;
        if (more < -1e-9) falls = true;
      }
      sentences.push(
        ui.t(
          rises && falls
            ? "While x grows, y goes up and down."
            : rises
              ? "While x grows, y grows."
              : falls
                ? "While x grows, y becomes smaller."
                : "While x grows, y stays the same.",
        ),
      );
      return sentences.join(" ");
    }
  },
};

/**
 * Read a formula: numbers, names, + - * / ^, brackets, and the functions above, without `eval`.
 * @param {string} source @param {string[]} names
 * @returns {(values: Record<string, number>) => number}
 */
export function parse(source, names) {
  const tokens = source.match(/\d+\.?\d*|\.\d+|[a-z_]\w*|[-+*/^(),]|\S/gi) || [];
  let place = 0;
  const take = (sign) => tokens[place] === sign && (place += 1) > 0;

  function sum() {
    let left = product();
    for (;;) {
      const a = left;
      if (take("+")) {
        const b = product();
        left = (v) => a(v) + b(v);
      } else if (take("-")) {
        const b = product();
        left = (v) => a(v) - b(v);
      } else return left;
    }
  }
  function product() {
    let left = signed();
    for (;;) {
      const a = left;
      if (take("*")) {
        const b = signed();
        left = (v) => a(v) * b(v);
      } else if (take("/")) {
        const b = signed();
        left = (v) => a(v) / b(v);
      } else return left;
    }
  }
  function signed() {
    if (take("-")) {
      const a = signed();
      return (v) => -a(v);
    }
    take("+");
    return power();
  }
  function power() {
    const a = atom();
    if (!take("^")) return a;
    const b = signed();
    return (v) => Math.pow(a(v), b(v));
  }
  function atom() {
    const token = tokens[place++];
    if (token === "(") {
      const inside = sum();
      if (!take(")")) throw new Error("a bracket is not closed");
      return inside;
    }
    if (/^[\d.]/.test(token || "")) {
      const value = Number(token);
      return () => value;
    }
    if (token && Object.prototype.hasOwnProperty.call(FUNCTIONS, token) && tokens[place] === "(") {
      place += 1;
      const given = [sum()];
      while (take(",")) given.push(sum());
      if (!take(")")) throw new Error("a bracket is not closed");
      return (v) => FUNCTIONS[token](...given.map((value) => value(v)));
    }
    if (names.includes(token)) return (v) => v[token];
    if (token === "pi") return () => Math.PI;
    throw new Error(`“${token}” is not known`);
  }

  const whole = sum();
  if (place < tokens.length) throw new Error(`“${tokens[place]}” is too much`);
  return whole;
}

/** A formula as one writes it: the locale's digits, a raised dot, a real minus sign. */
function pretty(expression, ui) {
  return expression
    .replace(/\d+(\.\d+)?/g, (number) => ui.written(number))
    .replace(/\s*\*\s*/g, " · ")
    .replace(/-/g, "−");
}

/** A distance between ticks that gives at most seven of them: 1, 2 or 5 times a power of ten. */
function step(span) {
  const rough = span / 6;
  const power = Math.pow(10, Math.floor(Math.log10(rough)));
  return [1, 2, 5, 10].map((n) => n * power).find((n) => n >= rough) || rough;
}

function ticks(from, to, by) {
  const found = [];
  for (let n = Math.ceil(from / by - 1e-9); n * by <= to + 1e-9; n++) found.push(round(n * by));
  return found;
}

function round(value) {
  return Number(value.toPrecision(6)) || 0;
}

function text(x, y, anchor, words) {
  const made = make("text", { x, y, "text-anchor": anchor });
  made.textContent = words;
  return made;
}

function make(kind, attributes) {
  const made = document.createElementNS(SVG, kind);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  return made;
}

function add(parent, name, css = "", words = "") {
  const made = parent.appendChild(document.createElement(name));
  if (css) made.className = css;
  if (words) made.textContent = words;
  return made;
}
