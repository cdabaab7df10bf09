/** Things to put in order: by buttons, arrow keys or dragging. Response: the ids in order. */

export default {
  empty: "Nothing is put in order yet. This did not count as a try.",
  render({ model, el, ui }) {
    const { items } = model.get("spec");
    const words = new Map(Array.isArray(items) ? items : Object.entries(items));
    const legend = document.createElement("p");
    legend.className = "meta";
    legend.id = `legend-${model.get("qid")}`;
    legend.textContent = model.get("label") || ui.t("Move each one to its place");
    const list = document.createElement("ol");
    list.className = "ordering";
    list.setAttribute("aria-labelledby", `${model.get("labelledby") || ""} ${legend.id}`.trim());
    const said = document.createElement("p");
    said.className = "vh";
    said.setAttribute("aria-live", "polite");
    el.append(legend, list, said);

    for (const [id, text] of words) list.append(row(id, text));
    /** @returns {HTMLElement[]} */
    const rows = () => /** @type {any} */ ([...list.children]);
    const order = () => rows().map((li) => li.dataset.id);
    restore();
    model.on("change:response", restore);
    model.on("change:disabled", paint);

    function row(id, text) {
      const li = document.createElement("li");
      li.dataset.id = id;
      const place = li.appendChild(document.createElement("span"));
      place.className = "place num";
      const label = li.appendChild(document.createElement("span"));
      label.className = "grow";
      label.id = `item-${model.get("qid")}-${id}`;
      label.append(ui.rich(text));
      for (const [name, step, words] of [
        ["up", -1, "Move up"],
        ["down", 1, "Move down"],
      ]) {
        const button = li.appendChild(document.createElement("button"));
        button.type = "button";
        button.className = "icon-btn";
        button.dataset.step = String(step);
        button.id = `${name}-${label.id}`;
        button.setAttribute("aria-label", ui.t(String(words)));
        // «Move up, one quarter»: the name of the thing comes from its own text.
        button.setAttribute("aria-labelledby", `${button.id} ${label.id}`);
        button.append(ui.icon(name));
        button.addEventListener("click", () => move(li, Number(step)));
      }
      const grip = li.appendChild(document.createElement("span"));
      grip.className = "grip";
      grip.append(ui.icon("grip"));
      grip.addEventListener("pointerdown", (event) => drag(event, li, grip));
      li.addEventListener("keydown", (event) => {
        const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
        if (!step) return;
        event.preventDefault();
        move(li, step);
      });
      return li;
    }

    /** Move a row by moving its neighbour, so that focus and finger stay where they are. */
    function swap(li, step) {
      const other = step < 0 ? li.previousElementSibling : li.nextElementSibling;
      if (!other || model.get("disabled")) return false;
      if (step < 0) li.after(other);
      else li.before(other);
      return true;
    }

    function move(li, step) {
      if (!swap(li, step)) return;
      keep();
      const place = rows().indexOf(li) + 1;
      const values = { place, of: list.children.length };
      said.textContent = `${li.querySelector(".grow").textContent}: ${ui.t("Place {place} of {of}", values)}`;
    }

    function drag(event, li, grip) {
      if (model.get("disabled") || event.button > 0) return;
      event.preventDefault();
      const before = order().join("\n");
      li.classList.add("held");
      grip.setPointerCapture(event.pointerId);
      const follow = ({ clientY }) => {
        for (const step of [-1, 1]) {
          const other = step < 0 ? li.previousElementSibling : li.nextElementSibling;
          if (!other) continue;
          const { top, height } = other.getBoundingClientRect();
          if (step < 0 ? clientY < top + height / 2 : clientY > top + height / 2) {
            swap(li, step);
            paint();
          }
        }
      };
      const drop = () => {
        li.classList.remove("held");
        grip.removeEventListener("pointermove", follow);
        if (order().join("\n") !== before) keep();
      };
      grip.addEventListener("pointermove", follow);
      grip.addEventListener("pointerup", drop, { once: true });
      grip.addEventListener("pointercancel", drop, { once: true });
    }

    function keep() {
      paint();
      model.set("response", order());
      model.save_changes();
    }

    function restore() {
      const response = model.get("response");
      if (Array.isArray(response) && response.join("\n") !== order().join("\n")) {
        for (const id of response) {
          const li = rows().find((child) => child.dataset.id === id);
          if (li) list.append(li);
        }
      }
      paint();
    }

    function paint() {
      rows().forEach((li, place) => {
        li.querySelector(".place").textContent = ui.n(place + 1);
        for (const button of li.querySelectorAll("button")) {
          const end = button.dataset.step === "-1" ? 0 : list.children.length - 1;
          const off = place === end || model.get("disabled");
          if (off) button.setAttribute("aria-disabled", "true");
          else button.removeAttribute("aria-disabled");
        }
      });
    }
  },
};
