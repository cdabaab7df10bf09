/**
 * Events in the order of time: a strip shows how far apart they lie, a list tells of each.
 * State: `events` [{at, when, title, text}], `label`, `caption`; `open` is the place of the event
 * that is told of, or -1.
 */

export default {
  render({ model, el, ui }) {
    const { make } = ui;
    el.classList.add("timeline");
    const events = [...(model.get("events") || [])].sort((a, b) => a.at - b.at);
    const first = events[0].at;
    const span = events[events.length - 1].at - first || 1;
    const open = () => (model.get("open") === undefined ? -1 : model.get("open"));
    const choose = (place) => {
      model.set("open", place);
      model.save_changes();
    };

    const dots = events.map((event) =>
      make("i", { style: `inset-inline-start:${(((event.at - first) / span) * 100).toFixed(2)}%` }),
    );
    // The list below says the same to those who cannot see it or tap so finely.
    const strip = make("div", { class: "strip", "aria-hidden": "true", click: near }, ...dots);
    const details = events.map((event, place) => {
      const made = make(
        "details",
        { toggle: () => made.open !== (open() === place) && choose(made.open ? place : -1) },
        make(
          "summary",
          { keydown: (pressed) => step(pressed, place) },
          make("span", { class: "when" }, event.when ? ui.rich(event.when) : ui.n(event.at)),
          make("span", {}, ui.rich(event.title)),
        ),
        make("p", {}, ui.rich(event.text)),
      );
      return made;
    });
    const list = make("ol", {}, ...details.map((each) => make("li", {}, each)));
    if (model.get("label")) {
      el.append(make("p", { class: "title", "aria-hidden": "true" }, model.get("label")));
      list.setAttribute("aria-label", model.get("label"));
    }
    el.append(strip, list);
    if (model.get("caption")) el.append(make("p", {}, ui.rich(model.get("caption"))));
    model.on("change:open", paint);
    paint();

    /** Open the event whose dot lies nearest to the finger. */
    function near(event) {
      const { left, right, width } = strip.getBoundingClientRect();
      const rtl = model.get("direction") === "rtl";
      const along = (rtl ? right - event.clientX : event.clientX - left) / width;
      const far = events.map((each) => Math.abs((each.at - first) / span - along));
      choose(far.indexOf(Math.min(...far)));
    }

    function step(event, place) {
      const to = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: events.length - 1 }[
        event.key
      ];
      if (to === undefined || !details[to]) return;
      event.preventDefault();
      details[to].querySelector("summary").focus();
    }

    function paint() {
      details.forEach((each, place) => {
        each.open = place === open();
        dots[place].className = each.open ? "on" : "";
      });
    }
  },
};
