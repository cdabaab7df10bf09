/** Native HTML for the core controls of ipywidgets that a lesson's author commonly uses. */

import { sanitized } from "./sanitize.js";

let count = 0;

const CONTROLS = {
  IntSliderModel: slider,
  FloatSliderModel: slider,
  IntTextModel: number,
  BoundedIntTextModel: number,
  FloatTextModel: number,
  BoundedFloatTextModel: number,
  TextModel: text,
  TextareaModel: text,
  CheckboxModel: checkbox,
  DropdownModel: dropdown,
  SelectModel: dropdown,
  RadioButtonsModel: toggles,
  ToggleButtonsModel: toggles,
  ButtonModel: button,
  LabelModel: label,
  HTMLModel: html,
  HTMLMathModel: html,
  VBoxModel: box,
  HBoxModel: box,
  BoxModel: box,
  OutputModel: output,
};

/** Render a core control; one that we do not know says so instead of staying silent. */
export function renderControl({ model, el, ui, comms }) {
  const make = CONTROLS[model.get("_model_name")];
  if (!make) {
    add(el, "p", "meta", ui.t("This part of the lesson cannot be shown here."));
    return;
  }
  make({ model, el, ui, comms });
}

function field({ model, el, ui }, input) {
  const id = `c-${(count += 1)}`;
  const row = add(el, "div", "control");
  const name = add(row, "label", "meta");
  name.htmlFor = id;
  input.id = id;
  row.append(input);
  const paint = () => {
    name.textContent = "";
    name.append(ui.rich(model.get("description") || ""));
    name.hidden = !model.get("description");
    if (!model.get("description"))
      input.setAttribute("aria-label", model.get("tooltip") || ui.t("Your answer"));
    input.disabled = !!model.get("disabled");
  };
  model.on("change:description change:disabled", paint);
  paint();
  return row;
}

function give(model, values) {
  for (const [name, value] of Object.entries(values)) model.set(name, value);
  model.save_changes();
}

function slider(host) {
  const { model, ui } = host;
  const input = make("input", "", { type: "range" });
  const row = field(host, input);
  row.classList.add("slide");
  const shown = add(row, "b", "num");
  input.before(shown);
  const paint = () => {
    input.min = model.get("min");
    input.max = model.get("max");
    input.step = model.get("step") || "any";
    input.value = model.get("value");
    shown.textContent = ui.n(Number(model.get("value")));
    shown.hidden = model.get("readout") === false;
    input.setAttribute("aria-valuetext", ui.n(Number(model.get("value"))));
  };
  model.on("change:value change:min change:max change:step", paint);
  input.addEventListener("input", () => {
    if (model.get("continuous_update") === false) shown.textContent = ui.n(Number(input.value));
    else give(model, { value: Number(input.value) });
  });
  input.addEventListener("change", () => give(model, { value: Number(input.value) }));
  paint();
}

function number(host) {
  const { model, ui } = host;
  const input = make("input", "field", {
    type: "text",
    inputmode: "decimal",
    dir: "auto",
    autocomplete: "off",
  });
  field(host, input);
  const whole = model.get("_model_name").includes("Int");
  const paint = () => {
    if (document.activeElement !== input) input.value = ui.n(Number(model.get("value")));
  };
  input.addEventListener("change", () => {
    const value = ascii(input.value);
    if (value !== null) {
      const least = model.get("min");
      const most = model.get("max");
      let bound = whole ? Math.round(value) : value;
      if (typeof least === "number") bound = Math.max(least, bound);
      if (typeof most === "number") bound = Math.min(most, bound);
      give(model, { value: bound });
    }
    input.value = ui.n(Number(model.get("value")));
  });
  model.on("change:value", paint);
  paint();
}

/** A number in Western, Arabic or Persian digits, or null. */
function ascii(written) {
  const plain = written
    .replace(/[٠-٩]/g, (d) => String(d.charCodeAt(0) - 0x660))
    .replace(/[۰-۹]/g, (d) => String(d.charCodeAt(0) - 0x6f0))
    .replace(/[٫,]/, ".")
    .replace(/−/g, "-")
    .replace(/[\s\u200e\u200f]/g, "");
  return plain !== "" && Number.isFinite(Number(plain)) ? Number(plain) : null;
}

function text(host) {
  const { model } = host;
  const long = model.get("_model_name") === "TextareaModel";
  const input = make(long ? "textarea" : "input", "field words", {
    dir: "auto",
    autocomplete: "off",
  });
  field(host, input);
  const paint = () => {
    if (input.value !== model.get("value")) input.value = model.get("value") || "";
    input.placeholder = model.get("placeholder") === "\u200b" ? "" : model.get("placeholder") || "";
  };
  const send = () => give(model, { value: input.value });
  input.addEventListener("input", () => model.get("continuous_update") !== false && send());
  input.addEventListener("change", send);
  model.on("change:value change:placeholder", paint);
  paint();
}

