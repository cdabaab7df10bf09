/**
 * Paper to draw on with a finger, and a place for words. Response: `{lines, words}`, where `lines`
 * is an SVG path of whole numbers on paper of 1000 × 750; what is empty is left out.
 */

const WIDE = 1000;
const HIGH = 750;
const NEAR = 7; // a finger that moves less than this draws nothing new
const MOST = 44_000; // characters of all lines; the class takes a little more
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export default {
  empty: "Nothing is drawn yet. This did not count as a try.",
  render({ model, el, ui }) {
    const { make } = ui;
    const qid = model.get("qid");
    const { paper: kind = "plain" } = model.get("spec");
    let lines = "";
    /** @type {string[]} what stood on the paper before each change */
    let before = [];
    let pen = [WIDE / 2, HIGH / 2]; // where the keys' pen is
    let down = false;

    const ink = make("path", { class: "ink" });
    const nib = make("circle", { class: "nib", r: 14 });
    const paper = make(
      "svg",
      {
        class: `paper ${kind}`,
        viewBox: `0 0 ${WIDE} ${HIGH}`,
        role: "application",
        tabindex: 0,
        "aria-label": ui.t("Paper. Arrow keys move the pen, Space puts it down and lifts it."),
        "aria-describedby": model.get("describedby") || null,
        pointerdown: drawWithFinger,
        keydown: drawWithKeys,
      },
      ...ruled(),
      ink,
      nib,
    );
    const undo = button("Undo", () => before.length && put(before.pop()));
    const again = button("Start again", () => lines && change(""));
    const words = make("textarea", {
      id: `words-${qid}`,
      class: "field prose-field",
      dir: "auto",
      rows: 2,
      maxlength: 2000,
      input: keep,
    });
    const said = make("p", { class: "vh", "aria-live": "polite" });
    el.classList.add("draw");
    el.append(
      make("p", { class: "meta" }, model.get("label") || ui.t("Draw here with a finger or a mouse")),
      paper,
      make("div", { class: "do" }, undo, again),
      make("label", { class: "meta", for: words.id }, ui.t("What does it show? You may say it in words.")),
      words,
      said,
    );
    model.on("change:response", restore);
    model.on("change:disabled", paint);
    restore();

    function button(text, click) {
      const act = () => !model.get("disabled") && click();
      return make("button", { type: "button", class: "btn small plain", click: act }, ui.t(text));
    }

    function ruled() {
      if (kind === "plain") return [];
      const spots = [];
      for (let x = 50; x < WIDE; x += 50) {
        if (kind === "squared") spots.push(make("path", { class: "rule", d: `M${x} 0V${HIGH}` }));
        else
          for (let y = 50; y < HIGH; y += 50) {
            spots.push(make("circle", { class: "rule", cx: x, cy: y, r: 3 }));
          }
      }
      for (let y = 50; kind === "squared" && y < HIGH; y += 50) {
        spots.push(make("path", { class: "rule", d: `M0 ${y}H${WIDE}` }));
      }
      return spots;
    }

    function under({ clientX, clientY }) {
      const { left, top, width, height } = paper.getBoundingClientRect();
      return within([((clientX - left) / width) * WIDE, ((clientY - top) / height) * HIGH]);
    }

    function drawWithFinger(event) {
      if (model.get("disabled") || event.button > 0) return;
      event.preventDefault();
      paper.focus({ preventScroll: true });
      paper.setPointerCapture(event.pointerId);
      down = false;
      let last = under(event);
      let line = `M${last.join(" ")}`;
      const follow = (move) => {
        for (const each of move.getCoalescedEvents?.() || [move]) {
          const here = under(each);
          if (Math.hypot(here[0] - last[0], here[1] - last[1]) < NEAR) continue;
          last = here;
          line += `L${here.join(" ")}`;
        }
        ink.setAttribute("d", lines + line);
      };
      const lift = () => {
        paper.removeEventListener("pointermove", follow);
        // A tap is a dot: a line that ends where it begins.
        change(lines + (line.includes("L") ? line : `${line}L${last.join(" ")}`));
      };
      paper.addEventListener("pointermove", follow);
      paper.addEventListener("lostpointercapture", lift, { once: true });
    }

    function drawWithKeys(event) {
      const move = MOVES[event.key];
      if ((!move && event.key !== " ") || model.get("disabled")) return;
      event.preventDefault();
      if (move) {
        const step = event.shiftKey ? 100 : 25;
        pen = within([pen[0] + move[0] * step, pen[1] + move[1] * step]);
        if (down) change(`${lines}L${pen.join(" ")}`);
      } else {
        down = !down;
        if (down) change(`${lines}M${pen.join(" ")}L${pen.join(" ")}`);
        said.textContent = ui.t(down ? "The pen is down." : "The pen is up.");
      }
      paint();
    }

    function change(to) {
      if (to.length > MOST) {
        said.textContent = ui.t("The paper is full.");
        return paint();
      }
      before = [...before.slice(-99), lines];
      put(to);
    }

    function put(to) {
      lines = to;
      if (!lines) down = false;
      keep();
    }

    function keep() {
      const response = {};
      if (lines) response.lines = lines;
      if (words.value.trim()) response.words = words.value;
      model.set("response", lines || response.words ? response : null);
      model.save_changes();
      paint();
    }

    function restore() {
      const response = model.get("response") || {};
      if ((response.lines || "") !== lines) {
        lines = response.lines || "";
        before = [];
      }
      if ((response.words || "").trim() !== words.value.trim()) words.value = response.words || "";
      paint();
    }

    function paint() {
      const off = !!model.get("disabled");
      ink.setAttribute("d", lines);
      nib.setAttribute("cx", String(pen[0]));
      nib.setAttribute("cy", String(pen[1]));
      nib.classList.toggle("down", down);
      words.disabled = off;
      for (const [each, idle] of [[undo, !before.length], [again, !lines]]) {
        if (off || idle) each.setAttribute("aria-disabled", "true");
        else each.removeAttribute("aria-disabled");
      }
    }
  },
};

function within(at) {
  const ends = [WIDE, HIGH];
  return at.map((each, axis) => Math.min(Math.max(Math.round(each), 0), ends[axis]));
}
