/**
 * A formula in the learner's own typing, with a drawing of how it reads. Response: the raw text.
 * The drawing is forgiving and knows nothing of right: brackets close by themselves, a gap is □.
 */

const CALLS = ["sqrt", "sin", "cos", "tan", "exp", "log", "abs", "ln"];
const KEYS = [
  ["^", "To the power of"],
  ["√(", "Root"],
  ["(", "Open a bracket"],
  [")", "Close a bracket"],
  ["/", "Divided by"],
];
const TOKEN = /\d+(?:[.,٫]\d+)*|\*\*|sqrt|sin|cos|tan|exp|log|abs|ln|pi|\S/giu;
const HIGH = "⁰¹²³⁴⁵⁶⁷⁸⁹";
/** @type {Record<string, string>} */
const SIGNS = { "**": "^", "×": "*", "·": "*", "⋅": "*", "÷": "/", ":": "/", "−": "-", "–": "-" };

export default {
  render({ model, el, ui }) {
    const id = `f-${model.get("qid")}`;
    const label = add(el, "label", "meta", model.get("label") || ui.t("Your answer"));
    label.htmlFor = id;
    const input = add(el, "input", "field words num");
    for (const [name, value] of Object.entries({
      id,
      type: "text",
      dir: "ltr",
      enterkeyhint: "done",
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
      maxlength: "300",
      "aria-describedby": model.get("describedby") || "",
    })) {
      if (value) input.setAttribute(name, value);
    }
    const keys = add(el, "div", "formula-keys");
    for (const [sign, words] of KEYS) {
      const button = add(keys, "button", "btn quiet small", sign[0]);
      button.type = "button";
      button.setAttribute("aria-label", ui.t(words));
      // The field keeps its focus, and a phone its keyboard.
      button.addEventListener("pointerdown", (event) => event.preventDefault());
      button.addEventListener("click", () => put(sign));
    }
    const preview = add(el, "div", "formula-read");
    preview.setAttribute("aria-hidden", "true");
    add(preview, "span", "meta", ui.t("It reads like this:"));
    const drawn = add(preview, "span", "num");

    function put(sign) {
      if (input.disabled) return;
      input.setRangeText(sign, input.selectionStart ?? 0, input.selectionEnd ?? 0, "end");
      input.focus();
      keep();
    }
    function keep() {
      model.set("response", input.value || null);
      model.save_changes();
    }
    function paint() {
      const value = model.get("response") || "";
      if (input.value !== value) input.value = value;
      input.disabled = !!model.get("disabled");
      input.setAttribute("aria-invalid", String(model.get("state") === "invalid"));
      for (const button of keys.children) {
        if (input.disabled) button.setAttribute("aria-disabled", "true");
        else button.removeAttribute("aria-disabled");
      }
      preview.hidden = !value.trim();
      drawn.textContent = "";
      drawn.append(draw(value, ui));
    }
    input.addEventListener("input", keep);
    model.on("change:response change:disabled change:state", paint);
    paint();
  },
};

/** Draw a formula: fractions stacked, powers raised, roots with their bar. */
function draw(source, ui) {
  const plain = source
    .replace(/[⁻⁰¹²³⁴-⁹]+/g, (run) => `^(${[...run].map((c) => (c === "⁻" ? "-" : HIGH.indexOf(c))).join("")})`)
    .replace(/½/g, "(1/2)")
    .replace(/¼/g, "(1/4)")
    .replace(/¾/g, "(3/4)")
    .replace(/[٠-٩]/g, (c) => String(c.charCodeAt(0) - 1632))
    .replace(/[۰-۹]/g, (c) => String(c.charCodeAt(0) - 1776));
  const tokens = (plain.slice(0, 300).match(TOKEN) || []).map((sign) => SIGNS[sign] || sign);
  let at = 0;
  let deep = 0;
  const next = () => tokens[at];

  function sum(end) {
    const line = add(null, "span");
    while (at < tokens.length && next() !== end) {
      const sign = next();
      if (sign === "+" || sign === "-") {
        at += 1;
        line.append(line.childNodes.length ? ` ${sign === "-" ? "−" : "+"} ` : sign === "-" ? "−" : "+");
        if (at === tokens.length) line.append("□");
      } else if (sign === ")" || sign === "=") {
        at += 1;
        line.append(` ${sign} `);
      } else line.append(product(end));
    }
    return line;
  }
  function product(end) {
    let left = power();
    while (at < tokens.length && !["+", "-", ")", "=", end].includes(next())) {
      const sign = next();
      if (sign === "*" || sign === "/") at += 1;
      const right = power();
      const both = add(null, "span", sign === "/" ? "frac" : "");
      if (sign === "/") both.append(boxed(bare(left)), boxed(bare(right)));
      else both.append(left, sign === "*" ? " · " : "", right);
      left = both;
    }
    return left;
  }
  function power() {
    let base = atom();
    while (next() === "^") {
      at += 1;
      const both = add(null, "span");
      const high = document.createElement("sup");
      high.append(bare(next() === "-" || next() === "+" ? signed() : power()));
      both.append(base, high);
      base = both;
    }
    return base;
  }
  function signed() {
    const line = add(null, "span", "", next() === "-" ? "−" : "");
    at += 1;
    line.append(power());
    return line;
  }
  function atom() {
    const token = next();
    if (token === undefined || ["*", "/", "^", ")"].includes(token)) return add(null, "span", "", "□");
    if (token === "-" || token === "+") return signed();
    at += 1;
    const name = token.toLowerCase();
    if (token === "(" || token === "|") return bracket(token === "|" ? "|" : ")");
    if (token === "√" || name === "sqrt") {
      const root = add(null, "span", "root", "√");
      add(root, "span").append(bare(atom()));
      return root;
    }
    if (CALLS.includes(name)) {
      const call = add(null, "span", "", name);
      call.append(atom());
      return call;
    }
    if (name === "pi") return add(null, "span", "", "π");
    if (/^\d/.test(token)) {
      return add(null, "span", "", token.replace(/\d/g, (digit) => ui.n(Number(digit))));
    }
    return add(null, /\p{L}/u.test(token) ? "var" : "span", "", token);
  }
  function bracket(end) {
    deep += 1;
    const inside = deep > 40 ? add(null, "span", "", "…") : sum(end);
    if (next() === end) at += 1;
    deep -= 1;
    const whole = add(null, "span", "", end === "|" ? "|" : "(");
    whole.append(inside, end);
    if (end === ")") whole.dataset.bare = "";
    return whole;
  }
  return sum("");
}

/** A bracket's inside, where a line or a raised place holds it together already. */
function bare(made) {
  return made.dataset.bare === "" ? made.children[0] : made;
}

function boxed(inside) {
  const box = add(null, "b");
  box.append(inside);
  return box;
}

function add(parent, name, css = "", words = "") {
  const made = document.createElement(name);
  if (css) made.className = css;
  if (words) made.textContent = words;
  if (parent) parent.append(made);
  return made;
}
