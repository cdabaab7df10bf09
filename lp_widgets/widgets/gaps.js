/**
 * Fields and lists to fill in. Views that say `needs: "gaps"` get this as `ui.gaps`. Response: name
 * of a gap to raw text; empty ones are left out.
 */

/**
 * @param {{model: any, ui: any, of: number}} options `of`: how many gaps there will be
 * @returns {(name: string, n: number, where?: string, closing?: string) => HTMLElement} makes gap
 *   `n`, counted from 1; `where` says to whoever cannot see it where it is, `closing` stays beside it
 */
function gaps({ model, ui, of }) {
  const { choices = {}, keypad = [] } = model.get("spec");
  /** @type {Map<string, HTMLInputElement | HTMLSelectElement>} */
  const fields = new Map();
  model.on("change:response change:disabled change:state", paint);
  return gap;

  function gap(name, n, where = "", closing = "") {
    const field = choices[name] ? list(choices[name]) : input(keypad.includes(name), n === of);
    field.classList.add("field");
    if (n === 1) field.dataset.focus = "";
    field.dataset.gap = name;
    const [number, count] = [where && `${where}. `, ui.t("Gap {n} of {of}", { n, of })];
    field.setAttribute("aria-label", number + count);
    field.addEventListener("input", keep);
    fields.set(name, field);
    if (n === of) paint();
    const shown = of > 1 ? [ui.make("small", { "aria-hidden": "true" }, ui.n(n))] : [];
    return ui.make("span", { class: "gap" }, ...shown, field, closing);
  }

  function input(digits, last) {
    const field = ui.make("input", {
      class: digits ? "digits" : null,
      type: "text",
      dir: "auto",
      inputmode: digits ? "decimal" : "text",
      enterkeyhint: last ? "done" : "next",
      autocomplete: "off",
      autocapitalize: "none",
      spellcheck: "false",
      maxlength: 400,
    });
    // Enter goes on to the next gap: what is half filled is not sent by it.
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || last || event.isComposing) return;
      event.preventDefault();
      const all = [...fields.values()];
      all[all.indexOf(field) + 1].focus();
    });
    return field;
  }

  function list(offered) {
    const field = ui.make("select", {}, new Option("…", ""));
    for (const [id, words] of Object.entries(offered)) {
      field.append(new Option(ui.rich(words).textContent, id));
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
}

export default gaps;
