/** Gaps inside a text: a field or a list in each. Response: gap to raw text; empty ones are left out. */

const GAP = /\[\[([A-Za-z][A-Za-z0-9_-]*)\]\]/;
const CLOSING = /^[.,;:!?)\]»”’،؛؟۔।…%°]+/;

export default {
  render({ model, el, ui }) {
    const { text, choices = {}, keypad = [] } = model.get("spec");
    const pieces = text.split(GAP);
    const of = (pieces.length - 1) / 2;
    const box = document.createElement("div");
    box.className = "cloze";
    box.setAttribute("role", "group");
    for (const [name, value] of Object.entries({
      "aria-labelledby": model.get("labelledby"),
      "aria-describedby": model.get("describedby"),
    })) {
      if (value) box.setAttribute(name, value);
    }
    /** @type {Map<string, HTMLInputElement | HTMLSelectElement>} */
    const fields = new Map();
    for (let at = 0; at < pieces.length; at += 2) {
      let words = pieces[at];
      if (at) {
        // A full stop stays on the line of the gap before it.
        const [closing] = words.match(CLOSING) || [""];
        words = words.slice(closing.length);
        box.append(gap(pieces[at - 1], at / 2, closing));
      }
      box.append(ui.rich(words));
    }
    el.append(box);

    function gap(name, n, closing) {
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
      field.setAttribute("aria-label", ui.t("Gap {n} of {of}", { n, of }));
      field.addEventListener("input", keep);
      fields.set(name, field);
      held.append(field, closing);
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
      // Enter goes on to the next gap: a half-filled text is not sent by it.
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
