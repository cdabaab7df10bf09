/**
 * A circuit of direct current: switches are opened and closed, lamps shine as they would.
 * State: `cells`, `cell_volts`, `circuit` (parts in series; `parallel` holds branches), `caption`;
 * `on` are the names of the closed switches.
 */

const UNIT = 64;
const DOWN = 76;
const LIGHT = [
  [0, "Lamp {name} is off."],
  [0.1, "Lamp {name} glows faintly."],
  [0.7, "Lamp {name} shines dimly."],
  [1.5, "Lamp {name} shines brightly."],
  [Infinity, "Lamp {name} shines very brightly, brighter than it is made for."],
];

/** Resistances in series add up; in parallel their inverses do. Infinity where a switch is open. */
function resistance(parts, closed) {
  return parts.reduce((sum, part) => sum + one(part, closed), 0);
}

function one(part, closed) {
  if (part.parallel) {
    return 1 / part.parallel.reduce((sum, each) => sum + 1 / resistance(each, closed), 0);
  }
  if (part.switch) return closed.has(part.switch) ? 0 : Infinity;
  return part.ammeter ? 0 : part.ohms || 10;
}

const nameOf = (part) => part.lamp || part.resistor || part.switch || part.ammeter;

/** Note the current through each named part when `amps` flow through all of them. */
function flow(parts, amps, closed, found) {
  for (const part of parts) {
    found.set(nameOf(part), amps);
    if (!part.parallel) continue;
    const each = part.parallel.map((branch) => resistance(branch, closed));
    const whole = one(part, closed);
    // Where branches are without resistance they share the current, and nothing else gets any.
    const free = each.filter((ohms) => ohms === 0).length;
    part.parallel.forEach((branch, at) => {
      const share = free ? (each[at] ? 0 : 1 / free) : amps && whole / each[at];
      flow(branch, amps * share, closed, found);
    });
  }
}

/** How much room a chain of parts takes, in parts. */
function size(parts) {
  let [wide, high] = [0, 1];
  for (const part of parts) {
    const inside = (part.parallel || []).map(size);
    wide += part.parallel ? Math.max(...inside.map((each) => each[0])) + 0.5 : 1;
    high = Math.max(
      high,
      inside.reduce((sum, each) => sum + each[1], 0),
    );
  }
  return [Math.max(wide, 1), high];
}

