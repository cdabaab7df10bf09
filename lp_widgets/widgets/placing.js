/**
 * Cards that are put into places: tap one and then the other, drag, or use the keys. Views that say
 * `needs: "placing"` get it as `ui.placing`.
 */

const STILL = 6; // pixels that a finger may tremble before a tap becomes a drag
const EDGE = 64; // pixels from the window's edge where a drag scrolls the page

/**
 * @typedef {{id: string, box: HTMLElement, name: string, words: string}} Place
 *   `box` holds the cards, `name` is the id of the element that names it, `words` what is said of it
 * @param {{
 *   model: any, el: HTMLElement, ui: any, cards: [string, string][], places: Place[], many?: boolean,
 *   read: (response: any) => [string, string][], write: (pairs: [string, string][]) => any,
 *   painted?: (at: Map<string, string>) => void,
 * }} options `many` cards may be in one place; `read` and `write` turn a response into pairs of
 *   card and place and back; `painted` hears where every card is
 * @returns {{touch: (place: string) => void}} touch a place from elsewhere
 */
function placing({ model, el, ui, cards, places, many, read, write, painted }) {
  const qid = model.get("qid");
  /** @type {Map<string, string>} where each placed card is */
  let at = new Map();
  let held = ""; // a card that waits for its place
  let open = ""; // a place that waits for its card
  let dragged = false;
  const spots = new Map(places.map((place) => [place.id, place]));
  const legend = tag("p", "meta");
  legend.id = `legend-${qid}`;
  legend.textContent = model.get("label") || ui.t("Choose a card, then its place");
  const tray = tag("div", "tray");
  tray.setAttribute("role", "group");
  tray.setAttribute("aria-labelledby", legend.id);
  const back = button("btn small quiet", () => held && put(held, ""));
  back.textContent = ui.t("Take it back");
  const all = tag("p", "meta");
  all.textContent = ui.t("Every card is placed.");
  const said = tag("p", "vh");
  said.setAttribute("aria-live", "polite");
  el.classList.add("placing");
  el.setAttribute("role", "group");
  el.setAttribute("aria-labelledby", `${model.get("labelledby") || ""} ${legend.id}`.trim());
  if (model.get("describedby")) el.setAttribute("aria-describedby", model.get("describedby"));
  el.prepend(legend);
  el.append(tray, said);

  const targets = new Map(places.map((place) => [place.id, target(place)]));
  const made = new Map(cards.map(([id, text]) => [id, card(id, text)]));
  tray.append(all, back);
  el.addEventListener("keydown", pressed);
  model.on("change:response", restore);
  model.on("change:disabled", paint);
  restore();
  return { touch };

  function target({ id, box, name }) {
    box.classList.add("slot");
    box.dataset.place = id;
    box.setAttribute("role", "group");
    box.setAttribute("aria-labelledby", name);
    const here = button("target", () => touch(id));
    here.id = `to-${qid}-${id}`;
    const words = tag("span", many ? "" : "vh");
    words.textContent = ui.t("Put it here");
    here.append(ui.icon("plus"), words);
    here.setAttribute("aria-labelledby", `${here.id} ${name}`);
    box.append(here);
    return here;
  }

  function card(id, text) {
    const one = button("card", () => dragged || take(id));
    one.dataset.card = id;
    one.append(ui.rich(text));
    one.addEventListener("pointerdown", (event) => drag(event, id, one));
    return one;
  }

  /** A button that does nothing while the question rests; the keyboard's focus goes on from it. */
  function button(css, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = css;
    made.addEventListener("click", ({ detail }) => {
      if (model.get("disabled")) return;
      act();
      if (!detail) refocus(made);
    });
    return made;
  }

  /** A place is touched: what is held comes here, or what comes here is asked for. */
  function touch(place) {
    if (model.get("disabled")) return;
    const inside = !many && inIt(place);
    if (held) put(held, place);
    else if (inside) take(inside);
    else wait("", open === place ? "" : place);
  }

  /** A card is touched: it is held, or goes where a card is waited for. */
  function take(id) {
    if (open) put(id, open);
    else if (held && held !== id && !many && at.has(id)) put(held, at.get(id));
    else wait(held === id ? "" : id, "");
  }

  function wait(card, place) {
    held = card;
    open = place;
    if (card) said.textContent = `${spoken(card)}: ${ui.t("Now choose its place")}`;
    if (place) said.textContent = `${spots.get(place).words}: ${ui.t("Now choose its card")}`;
    paint();
  }

  /** Put a card into a place, or back without one; a card that was there changes places. */
  function put(id, place) {
    const old = place && !many && inIt(place);
    if (old && at.has(id)) at.set(old, at.get(id));
    else if (old) at.delete(old);
    if (place) at.set(id, place);
    else at.delete(id);
    held = open = "";
    const where = place ? spots.get(place).words : ui.t("Taken back");
    said.textContent = `${spoken(id)}: ${where}`;
    paint();
    model.set("response", at.size ? write([...at]) : null);
    model.save_changes();
  }

  function inIt(place) {
    return [...at.keys()].find((id) => at.get(id) === place) || "";
  }

  function spoken(id) {
    return made.get(id).textContent;
  }

  function drag(event, id, one) {
    if (model.get("disabled") || event.button > 0) return;
    const { pageX, pageY } = event;
    dragged = false;
    one.setPointerCapture(event.pointerId);
    const under = ({ clientX, clientY }) => {
      const root = /** @type {Document} */ (el.getRootNode());
      const found = root.elementFromPoint(clientX, clientY);
      const box = found && found.closest("[data-place], .tray");
      return box && el.contains(box) ? /** @type {HTMLElement} */ (box) : null;
    };
    const mark = (box) => {
      for (const old of el.querySelectorAll(".over")) old.classList.remove("over");
      if (box) box.classList.add("over");
    };
    const follow = (move) => {
      const [x, y] = [move.pageX - pageX, move.pageY - pageY];
      if (!dragged && Math.hypot(x, y) < STILL) return;
      dragged = true;
      one.classList.add("held");
      one.style.transform = `translate(${x}px, ${y}px)`;
      mark(under(move));
      if (move.clientY < EDGE) scrollBy(0, -12);
      if (move.clientY > innerHeight - EDGE) scrollBy(0, 12);
    };
    const end = (last) => {
      const box = last.type === "pointerup" && dragged ? under(last) : null;
      for (const [name, listener] of heard) one.removeEventListener(name, listener);
      one.classList.remove("held");
      one.style.transform = "";
      mark(null);
      // A click follows the lifting of a finger; it is no tap when the card was dragged.
      setTimeout(() => (dragged = false));
      const place = box ? box.dataset.place || "" : at.get(id) || "";
      if (dragged && place !== (at.get(id) || "")) put(id, place);
    };
    /** @type {[string, (event: any) => void][]} */
    const heard = [
      ["pointermove", follow],
      ["pointerup", end],
      ["pointercancel", end],
    ];
    for (const [name, listener] of heard) one.addEventListener(name, listener);
  }

  function pressed(event) {
    const rtl = model.get("direction") === "rtl";
    const step = { ArrowDown: 1, ArrowUp: -1, ArrowRight: rtl ? -1 : 1, ArrowLeft: rtl ? 1 : -1 };
    const here = event.target.closest("button");
    const id = here && here.dataset.card;
    if (step[event.key]) {
      const scope = held ? ".slot button" : open ? ".tray button" : "button";
      const row = /** @type {HTMLElement[]} */ ([...el.querySelectorAll(scope)]).filter(
        (each) => !each.hidden,
      );
      const to = row[(row.indexOf(here) + step[event.key] + row.length) % row.length];
      if (to) to.focus();
    } else if (event.key === "Escape" && (held || open)) wait("", "");
    else if ((event.key === "Delete" || event.key === "Backspace") && at.has(id)) {
      if (!model.get("disabled")) put(id, "");
      here.focus();
    } else return;
    event.preventDefault();
  }

  /** Where the keyboard goes on: to the places, to the cards, or to where it was. */
  function refocus(from) {
    const free = (list) => list.find((each) => !each.hidden && !each.closest("[hidden]"));
    const rest = [...tray.querySelectorAll(".card")];
    const to = held
      ? free([...targets.values()])
      : open || (from.hidden && rest.length) || from === back
        ? rest[0]
        : from.classList.contains("target") && rest[0];
    const next = /** @type {HTMLElement} */ (to || from);
    next.focus();
  }

  function restore() {
    const response = model.get("response");
    at = new Map(
      (response ? read(response) : []).filter(([id, place]) => made.has(id) && spots.has(place)),
    );
    paint();
  }

  function paint() {
    const off = !!model.get("disabled");
    el.classList.toggle("ready", !!held);
    for (const [place, here] of targets) {
      const inside = [...made].filter(([id]) => at.get(id) === place).map(([, one]) => one);
      fill(spots.get(place).box, [...inside, here]);
      here.hidden = !many && inside.length > 0;
      here.setAttribute("aria-pressed", String(open === place));
    }
    const rest = [...made].filter(([id]) => !at.has(id)).map(([, one]) => one);
    fill(tray, [...rest, all, back]);
    all.hidden = rest.length > 0;
    back.hidden = !at.has(held);
    for (const [id, one] of made) one.setAttribute("aria-pressed", String(held === id));
    for (const each of el.querySelectorAll("button")) {
      if (off) each.setAttribute("aria-disabled", "true");
      else each.removeAttribute("aria-disabled");
    }
    if (painted) painted(at);
  }

  /** Move only what stands elsewhere: what stays keeps its focus. */
  function fill(box, wanted) {
    wanted.forEach((each, place) => {
      if (box.children[place] !== each) box.insertBefore(each, box.children[place] || null);
    });
  }

  function tag(name, css) {
    const made = document.createElement(name);
    made.className = css;
    return made;
  }
}

export default placing;
