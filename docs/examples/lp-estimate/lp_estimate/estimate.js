/** A slider, and a step to each side. Response: a whole number as text, such as "125". */
export default {
  empty: "The slider is not moved yet. This did not count as a try.",

  render({ model, el, ui }) {
    const { low, high } = model.get("spec");
    const words = model.get("label") || ui.t("Your estimate");
    const give = (value) => {
      if (model.get("disabled")) return;
      model.set("response", String(Math.max(low, Math.min(high, value))));
      model.save_changes();
    };
    const take = () => give(Number(slider.value));
    const slider = ui.make("input", {
      type: "range",
      min: low,
      max: high,
      value: Math.round((low + high) / 2),
      "aria-label": words,
      "aria-describedby": model.get("describedby"),
      input: take,
      click: take, // a touch in the middle moves nothing, and is an answer all the same
    });
    const step = (by, icon, name) =>
      ui.make(
        "button",
        { type: "button", class: "icon-btn", "aria-label": name, click: () => give(Number(slider.value) + by) },
        ui.icon(icon),
      );
    const value = ui.make("output", { class: "num" });
    const less = step(-1, "minus", ui.t("One less"));
    const more = step(1, "plus", ui.t("One more"));
    const head = ui.make("div", { class: "head" }, ui.make("span", { class: "meta" }, words));
    head.append(less, value, more);
    el.classList.add("estimate");
    el.append(ui.make("div", { class: "slide" }, head, slider));

    const show = () => {
      const response = model.get("response");
      if (response !== null) slider.value = response;
      value.textContent = response === null ? "–" : ui.n(Number(response));
      slider.setAttribute("aria-valuetext", response === null ? ui.t("Not moved yet") : value.textContent);
      for (const control of [slider, less, more]) control.disabled = Boolean(model.get("disabled"));
    };
    model.on("change:response change:disabled", show);
    show();
  },
};
