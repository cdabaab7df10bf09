/** Cards that are put into groups. Response: the group of each placed item, by their ids. */

export default {
  empty: "Nothing is placed yet. This did not count as a try.",
  needs: "placing",
  render({ model, el, ui }) {
    const { groups, items } = model.get("spec");
    const places = Object.entries(groups).map(([id, text]) => {
      const name = ui.make("p", { id: `group-${model.get("qid")}-${id}` }, ui.rich(text));
      return { id, box: ui.make("div"), name: name.id, words: name.textContent, head: name };
    });
    const boxes = places.map(({ head, box }) => ui.make("div", { class: "group" }, head, box));
    el.append(ui.make("div", { class: "groups" }, ...boxes));
    ui.placing({
      model,
      el,
      ui,
      places,
      many: true,
      cards: Object.entries(items),
      read: (response) => Object.entries(response),
      write: (pairs) => Object.fromEntries(pairs),
    });
  },
};
