/** Lines that each want their card. Response: the card of each line, by their ids. */

export default {
  empty: "Nothing is placed yet. This did not count as a try.",
  needs: "placing",
  render({ model, el, ui }) {
    const { lines, cards } = model.get("spec");
    const list = el.appendChild(document.createElement("div"));
    list.className = "pairs";
    const places = Object.entries(lines).map(([id, text]) => {
      const line = list.appendChild(document.createElement("p"));
      line.id = `line-${model.get("qid")}-${id}`;
      line.append(ui.rich(text));
      const box = list.appendChild(document.createElement("div"));
      return { id, box, name: line.id, words: line.textContent };
    });
    ui.placing({
      model,
      el,
      ui,
      places,
      cards: Object.entries(cards),
      read: (response) => Object.entries(response).map(([line, card]) => [card, line]),
      write: (pairs) => Object.fromEntries(pairs.map(([card, line]) => [line, card])),
    });
  },
};