export default {
  render({ model, el, ui }) {
    const { make } = ui;
    el.classList.add("circuit");
    const chain = model.get("circuit");
    const cells = model.get("cells");
    const volts = cells * model.get("cell_volts");
    const all = [];
    gather(chain);
    const switches = all.filter((part) => part.switch);
    const first = switches.filter((part) => part.closed).map((part) => part.switch);
    const closed = () => new Set(model.get("on") || first);

    const [wide, high] = size(chain);
    const [right, bottom] = [(wide + 0.6) * UNIT, (high - 0.1) * DOWN];
    const picture = make("svg", {
      viewBox: `0 -36 ${right} ${bottom + 78}`,
      role: "img",
      style: `max-inline-size:${right * 1.4}px`,
    });
    /** What is drawn anew with each change, by the part's name. */
    const drawn = new Map();
    const start = 0.3 * UNIT;
    wire(`M${start} 0V${bottom}H${right - start}V0Z`);
    row(chain, start, 0, wide * UNIT);
    battery(right / 2, bottom);

    const buttons = switches.map((part) =>
      make("button", { type: "button", class: "btn small quiet", click: () => turn(part.switch) }),
    );
    const told = make("div", { role: "status" });
    el.append(picture, make("div", { class: "switches" }, ...buttons), told);
    if (model.get("caption")) el.append(make("p", {}, ui.rich(model.get("caption"))));
    model.on("change:on", paint);
    paint();

    function gather(parts) {
      for (const part of parts) {
        if (part.parallel) part.parallel.forEach(gather);
        else all.push(part);
      }
    }

    function wire(d) {
      picture.append(make("path", { class: "wire", d }));
    }

    /** Put parts in series onto a wire, spread over the room that there is. */
    function row(parts, x, y, room) {
      const widths = parts.map((part) => size([part])[0] * UNIT);
      const gap = (room - widths.reduce((sum, each) => sum + each, 0)) / (parts.length + 1);
      let at = x + gap;
      parts.forEach((part, n) => {
        if (part.parallel) branches(part, at, y, widths[n]);
        else symbol(part, at + UNIT / 2, y);
        at += widths[n] + gap;
      });
    }

    function branches(part, x, y, room) {
      const [left, inner] = [x + UNIT / 4, room - UNIT / 2];
      let down = y;
      part.parallel.forEach((branch, at) => {
        if (at) wire(`M${left} ${y}V${down}h${inner}V${y}`);
        row(branch, left, down, inner);
        down += size(branch)[1] * DOWN;
      });
      for (const cx of [left, left + inner]) {
        picture.append(make("circle", { class: "node", cx, cy: y, r: 3.5 }));
      }
    }

    /** The symbols are those of IEC 60617. */
    function symbol(part, x, y) {
      const shape = make("g", { transform: `translate(${x} ${y})` });
      const path = (d, css = "") => make("path", { d, class: css });
      const text = (words, dy, css = "") => make("text", { y: dy, class: css }, words);
      const name = nameOf(part);
      if (part.lamp) {
        shape.append(
          path("M0-20v-9M-14-14l-6-6M14-14l6-6M-14 14l-6 6M14 14l6 6", "rays"),
          make("circle", { r: 15 }),
          make("circle", { r: 15, class: "light" }),
          path("M-10.6-10.6 10.6 10.6M10.6-10.6-10.6 10.6"),
        );
      } else if (part.resistor) {
        shape.append(path("M-20-8H20V8H-20Z"), text(`${ui.n(part.ohms)} Ω`, 28));
      } else if (part.ammeter) {
        shape.append(make("circle", { r: 15 }), text("A", 6, "in"), text("", 35, "value"));
      } else {
        shape.append(
          make("rect", { class: "gap", x: -18, y: -30, width: 36, height: 40 }),
          path("M-18 0L18 0", "lever"),
          make("circle", { class: "node", cx: -18, r: 3.5 }),
          make("circle", { class: "node", cx: 18, r: 3.5 }),
          make("rect", {
            class: "touch",
            x: -32,
            y: -34,
            width: 64,
            height: 64,
            click: () => turn(name),
          }),
        );
      }
      if (name !== "A") shape.append(text(name, part.lamp || part.switch ? 35 : -20));
      drawn.set(name, shape);
      picture.append(shape);
    }

    /** Its plus, the long line, is on the left: the current runs from there along the upper row. */
    function battery(x, y) {
      const pairs = Math.min(cells, 4);
      const wide = (pairs - 1) * 16 + 8;
      const from = x - wide / 2;
      picture.append(make("rect", { class: "gap", x: from, y: y - 16, width: wide, height: 32 }));
      for (let n = 0; n < pairs; n++) {
        const at = from + n * 16;
        wire(`M${at} ${y - 15}v30`);
        picture.append(make("path", { class: "wire thick", d: `M${at + 8} ${y - 8}v16` }));
        if (n) wire(`M${at - 8} ${y}h8`);
      }
      picture.append(
        make("text", { x: from - 12, y: y - 8 }, "+"),
        make("text", { x, y: y + 34 }, `${ui.n(volts)} V`),
      );
    }

    function turn(name) {
      if (model.get("disabled")) return;
      const on = closed();
      if (!on.delete(name)) on.add(name);
      model.set("on", [...on]);
      model.save_changes();
    }

    function paint() {
      const on = closed();
      const ohms = resistance(chain, on);
      const short = ohms === 0;
      const currents = new Map();
      flow(chain, short ? 0 : volts / ohms, on, currents);
      const says = all.map((part) => show(part, currents, on, short)).filter(Boolean);
      if (short)
        says.unshift(
          ui.t(
            "Nothing here holds the current back: this is a short circuit. A real battery would get hot.",
          ),
        );
      ui.refill(told, ...says.map((words) => make("p", {}, words, " ")));
      switches.forEach((part, at) => {
        const words = on.has(part.switch) ? "Open switch {name}" : "Close switch {name}";
        buttons[at].textContent = ui.t(words, { name: part.switch });
      });
      const whole = ui.tn(
        "A battery of {n} cell with {volts} V.",
        "A battery of {n} cells with {volts} V.",
        cells,
        { volts },
      );
      const parts = ui.t("From plus to minus: {parts}.", { parts: inWords(chain, on) });
      picture.setAttribute("aria-label", `${whole} ${parts}`);
    }

    /** Draw what the current does to a part, and say it. */
    function show(part, currents, on, short) {
      const amps = (name) => currents.get(name);
      if (part.switch) {
        const tip = on.has(part.switch) ? "18 0" : "12 -18";
        drawn.get(part.switch).querySelector(".lever").setAttribute("d", `M-18 0L${tip}`);
        return "";
      }
      if (part.ammeter) {
        const value = Number(amps(part.ammeter).toPrecision(3));
        const said = short ? "?" : ui.n(value);
        drawn.get(part.ammeter).querySelector(".value").textContent = `${said} A`;
        return short
          ? ""
          : ui.t("Ammeter {name} shows {amps} A.", { name: part.ammeter, amps: value });
      }
      if (!part.lamp) return "";
      const made = part.volts || model.get("cell_volts");
      const power = ((amps(part.lamp) * (part.ohms || 10)) / made) ** 2;
      // Ohm's law leaves the last digits of a number to chance; a lamp must not hang on them.
      const level = LIGHT.findIndex(([most]) => power <= Number(most) * (1 + 1e-9));
      const lamp = drawn.get(part.lamp);
      lamp.setAttribute("class", `lamp level-${level}`);
      lamp
        .querySelector(".light")
        .setAttribute("fill-opacity", Math.min(1, Math.sqrt(power)).toFixed(2));
      return ui.t(LIGHT[level][1], { name: part.lamp });
    }

    function inWords(parts, on) {
      return parts.map((part) => partInWords(part, on)).join(" – ");
    }

    function partInWords(part, on) {
      if (part.parallel) {
        const branches = part.parallel.map((each, at) => `${ui.n(at + 1)}: ${inWords(each, on)}`);
        return ui.t("branches side by side ({branches})", { branches: branches.join(" | ") });
      }
      const name = nameOf(part);
      if (part.lamp) return ui.t("lamp {name}", { name });
      if (part.ammeter) return ui.t("ammeter {name}", { name });
      if (part.switch)
        return ui.t(on.has(name) ? "closed switch {name}" : "open switch {name}", { name });
      return ui.t("resistor {name} of {ohms} Ω", { name, ohms: part.ohms });
    }
  },
};
