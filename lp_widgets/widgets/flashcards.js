/**
 * Cards to turn and to rate; the rating decides when a card comes back, in this visit and later.
 * State: `cards` [{front, back}], `caption`; `waits` says for how many seconds a card (by its place)
 * still rests; `pile` is the order of the cards still to come, `once` those that went well one time,
 * `turned` whether the back is seen. Each rating is sent: `{review: {card, rating}}`, 1 to 4.
 */

const RATINGS = [
  { name: "Again", after: 2, key: "1" },
  { name: "Hard", after: 5, key: "2" },
  { name: "Good", after: Infinity, key: "3" },
  { name: "Easy", after: null, key: "4" },
];

export default {
  render({ model, el, ui }) {
    const { make } = ui;
    el.classList.add("flashcards");
    const cards = model.get("cards") || [];
    const all = cards.map((_, place) => place);
    const waits = model.get("waits") || {};
    const today = all.filter((place) => !(waits[place] > 0));
    const pile = () => model.get("pile") || today;

    const told = make("p", { class: "meta", role: "status", "aria-live": "polite" });
    const notches = make("div", { class: "notches", "aria-hidden": "true" });
    const front = make("p", { class: "front", dir: "auto", tabindex: "-1" });
    const back = make("p", { class: "back", dir: "auto", tabindex: "-1" });
    const turn = make(
      "button",
      { type: "button", class: "btn", click: () => put({ turned: true }, back) },
      ui.t("Turn the card"),
    );
    const restart = make(
      "button",
      {
        type: "button",
        class: "btn quiet",
        click: () => put({ pile: all, once: [], turned: false }, front),
      },
      ui.t("Once more from the start"),
    );
    const rate = RATINGS.map((rating) =>
      make(
        "button",
        { type: "button", class: "btn small quiet", click: () => give(rating) },
        ui.t(rating.name),
      ),
    );
    const asked = make("p", { class: "meta" }, ui.t("How well did it go?"));
    const ratings = make(
      "div",
      { class: "ratings", role: "group", "aria-label": ui.t("How well did it go?") },
      ...rate,
    );
    const card = make("div", { class: "card" }, front, back);
    el.append(told, notches, card, turn, asked, ratings, restart);
    if (model.get("caption")) el.append(make("p", {}, ui.rich(model.get("caption"))));
    el.addEventListener("keydown", (event) => {
      const rating = RATINGS.find((each) => each.key === event.key);
      if (rating && model.get("turned") && !event.ctrlKey && !event.altKey && !event.metaKey)
        give(rating);
    });
    model.on("change:pile change:turned", paint);
    paint();

    function give({ name, after }) {
      const [now, ...rest] = pile();
      const rating = RATINGS.findIndex((each) => each.name === name) + 1;
      model.send({ review: { card: now, rating } });
      const once = model.get("once") || [];
      const good = name === "Good";
      const done = after === null || (good && once.includes(now));
      const place = Math.min(after === null ? 0 : after, rest.length);
      const next = done ? rest : [...rest.slice(0, place), now, ...rest.slice(place)];
      const went = good ? [...once, now] : once.filter((each) => each !== now);
      put({ pile: next, once: went, turned: false }, next.length ? front : restart);
    }

    function put(state, focus) {
      if (model.get("disabled")) return;
      for (const [name, value] of Object.entries(state)) model.set(name, value);
      model.save_changes();
      focus.focus();
    }

    /** When the next card comes back, for who comes while all of them rest. */
    function later() {
      const seconds = Math.min(...Object.values(waits).map(Number));
      if (model.get("pile") || !Number.isFinite(seconds)) return "";
      const days = Math.ceil(seconds / 86400);
      return ui.tn("The next one comes back tomorrow.", "The next one comes back in {n} days.", days);
    }

    function paint() {
      const left = pile();
      const turned = !!model.get("turned") && left.length > 0;
      const here = cards[left[0]];
      const done = all.filter((place) => !left.includes(place));
      told.textContent = here
        ? ui.t("{k} of {n} cards are done", { k: done.length, n: cards.length })
        : `${ui.t("All cards are done for now.")} ${later()}`.trim();
      notches.textContent = "";
      all.forEach((_, at) => notches.append(make("i", { class: at < done.length ? "on" : "" })));
      front.textContent = back.textContent = "";
      if (here) front.append(ui.rich(here.front));
      if (turned) back.append(ui.rich(here.back));
      card.hidden = !here;
      back.hidden = ratings.hidden = asked.hidden = !turned;
      turn.hidden = turned || !here;
      restart.hidden = !!here;
    }
  },
};
