/**
 * A bar in equal parts to colour, beside another one to compare with.
 * State: `parts` 2–12, `coloured` 0–parts, `compare` a fraction such as "3/4" or nothing; `label`
 * names the bar, `caption` is a sentence below it. As a question, its response is "6/8": six of
 * eight parts; `spec.fixed` keeps it cut as it is.
 */

const LEAST = 2;
const MOST = 12;
const WIDE = 300;
const HIGH = 72;
const SVG = "http://www.w3.org/2000/svg";

export default {
  empty: "Nothing is coloured yet. This did not count as a try.",
  render({ model, el, ui }) {
    const asked = model.get("spec");
    const compare = fraction(model.get("compare"));
    const rtl = () => model.get("direction") === "rtl";
    el.classList.add("fraction-bar");
    let parts = 0;
    let coloured = 0;
    const read = () => {
      const [on, of] = asked
        ? fraction(model.get("response")) || [0, asked.parts]
        : [model.get("coloured"), model.get("parts")];
      parts = bound(of || 4, LEAST, MOST);
      coloured = bound(on || 0, 0, parts);
    };
    read();

    if (compare) {
      const [line, svg] = barLine(compare[1], ui.rich(`{${compare[0]}/${compare[1]}}`));
      line.classList.add("ref");
      draw(svg, compare[1], compare[0]);
      svg.setAttribute("role", "img");
      svg.setAttribute(
        "aria-label",
        ui.t("First bar: {k} of {n} parts coloured", { k: compare[0], n: compare[1] }),
      );
      el.append(line);
    }
    const [line, bar, name] = barLine(parts, "");
    bar.setAttribute("role", "slider");
    bar.setAttribute("tabindex", "0");
    bar.setAttribute(
      "aria-label",
      model.get("label") || ui.t(compare ? "Second bar" : "Fraction bar"),
    );
    bar.setAttribute("aria-valuemin", "0");
    const steps = document.createElement("div");
    steps.className = "steps";
    const partsNow = stepper("Parts", "One part fewer", "One part more", (step) =>
      put(parts + step, coloured),
    );
    partsNow.box.hidden = !!(asked && asked.fixed);
    const colouredNow = stepper("Coloured", "Colour one less", "Colour one more", (step) =>
      put(parts, coloured + step),
    );
    const told = document.createElement("p");
    told.className = "yes";
    told.setAttribute("role", "status");
    el.append(line, steps, told);
    if (model.get("caption")) {
      const caption = el.appendChild(document.createElement("p"));
      caption.className = "meta";
      caption.append(ui.rich(model.get("caption")));
    }

    bar.addEventListener("keydown", (event) => {
      const ahead = rtl() ? "ArrowLeft" : "ArrowRight";
      const behind = rtl() ? "ArrowRight" : "ArrowLeft";
      const to = {
        [ahead]: coloured + 1,
        [behind]: coloured - 1,
        ArrowUp: coloured + 1,
        ArrowDown: coloured - 1,
        Home: 0,
        End: parts,
      }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      put(parts, to);
    });
    // A tap colours up to the finger, or takes the last part back; dragging paints.
    bar.addEventListener("pointerdown", (event) => {
      if (event.button > 0) return;
      const first = under(event);
      const start = coloured;
      let moved = false;
      bar.setPointerCapture(event.pointerId);
      const paintOn = (move) => {
        const here = under(move);
        if (here !== first) moved = true;
        if (moved) put(parts, here);
      };
      const lift = () => {
        bar.removeEventListener("pointermove", paintOn);
        if (!moved) put(parts, first === start ? first - 1 : first);
      };
      bar.addEventListener("pointermove", paintOn);
      bar.addEventListener("pointerup", lift, { once: true });
      bar.addEventListener("pointercancel", () => bar.removeEventListener("pointermove", paintOn), {
        once: true,
      });
    });
    model.on("change:parts change:coloured change:response change:disabled", () => {
      read();
      paint();
    });
    paint();

    /** Which part, counted from the spine, is under the finger: 1 to `parts`, 0 before the bar. */
    function under(event) {
      const { left, right, width } = bar.getBoundingClientRect();
      const along = (rtl() ? right - event.clientX : event.clientX - left) / width;
      return bound(Math.ceil(along * parts), 0, parts);
    }

    function put(newParts, newColoured) {
      if (model.get("disabled")) return;
      const most = bound(newParts, LEAST, MOST);
      const on = bound(newColoured, 0, most);
      if (asked) model.set("response", `${on}/${most}`);
      else {
        model.set("parts", most);
        model.set("coloured", on);
      }
      model.save_changes();
    }

    /** @returns {[HTMLElement, SVGSVGElement, HTMLElement]} the line, its drawing, its name */
    function barLine(count, words) {
      const line = document.createElement("div");
      line.className = "barline";
      const svg = document.createElementNS(SVG, "svg");
      svg.setAttribute("viewBox", `0 0 ${WIDE} ${HIGH}`);
      svg.setAttribute("preserveAspectRatio", "none");
      const name = document.createElement("span");
      name.className = "big";
      name.setAttribute("aria-hidden", "true");
      name.append(words);
      line.append(svg, name);
      return [line, svg, name];
    }

    function draw(svg, count, on) {
      svg.textContent = "";
      const wide = WIDE / count;
      for (let place = 0; place < count; place++) {
        const part = shape("rect", `part${place < on ? " on" : ""}`);
        for (const [key, value] of Object.entries({
          x: place * wide,
          y: 1,
          width: wide,
          height: HIGH - 2,
        })) {
          part.setAttribute(key, String(value));
        }
        svg.append(part);
        if (place >= on) continue;
        const lines = shape("path", "hatch");
        const rows = [1, 2, 3, 4, 5].map(
          (row) => `M${place * wide + wide / 9} ${row * 12}h${(wide * 7) / 9}`,
        );
        lines.setAttribute("d", rows.join(""));
        svg.append(lines);
      }
    }

    function shape(kind, css) {
      const made = document.createElementNS(SVG, kind);
      made.setAttribute("class", css);
      made.setAttribute("vector-effect", "non-scaling-stroke");
      return made;
    }

    function stepper(title, less, more, act) {
      const box = document.createElement("div");
      const value = document.createElement("output");
      for (const [step, words] of [
        [-1, less],
        [1, more],
      ]) {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "icon-btn";
        button.setAttribute("aria-label", ui.t(String(words)));
        button.append(ui.icon(step === -1 ? "minus" : "plus"));
        button.addEventListener("click", () => act(Number(step)));
        box.append(button);
        if (step === -1) {
          const name = box.appendChild(document.createElement("span"));
          name.append(ui.t(title), value);
        }
      }
      steps.append(box);
      return { box, value, buttons: box.querySelectorAll("button") };
    }

    function paint() {
      draw(bar, parts, coloured);
      if (compare) {
        const guide = shape("path", "guide");
        guide.setAttribute("d", `M${(WIDE * compare[0]) / compare[1]} -22V${HIGH + 6}`);
        bar.append(guide);
      }
      name.textContent = "";
      name.append(ui.rich(`{${coloured}/${parts}}`));
      bar.setAttribute("aria-valuemax", String(parts));
      bar.setAttribute("aria-valuenow", String(coloured));
      bar.setAttribute(
        "aria-valuetext",
        ui.t("{k} of {n} parts coloured", { k: coloured, n: parts }),
      );
      partsNow.value.textContent = ui.n(parts);
      colouredNow.value.textContent = ui.n(coloured);
      limit(partsNow, parts <= LEAST, parts >= MOST);
      limit(colouredNow, coloured <= 0, coloured >= parts);
      tell();
    }

    function limit({ buttons }, least, most) {
      [least, most].forEach((off, place) => {
        if (off || model.get("disabled")) buttons[place].setAttribute("aria-disabled", "true");
        else buttons[place].removeAttribute("aria-disabled");
      });
    }

    function tell() {
      const here = `{${coloured}/${parts}}`;
      told.className = "yes";
      told.textContent = "";
      if (!compare) {
        told.append(ui.t("{k} of {n} parts coloured", { k: coloured, n: parts }));
        return;
      }
      const [above, below] = compare;
      const much = coloured * below - above * parts;
      if (much !== 0) {
        told.append(ui.t(much < 0 ? "Less than the first bar" : "More than the first bar"));
        return;
      }
      told.className = "yes ok";
      const words = document.createElement("span");
      words.append(
        ui.rich(
          ui.t("Just as much: {first} is the same as {second}", {
            first: `{${above}/${below}}`,
            second: here,
          }),
        ),
      );
      told.append(ui.icon("correct"), words);
    }
  },
};

function fraction(value) {
  const found = /^\s*(\d+)\s*\/\s*(\d+)\s*$/.exec(value || "");
  return found && Number(found[2]) > 0 ? [Number(found[1]), Number(found[2])] : null;
}

function bound(value, least, most) {
  return Math.max(least, Math.min(most, Math.round(Number(value) || 0)));
}
