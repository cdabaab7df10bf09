/** A number in the learner's own writing. Response: the raw text; the class reads it. */

export default {
  render({ model, el, ui }) {
    const { unit, units, form } = model.get("spec");
    // A phone's keypad of digits has no stroke, no letters and no space; these answers need them.
    const writes = units?.length || form === "fraction" || form === "lowest";
    el.classList.add("inline");
    const id = `f-${model.get("qid")}`;
    const label = document.createElement("label");
    label.className = "meta";
    label.htmlFor = id;
    label.textContent = model.get("label") || ui.t("Your answer");
    const row = document.createElement("div");
    row.className = "unit-row";
    const input = document.createElement("input");
    Object.assign(input, {
      id,
      className: "field",
      dir: "auto",
      value: model.get("response") || "",
    });
    // Not type=number: it drops Arabic digits, commas and fractions, and turns with a wheel.
    for (const [name, value] of Object.entries({
      type: "text",
      inputmode: writes ? "text" : "decimal",
      enterkeyhint: "done",
      autocomplete: "off",
      maxlength: "80",
      "aria-describedby": model.get("describedby") || "",
    })) {
      if (value) input.setAttribute(name, value);
    }
    row.append(input);
    if (unit) {
      const after = row.appendChild(document.createElement("span"));
      after.className = "unit";
      after.id = `unit-${model.get("qid")}`;
      after.append(ui.rich(unit));
      input.setAttribute(
        "aria-describedby",
        `${after.id} ${model.get("describedby") || ""}`.trim(),
      );
    }
    el.append(label, row);
    input.addEventListener("input", () => {
      model.set("response", input.value);
      model.save_changes();
    });
    const paint = () => {
      const value = model.get("response") || "";
      if (input.value !== value) input.value = value;
      input.disabled = !!model.get("disabled");
      input.setAttribute("aria-invalid", String(model.get("state") === "invalid"));
    };
    model.on("change:response change:disabled change:state", paint);
    paint();
  },
};
