/**
 * Looks into one view from inside its page: `window.lpProbe`. The page loads the view through
 * `around`, which keeps hold of its model and place, and gives it other letters when asked to.
 */
(() => {
  const CONTROLS = [
    "a[href]", "button", "input:not([type=hidden])", "select", "textarea", "summary",
    "[contenteditable=true]", "[tabindex]",
    ...["button", "checkbox", "radio", "switch", "slider", "spinbutton", "option", "tab", "menuitem"]
      .map((role) => `[role=${role}]`),
  ].join(", ");
  const FIELDS = "textarea, input:not([type=radio], [type=checkbox], [type=range])";
  const SPOKEN = ["aria-label", "aria-valuetext", "aria-roledescription", "title", "alt", "placeholder"];
  const NO_WORDS = "[translate=no], [lang], .num, code, pre, textarea, math";
  const PSEUDO = 0x1d5d4; // 𝗔: letters that no sentence of ours has
  const TARGET = 44;

  /** @type {any} */
  const probe = { refused: [], said: [], pseudo: false, model: null, el: null };
  /** @type {any} */ (window).lpProbe = probe;
  document.addEventListener("securitypolicyviolation", (event) => probe.refused.push(event.blockedURI));

  /** What the view is rendered with in place of `given`. */
  probe.around = (given) => {
    probe.model = given.model;
    probe.el = given.el;
    if (!probe.pseudo) return given;
    const { t, tn } = given.ui;
    const other = (say) => (msgid, ...more) => {
      probe.said.push(msgid);
      return letters(say(msgid, ...more));
    };
    return { ...given, ui: { ...given.ui, t: other(t), tn: other(tn) } };
  };

  /** Write ASCII letters in another alphabet of the same shape. */
  function letters(words) {
    return words.replace(/[A-Za-z]/g, (letter) => {
      const place = letter.charCodeAt(0) - (letter < "a" ? 65 : 71);
      return String.fromCodePoint(PSEUDO + place);
    });
  }

  /** Everything in the view that a person can use now. */
  const controls = () =>
    [...probe.el.querySelectorAll(CONTROLS)].filter((each) => {
      const box = each.getBoundingClientRect();
      const seen = each.checkVisibility ? each.checkVisibility({ visibilityProperty: true }) : true;
      if (!seen || (box.width === 0 && box.height === 0)) return false;
      if (each.disabled || each.closest("fieldset:disabled")) return false;
      return each.matches("a, button, input, select, textarea, summary, [role]") || each.tabIndex >= 0;
    });
  const html = (each) => each.outerHTML.replace(/\s+/g, " ").slice(0, 90);

  probe.count = () => controls().length;
  probe.control = (place) => controls()[place];
  probe.html = (place) => html(controls()[place]);
  /** Which control has the focus; -1 for none of them. */
  probe.focused = () => controls().indexOf(document.activeElement);
  probe.isText = () => document.activeElement.matches(`${FIELDS}, [contenteditable]`);
  probe.focus = (place) => controls()[place].focus();
  probe.blur = () => /** @type {HTMLElement} */ (document.activeElement).blur();

  /**
   * Controls that keys could not reach: `reached` are those that Tab and arrows came to. A button
   * beside a field that types for a phone what every keyboard has may stay out of the way, and so
   * may what is hidden from all but a finger because it stands elsewhere, too.
   */
  probe.unreached = (reached) => {
    const all = controls();
    const groups = new Set(reached.map((place) => all[place]).map((each) => each && each.name).filter(Boolean));
    return all
      .filter((each, place) => !reached.includes(place))
      .filter((each) => !each.closest("[aria-hidden=true]"))
      .filter((each) => !(each.matches("input[type=radio]") && groups.has(each.name)))
      .filter((each) => !(each.matches("button[tabindex='-1']") && probe.el.querySelector(FIELDS)))
      .map(html);
  };

  /** Whether a control is a word in a line of text: as wide as the word, then. */
  const inText = (each) =>
    [...each.parentNode.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());

  /** HTML controls smaller than a thumb; a label around one counts with it. */
  probe.small = () =>
    controls()
      .filter((each) => !each.closest("svg"))
      .filter((each) => {
        const boxes = [each, ...(each.labels || [])].map((one) => one.getBoundingClientRect());
        const width = Math.max(...boxes.map((box) => box.width));
        const height = Math.max(...boxes.map((box) => box.height));
        return (width < TARGET - 0.5 && !inText(each)) || height < TARGET - 0.5;
      })
      .map(html);

  /**
   * What sticks out of the phone, and how far: of the page, or of the view where the sheet around it
   * would cut it off. What scrolls in a place of its own may be as wide as it likes.
   */
  probe.overflow = () => {
    const edge = document.documentElement.clientWidth;
    const out = [...probe.el.querySelectorAll("*")]
      .filter((each) => !each.closest(".vh") && !each.parentNode.closest("svg") && !scrolls(each))
      .map((each) => ({ each, box: each.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0)
      .map(({ each, box }) => ({ wide: Math.round(Math.max(box.right - edge, -box.left)), html: html(each) }))
      .find(({ wide }) => wide > 1);
    const page = document.documentElement.scrollWidth - edge;
    return out || (page > 0 ? { wide: page, html: "something around it" } : null);
  };
  function scrolls(each) {
    for (let up = each.parentElement; up && up !== probe.el; up = up.parentElement) {
      if (["auto", "scroll"].includes(getComputedStyle(up).overflowX)) return true;
    }
    return false;
  }

  /** Texts in the view that hold words in plain letters. */
  probe.plain = () => {
    const found = new Set();
    const take = (words) => /[A-Za-z]{3}/.test(words) && found.add(words.replace(/\s+/g, " ").trim());
    const walker = document.createTreeWalker(probe.el, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (!node.parentElement.closest(NO_WORDS)) take(node.textContent);
    }
    for (const each of probe.el.querySelectorAll("*")) {
      if (each.closest("[translate=no]")) continue;
      for (const name of SPOKEN) take(each.getAttribute(name) || "");
    }
    return [...found];
  };

  probe.response = () => {
    const found = probe.model.get("response");
    return found === undefined ? null : found;
  };

  /** Everything of the view that a person could see or hear, as one text. */
  probe.look = () =>
    [...probe.el.querySelectorAll("*")]
      .map((each) => {
        const given = [...each.attributes].map((one) => `${one.name}=${one.value}`).sort();
        const now = "checked" in each ? each.checked : "";
        const value = "value" in each ? each.value : "";
        const own = [...each.childNodes].filter((node) => node.nodeType === 3).map((node) => node.textContent);
        return [each.tagName, ...given, now, value, ...own].join("|");
      })
      .join("\n");
})();
