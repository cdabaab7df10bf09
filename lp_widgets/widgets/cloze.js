/** Gaps inside a text: a field or a list in each. Response: gap to raw text; empty ones are left out. */

const GAP = /\[\[([A-Za-z][A-Za-z0-9_-]*)\]\]/;
const CLOSING = /^[.,;:!?)\]»”’،؛؟۔।…%°]+/;

export default {
  needs: "gaps",
  render({ model, el, ui }) {
    const pieces = model.get("spec").text.split(GAP);
    const gap = ui.gaps({ model, ui, of: (pieces.length - 1) / 2 });
    const box = ui.make("div", {
      class: "cloze",
      role: "group",
      "aria-labelledby": model.get("labelledby") || null,
      "aria-describedby": model.get("describedby") || null,
    });
    for (let at = 0; at < pieces.length; at += 2) {
      let words = pieces[at];
      if (at) {
        // A full stop stays on the line of the gap before it.
        const [closing] = words.match(CLOSING) || [""];
        words = words.slice(closing.length);
        box.append(gap(pieces[at - 1], at / 2, "", closing));
      }
      box.append(ui.rich(words));
    }
    el.append(box);
  },
};
