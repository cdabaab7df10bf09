/** Any number of answers: native checkboxes. Response: the ids of those that are ticked. */

export default {
  empty: "Nothing is chosen yet. This did not count as a try.",
  render({ model, el, ui }) {
    const { options } = model.get("spec");
    const box = document.createElement("fieldset");
    box.className = "choices";
    const legend = box.appendChild(document.createElement("legend"));
    legend.className = "meta";
    legend.id = `legend-${model.get("qid")}`;
    legend.textContent = model.get("label") || ui.t("One answer or more");
    box.setAttribute("aria-labelledby", `${model.get("labelledby") || ""} ${legend.id}`.trim());
    for (const [id, words] of Object.entries(options)) {
      const row = box.appendChild(document.createElement("label"));
      row.className = "choice";
      const input = row.appendChild(document.createElement("input"));
      input.type = "checkbox";
      input.value = id;
      input.addEventListener("change", () => {
        const inputs = [...box.querySelectorAll("input")];
        model.set(
          "response",
          inputs.filter((i) => i.checked).map((i) => i.value),
        );
        model.save_changes();
      });
      const text = row.appendChild(document.createElement("span"));
      text.append(ui.rich(words));
    }
    const describedby = model.get("describedby");
    if (describedby) box.setAttribute("aria-describedby", describedby);
    el.append(box);
    const disable = () => (box.disabled = !!model.get("disabled"));
    const restore = () => {
      for (const input of box.querySelectorAll("input")) {
        input.checked = (model.get("response") || []).includes(input.value);
        input.parentElement.classList.toggle("on", input.checked);
      }
    };
    model.on("change:disabled", disable);
    model.on("change:response", restore);
    disable();
    restore();
  },
};
