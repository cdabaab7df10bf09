/** Points on a picture. Response: `[["31.5", "40"], …]`, percent from the left and from the top. */

export default {
  empty: "No point is placed yet. This did not count as a try.",
  needs: "points",
  pictured: true,
  render({ model, el, ui, frame }) {
    el.classList.add("hotspot");
    el.append(frame);
    /** @type {HTMLElement[]} */
    let pins = [];
    const shown = (n) => Number(n.toFixed(1));
    const { put } = ui.points({
      model,
      el,
      ui,
      legend: ui.t("Touch the place on the picture"),
      most: [100, 100],
      start: [50, 50],
      read: ([x, y]) => [Number(x), 100 - Number(y)],
      write: ([x, y]) => [String(shown(x)), String(shown(100 - y))],
      words: ([x, y]) =>
        ui.t("{x} percent from the left, {y} percent from the top", {
          x: Math.round(x),
          y: Math.round(100 - y),
        }),
      draw: (points) => {
        for (const pin of pins) pin.remove();
        pins = points
          .filter(({ at }) => at)
          .map(({ at: [x, y], name, on }) =>
            ui.make(
              "span",
              {
                class: `pin${on ? " on" : ""}`,
                "aria-hidden": "true",
                style: `left: ${x}%; top: ${100 - y}%`,
              },
              name,
            ),
          );
        frame.append(...pins);
      },
    });

    frame.addEventListener("click", (event) => put(hand(event)));

    /** Where a finger is on the picture, in tenths of a percent. */
    function hand({ clientX, clientY }) {
      const { left, bottom, width, height } = frame.getBoundingClientRect();
      return [(clientX - left) / width, (bottom - clientY) / height].map((part) =>
        shown(Math.min(Math.max(part * 100, 0), 100)),
      );
    }
  },
};
