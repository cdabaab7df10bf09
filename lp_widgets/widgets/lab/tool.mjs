/** A widget without a question in JupyterLab: the page's own view. */

import { framed, Model } from "../../lesson/static/host.js";
import { rootIn, uiOf } from "./root.mjs";
import view from "./view.js";

export default {
  render({ model, el }) {
    const section = rootIn(model, el);
    const { locale, direction, state } = Object.fromEntries(
      ["locale", "direction", "state"].map((name) => [name, model.get(name)]),
    );
    const own = new Model({ ...state, locale, direction, disabled: false });
    const place = section.querySelector("[data-view]");
    view.render({ model: own, el: place, ui: uiOf(model), frame: framed(view, section) });
  },
};
