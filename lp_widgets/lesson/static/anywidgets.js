/**
 * Anywidgets of other packages (Anywidget Front-End Module), from the files that installed plugins
 * name. A kernel runs the learner's code: the module that it sends with a widget is not looked at.
 */

import known from "./anywidgets/known.js";
import { style } from "./style.js";

/** Render `model` into `el` if its class is known; say whether it is. */
export async function rendered({ model, el }) {
  const name = model.get("_anywidget_id");
  if (!Object.keys(known).includes(name)) return false;
  if (known[name].css) style(`./anywidgets/${name}.css`);
  const given = (await import(`./anywidgets/${name}.js`)).default;
  const view = typeof given === "function" ? await given() : given;
  if (view.initialize) await view.initialize({ model });
  if (view.render) await view.render({ model, el });
  return true;
}