function checkbox({ model, el, ui }) {
  const row = add(el, "label", "choice");
  const input = row.appendChild(make("input", "", { type: "checkbox" }));
  const words = add(row, "span");
  const paint = () => {
    input.checked = !!model.get("value");
    input.disabled = !!model.get("disabled");
    words.textContent = "";
    words.append(ui.rich(model.get("description") || ""));
  };
  input.addEventListener("change", () => give(model, { value: input.checked }));
  model.on("change:value change:description change:disabled", paint);
  paint();
}

function dropdown(host) {
  const { model } = host;
  const select = make("select", "field words");
  field(host, select);
  const paint = () => {
    select.textContent = "";
    for (const words of model.get("_options_labels") || []) add(select, "option", "", words);
    const index = model.get("index");
    select.selectedIndex = typeof index === "number" ? index : -1;
  };
  select.addEventListener("change", () => give(model, { index: select.selectedIndex }));
  model.on("change:index change:_options_labels", paint);
  paint();
}

function toggles({ model, el, ui }) {
  const group = add(el, "fieldset", "choices");
  const legend = add(group, "legend", "meta");
  const name = `t-${(count += 1)}`;
  const rows = add(group, "div", "choices");
  const paint = () => {
    legend.textContent = "";
    legend.append(ui.rich(model.get("description") || ""));
    group.disabled = !!model.get("disabled");
    rows.textContent = "";
    (model.get("_options_labels") || []).forEach((words, place) => {
      const row = add(rows, "label", "choice");
      const input = row.appendChild(make("input", "", { type: "radio", name }));
      input.checked = model.get("index") === place;
      row.classList.toggle("on", input.checked);
      input.addEventListener("change", () => give(model, { index: place }));
      add(row, "span", "", words);
    });
  };
  const choose = () => {
    [...rows.children].forEach((row, place) => {
      const chosen = model.get("index") === place;
      /** @type {HTMLInputElement} */ (row.firstElementChild).checked = chosen;
      row.classList.toggle("on", chosen);
    });
  };
  model.on("change:index", choose);
  model.on("change:_options_labels change:description change:disabled", paint);
  paint();
}

function button({ model, el }) {
  const made = add(el, "button", "btn quiet");
  made.type = "button";
  const paint = () => {
    made.textContent = model.get("description") || model.get("tooltip") || "…";
    made.disabled = !!model.get("disabled");
  };
  made.addEventListener("click", () => model.send({ event: "click" }));
  model.on("change:description change:disabled", paint);
  paint();
}

function label({ model, el }) {
  const made = add(el, "p");
  made.dir = "auto";
  const paint = () => (made.textContent = model.get("value") || "");
  model.on("change:value", paint);
  paint();
}

function html({ model, el }) {
  const made = add(el, "div", "prose");
  made.dir = "auto";
  const paint = () => {
    made.textContent = "";
    made.append(sanitized(model.get("value") || ""));
  };
  model.on("change:value", paint);
  paint();
}

function box({ model, el, comms }) {
  const row = model.get("_model_name") === "HBoxModel";
  const made = add(el, "div", row ? "control-row" : "control");
  const paint = () => {
    made.textContent = "";
    for (const reference of model.get("children") || []) {
      const child = comms.resolve(reference);
      if (child) comms.render(child, add(made, "div", "grow"));
    }
  };
  model.on("change:children", paint);
  paint();
}

/** What a program has printed; pictures in an `img`, where a script inside them is dead. */
function output({ model, el, ui }) {
  const made = add(el, "div", "control");
  made.setAttribute("role", "status");
  const paint = () => {
    made.textContent = "";
    for (const each of model.get("outputs") || []) {
      if (each.output_type === "stream") add(made, "pre", "out", joined(each.text)).dir = "auto";
      else if (each.data)
        picture(each.data) || add(made, "pre", "out", joined(each.data["text/plain"]));
      else if (each.output_type === "error")
        add(made, "p", "meta", ui.t("This part of the lesson stopped."));
    }
  };
  const picture = (data) => {
    const svg = joined(data["image/svg+xml"]);
    const type = ["image/png", "image/jpeg", "image/gif"].find((name) => data[name]);
    if (!svg && !type) return false;
    const image = add(made, "img", "out");
    image.alt = joined(data["text/plain"]);
    image.src = svg
      ? `data:image/svg+xml,${encodeURIComponent(svg)}`
      : `data:${type};base64,${joined(data[type]).replace(/\s/g, "")}`;
    return true;
  };
  model.on("change:outputs", paint);
  paint();
}

function joined(value) {
  return Array.isArray(value) ? value.join("") : typeof value === "string" ? value : "";
}

function make(name, css = "", attributes = {}) {
  const made = document.createElement(name);
  if (css) made.className = css;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return /** @type {any} */ (made);
}

function add(parent, name, css = "", words = "") {
  const made = make(name, css);
  if (words) made.textContent = words;
  return parent.appendChild(made);
}
