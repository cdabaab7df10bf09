/** A few sentences in one's own words. Response: the text as it is written. */

export default {
  render({ model, el, ui }) {
    const id = `f-${model.get("qid")}`;
    const label = document.createElement("label");
    label.className = "meta";
    label.htmlFor = id;
    label.textContent = model.get("label") || ui.t("Your answer, in your own words");
    const area = document.createElement("textarea");
    Object.assign(area, { id, className: "field prose-field", dir: "auto", rows: 4 });
    area.setAttribute("maxlength", "20000");
    if (model.get("describedby")) area.setAttribute("aria-describedby", model.get("describedby"));
    const count = document.createElement("p");
    count.className = "meta num-line";
    el.append(label, area, count);

    /** As tall as its text: nobody scrolls in a box inside a page that scrolls. */
    function grow() {
      area.style.height = "auto";
      area.style.height = `${area.scrollHeight + 2}px`;
    }

    function paint() {
      const value = model.get("response") || "";
      if (area.value !== value) area.value = value;
      area.disabled = !!model.get("disabled");
      area.setAttribute("aria-invalid", String(model.get("state") === "invalid"));
      const words = value.split(/\s+/u).filter(Boolean).length;
      count.textContent = words ? ui.tn("{n} word", "{n} words", words) : "";
      grow();
    }

    area.addEventListener("input", () => {
      model.set("response", area.value);
      model.save_changes();
    });
    model.on("change:response change:disabled change:state", paint);
    paint();
    requestAnimationFrame(grow);
  },
};
