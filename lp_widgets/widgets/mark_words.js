/** A text whose words can be marked. Response: the names of the marked words (`w0` is the first). */

export default {
  empty: "Nothing is chosen yet. This did not count as a try.",
  render({ model, el, ui }) {
    const { pieces = [] } = model.get("spec");
    const legend = document.createElement("p");
    legend.className = "meta";
    legend.id = `legend-${model.get("qid")}`;
    legend.textContent = model.get("label") || ui.t("Touch a word to mark it");
    const text = document.createElement("p");
    text.className = "mark-words";
    text.dir = "auto";
    text.setAttribute("role", "group");
    text.setAttribute("aria-labelledby", `${model.get("labelledby") || ""} ${legend.id}`.trim());
    el.append(legend, text);

    const words = [];
    pieces.forEach((piece, place) => {
      if (place % 2 === 0) return text.append(piece);
      const word = text.appendChild(document.createElement("button"));
      word.type = "button";
      word.textContent = piece;
      word.dataset.id = `w${words.length}`;
      word.addEventListener("click", () => toggle(word.dataset.id));
      words.push(word);
    });

    function toggle(id) {
      const before = model.get("response") || [];
      const chosen = new Set(before.includes(id) ? before.filter((w) => w !== id) : [...before, id]);
      const ordered = words.map((word) => word.dataset.id).filter((each) => chosen.has(each));
      model.set("response", ordered.length ? ordered : null);
      model.save_changes();
    }

    const paint = () => {
      for (const word of words) {
        const on = (model.get("response") || []).includes(word.dataset.id);
        word.setAttribute("aria-pressed", String(on));
        word.disabled = !!model.get("disabled");
      }
    };
    model.on("change:response change:disabled", paint);
    paint();
  },
};
