/**
 * A text whose marked words open their meanings, read aloud by a voice of the phone itself.
 * State: `title`, `text` with [word](name) in it, `words` {name: meaning}; `open` is the name of
 * the word whose meaning is shown, or nothing.
 */

const MARKED = /\[([^[\]]+)\]\(([a-z0-9_-]+)\)/g;

export default {
  render({ model, el, ui }) {
    const { make } = ui;
    el.classList.add("reader");
    const words = model.get("words") || {};
    /** @type {HTMLButtonElement[]} */
    const buttons = [];
    const paragraphs = String(model.get("text") || "")
      .split(/\n\s*\n/)
      .map((source) => make("p", { dir: "auto" }, ...pieces(source.replace(/\s+/g, " "))));
    const meaning = make("div", { class: "meaning", role: "status", "aria-live": "polite" });
    const sentences = paragraphs.map((each) => each.textContent.trim());
    if (model.get("title")) el.append(make("p", { class: "title" }, ui.rich(model.get("title"))));
    el.append(...paragraphs, meaning);
    el.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && model.get("open")) show("");
    });
    model.on("change:open", paint);
    paint();
    if (window.speechSynthesis) speak(window.speechSynthesis);

    function pieces(source) {
      const made = [];
      let from = 0;
      for (const found of source.matchAll(MARKED)) {
        made.push(ui.rich(source.slice(from, found.index)));
        from = found.index + found[0].length;
        const name = found[2];
        const button = make(
          "button",
          {
            type: "button",
            class: "word",
            "aria-expanded": "false",
            "data-name": name,
            click: () => show(model.get("open") === name ? "" : name),
          },
          found[1],
        );
        buttons.push(button);
        made.push(button);
      }
      made.push(ui.rich(source.slice(from)));
      return made;
    }

    function show(name) {
      model.set("open", name);
      model.save_changes();
    }

    function paint() {
      const open = model.get("open") || "";
      meaning.textContent = "";
      for (const button of buttons)
        button.setAttribute("aria-expanded", String(button.dataset.name === open));
      const button = buttons.find((each) => each.dataset.name === open);
      if (!button) return;
      meaning.append(
        make("b", {}, make("bdi", {}, button.textContent)),
        make("p", { dir: "auto" }, ui.rich(words[open])),
      );
    }

    /** Paragraph by paragraph, so that the eye can follow; the button comes with the voice. */
    function speak(speech) {
      const button = make("button", {
        type: "button",
        class: "btn small quiet",
        click: () => (reading ? stop() : start()),
      });
      let reading = 0;
      const language = ui.locale.split("-")[0];
      const voice = () =>
        speech
          .getVoices()
          .find((each) => each.localService && each.lang.split(/[-_]/)[0] === language);
      const name = () =>
        button.replaceChild(
          document.createTextNode(ui.t(reading ? "Stop reading" : "Read aloud")),
          button.firstChild,
        );
      button.append("");
      name();
      const offer = () => voice() && !button.isConnected && paragraphs[0].before(button);
      offer();
      if (speech.addEventListener) speech.addEventListener("voiceschanged", offer);
      // A voice goes on by itself when the page is left.
      addEventListener("pagehide", stop);

      function start() {
        stop();
        const turn = (reading = Date.now());
        sentences.forEach((text, place) => {
          const said = new SpeechSynthesisUtterance(text);
          said.voice = voice();
          said.lang = said.voice.lang;
          said.rate = 0.9;
          said.onstart = () => turn === reading && mark(place);
          said.onend = said.onerror = () =>
            turn === reading && place === sentences.length - 1 && stop();
          speech.speak(said);
        });
        name();
      }

      function stop() {
        reading = 0;
        speech.cancel();
        mark(-1);
        name();
      }
    }

    function mark(place) {
      paragraphs.forEach((each, at) => each.classList.toggle("now", at === place));
    }
  },
};
