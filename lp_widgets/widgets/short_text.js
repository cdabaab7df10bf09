/** A word or a short sentence. Response: the raw text; the class reads it. */

export default {
  render({ model, el, ui }) {
    const id = `f-${model.get("qid")}`;
    const label = document.createElement("label");
    label.className = "meta";
    label.htmlFor = id;
    label.textContent = model.get("label") || ui.t("Your answer");
    const input = document.createElement("input");
    Object.assign(input, { id, className: "field words", dir: "auto" });
    for (const [name, value] of Object.entries({
      type: "text",
      enterkeyhint: "done",
      autocomplete: "off",
      autocapitalize: "none",
      spellcheck: "false",
      maxlength: "400",
      "aria-describedby": model.get("describedby") || "",
    })) {
      if (value) input.setAttribute(name, value);
    }
    el.append(label, input);
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
