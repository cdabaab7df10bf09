/** A statement that is true or not: two large radio buttons. Response: "true" or "false". */

export default {
  empty: "Nothing is chosen yet. This did not count as a try.",
  render({ model, el, ui }) {
    const box = document.createElement("fieldset");
    box.className = "choices sides";
    const legend = box.appendChild(document.createElement("legend"));
    legend.className = "meta";
    legend.id = `legend-${model.get("qid")}`;
    legend.textContent = model.get("label") || ui.t("Is this true?");
    box.setAttribute("aria-labelledby", `${model.get("labelledby") || ""} ${legend.id}`.trim());
    const describedby = model.get("describedby");
    if (describedby) box.setAttribute("aria-describedby", describedby);
    for (const [value, words] of [
      ["true", "True"],
      ["false", "Not true"],
    ]) {
      const row = box.appendChild(document.createElement("label"));
      row.className = "choice";
      const input = row.appendChild(document.createElement("input"));
      input.type = "radio";
      input.name = `q-${model.get("qid")}`;
      input.value = value;
      input.addEventListener("change", () => {
        model.set("response", value);
        model.save_changes();
      });
      row.append(ui.t(words));
    }
    el.append(box);
    const paint = () => {
      box.disabled = !!model.get("disabled");
      for (const input of box.querySelectorAll("input")) {
        input.checked = input.value === model.get("response");
        input.parentElement.classList.toggle("on", input.checked);
      }
    };
    model.on("change:response change:disabled", paint);
    paint();
  },
};
