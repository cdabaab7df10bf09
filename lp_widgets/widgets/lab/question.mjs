/** A question in JupyterLab: the page's own shell and view; the author's kernel marks. */

import { Model } from "../../lesson/static/host.js";
import { makeQuestion } from "../../lesson/static/question.js";
import { rootIn, uiOf } from "./root.mjs";
import view from "./view.js";

export default {
  render({ model, el }) {
    let question = ask();

    function ask() {
      const section = rootIn(model, el);
      const ui = uiOf(model);
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
      const made = makeQuestion({
        el: section,
        view,
        model: own,
        ui,
        type: model.get("kind"),
        check: (response) => model.send({ check: response, hints: made.opened() }),
        next: null,
        author: true,
      });
      if (model.get("varies")) section.append(another(ui));
      return made;
    }

    function another(ui) {
      const click = () => model.send({ another: true });
      const attributes = { class: "btn small quiet", type: "button", click };
      const button = ui.make("button", attributes, ui.t("Show another"));
      const words = ui.t("Each learner gets a variant of this question.");
      return ui.make("div", { class: "variants" }, ui.make("p", { class: "meta" }, words), button);
    }

    const hear = ({ mark }) => mark && question.show(mark.state, mark.words, mark.more);
    const renew = () => (question = ask());
    model.on("msg:custom", hear);
    model.on("change:spec", renew);
    return () => {
      model.off("msg:custom", hear);
      model.off("change:spec", renew);
    };
  },
};
