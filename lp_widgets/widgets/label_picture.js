/** Numbered spots on a picture, and a label for each. Response: the label of each spot, by ids. */

export default {
  empty: "Nothing is placed yet. This did not count as a try.",
  needs: "placing",
  pictured: true,
  render({ model, el, ui, frame }) {
    const { spots, labels } = model.get("spec");
    const rows = Object.entries(spots).map(([id, { x, y }], place) => {
      const words = ui.t("Spot {n}", { n: place + 1 });
      const name = ui.make(
        "p",
        { id: `spot-${model.get("qid")}-${id}`, class: "no" },
        ui.make("span", { class: "vh" }, words),
        ui.make("span", { "aria-hidden": "true" }, ui.n(place + 1)),
      );
      // A finger may choose the spot itself; keys and screen readers have the row below.
      const spot = ui.make(
        "button",
        {
          type: "button",
          class: "spot",
          style: `left: ${x}%; top: ${y}%`,
          tabindex: -1,
          "aria-hidden": "true",
          click: () => touch(id),
        },
        ui.n(place + 1),
      );
      return { id, words, head: name, name: name.id, box: ui.make("div"), spot };
    });
    frame.append(...rows.map(({ spot }) => spot));
    el.append(
      frame,
      ui.make(
        "div",
        { class: "labels" },
        ...rows.map(({ head, box }) => ui.make("div", {}, head, box)),
      ),
    );
    const { touch } = ui.placing({
      model,
      el,
      ui,
      places: rows,
      cards: Object.entries(labels),
      read: (response) => Object.entries(response).map(([spot, label]) => [label, spot]),
      write: (pairs) => Object.fromEntries(pairs.map(([label, spot]) => [spot, label])),
      painted: (at) => {
        const filled = new Set(at.values());
        for (const { id, spot } of rows) spot.classList.toggle("filled", filled.has(id));
      },
    });
  },
};
