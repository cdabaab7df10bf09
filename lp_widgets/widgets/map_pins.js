/**
 * Places on an author's own map, to choose on it or in the list below, and a closer look.
 * State: `pins` [{x, y in percent, name, text}], `caption`; `chosen` is the place of the pin that
 * is told of, or -1, `zoom` a place in ZOOMS.
 */

const ZOOMS = [1, 1.5, 2, 3];

export default {
  pictured: true,
  render({ model, el, ui, frame }) {
    const { make } = ui;
    el.classList.add("map-pins");
    const pins = model.get("pins");
    const value = (name, first) => (model.get(name) === undefined ? first : model.get(name));
    const chosen = () => value("chosen", -1);
    const zoom = () => value("zoom", 0);
    const put = (name, to) => {
      if (model.get("disabled")) return;
      model.set(name, to);
      model.save_changes();
    };
    const choose = (at) => put("chosen", at === chosen() ? -1 : at);

    // A finger may touch the map itself; keys and screen readers have the list below.
    const stakes = pins.map(({ x, y }, at) =>
      make(
        "button",
        {
          type: "button",
          class: "stake",
          style: `left:${x}%;top:${y}%`,
          tabindex: "-1",
          "aria-hidden": "true",
          click: () => choose(at),
        },
        make("span", {}, ui.n(at + 1)),
      ),
    );
    frame.append(...stakes);
    const region = make(
      "div",
      { class: "region", role: "region", "aria-label": ui.t("The map"), dir: "ltr" },
      frame,
    );
    const [out, closer] = [tool("minus", "Further away", -1), tool("plus", "Closer", 1)];
    const scale = make("span", { class: "num", role: "status" });
    const told = make("div", { class: "told", role: "status" });
    const names = pins.map(({ name }, at) =>
      make(
        "button",
        { type: "button", class: "name", click: () => choose(at) },
        make("span", { class: "no" }, ui.n(at + 1)),
        make("span", {}, ui.rich(name)),
      ),
    );
    const list = make("ol", {}, ...names.map((name) => make("li", {}, name)));
    el.append(region, make("div", { class: "zoom" }, out, scale, closer), told, list);
    if (model.get("caption")) el.append(make("p", {}, ui.rich(model.get("caption"))));
    const [, , width, height] = box(frame.firstElementChild);
    if (width && height) region.style.aspectRatio = `${width} / ${height}`;
    model.on("change:chosen", paint);
    model.on("change:zoom", scaled);
    paint();
    scaled();

    /** Left, top, width and height of the picture, as it was drawn. */
    function box(picture) {
      if (!picture) return [];
      const drawn = picture.getAttribute("viewBox");
      if (drawn) return drawn.split(/[ ,]+/).map(Number);
      return [0, 0, picture.getAttribute("width"), picture.getAttribute("height")].map(Number);
    }

    function tool(icon, words, step) {
      const look = () => {
        const to = zoom() + step;
        if (ZOOMS[to]) put("zoom", to);
      };
      return make(
        "button",
        { type: "button", class: "icon-btn", "aria-label": ui.t(words), click: look },
        ui.icon(icon),
      );
    }

    /** The chosen pin stays in the middle, or else what was in the middle before. */
    function scaled() {
      const pin = pins[chosen()];
      const middle = {
        x: (100 * (region.scrollLeft + region.clientWidth / 2)) / (region.scrollWidth || 1),
        y: (100 * (region.scrollTop + region.clientHeight / 2)) / (region.scrollHeight || 1),
      };
      const times = ZOOMS[zoom()];
      frame.style.inlineSize = `${times * 100}%`;
      see(pin || middle);
      scale.textContent = `${ui.n(times)} ×`;
      out.setAttribute("aria-disabled", String(times === 1));
      closer.setAttribute("aria-disabled", String(!ZOOMS[zoom() + 1]));
      // What can be moved by a finger can be moved by the arrow keys, too.
      if (times > 1) region.setAttribute("tabindex", "0");
      else region.removeAttribute("tabindex");
    }

    function see({ x, y }) {
      region.scrollLeft = (x / 100) * region.scrollWidth - region.clientWidth / 2;
      region.scrollTop = (y / 100) * region.scrollHeight - region.clientHeight / 2;
    }

    function paint() {
      const pin = pins[chosen()];
      pins.forEach((_, at) => {
        const on = at === chosen();
        stakes[at].classList.toggle("on", on);
        names[at].setAttribute("aria-pressed", String(on));
      });
      if (!pin) return ui.refill(told, make("p", {}, ui.t("Choose a place on the map.")));
      ui.refill(
        told,
        make("p", {}, make("b", {}, ui.rich(pin.name))),
        make("p", {}, ui.rich(pin.text)),
      );
      if (zoom()) see(pin);
    }
  },
};
