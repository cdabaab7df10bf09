/** A question in JupyterLab: the page's own shell and view; the author's kernel marks. */

import { Model } from "../../lesson/static/host.js";
import { makeQuestion } from "../../lesson/static/question.js";
import { rootIn, uiOf } from "./root.mjs";
import view from "./view.js";

export default {
  render({ model, el }) {
    const section = rootIn(model, el);
    const own = new Model({
      spec: model.get("spec"),
      locale: model.get("locale"),
      direction: model.get("direction"),
      qid: model.get("spec").id,
      labelledby: section.getAttribute("aria-labelledby"),
      response: null,
      disabled: false,
      state: "none",
      runner: null,
    });
    const question = makeQuestion({
      el: section,
      view,
      model: own,
      ui: uiOf(model),
      type: model.get("kind"),
      check: (response) => model.send({ check: response, hints: question.opened() }),
      next: null,
      author: true,
    });
    const hear = (message) => {
      if (message.mark) question.show(message.mark.state, message.mark.words, message.mark.more);
    };
    model.on("msg:custom", hear);
    return () => model.off("msg:custom", hear);
  },
};
