/** A place of its own in JupyterLab's page: our style stays inside, JupyterLab's stays outside. */

import { icon } from "../../lesson/static/icons.js";
import { makeUi } from "../../lesson/static/host.js";
import parts from "./parts.js";

const HOST = `:host { display: block; max-inline-size: 44rem; color: var(--ink);
  font: 400 var(--t-m)/var(--lead) var(--sans); }`;

/** Put the sheet that Python made into a shadow root and return it. */
export function rootIn(model, el) {
  const root = el.shadowRoot || el.attachShadow({ mode: "open" });
  // JupyterLab sees no field inside a shadow root: without this, a “d” typed twice deletes a cell.
  el.dataset.lmSuppressShortcuts = "true";
  el.lang = model.get("locale");
  el.dir = model.get("direction");
  const style = document.createElement("style");
  style.textContent = model.get("style") + HOST;
  const place = document.createElement("div");
  place.innerHTML = model.get("sheet"); // Python escaped whatever the author wrote
  root.replaceChildren(style, place);
  return /** @type {HTMLElement} */ (place.firstElementChild);
}

/** The words, numbers, icons and parts that a view needs. */
export function uiOf(model) {
  const ui = makeUi({ locale: model.get("locale"), strings: model.get("strings"), icon });
  return { ...ui, ...parts };
}
