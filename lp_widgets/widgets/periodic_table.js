/**
 * The periodic table in IUPAC's form, in a region that scrolls; an overview above, a card below.
 * State: `show`, `highlight` [symbols], `highlighted` what the mark means, `chosen` symbol,
 * `caption`; `family` is the letter of the family that is picked out.
 */

const SYMBOLS =
  "H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U Np Pu Am Cm Bk Cf Es Fm Md No Lr Rf Db Sg Bh Hs Mt Ds Rg Cn Nh Fl Mc Lv Ts Og";
const NAMES =
  "Hydrogen Helium Lithium Beryllium Boron Carbon Nitrogen Oxygen Fluorine Neon Sodium Magnesium Aluminium Silicon Phosphorus Sulfur Chlorine Argon Potassium Calcium Scandium Titanium Vanadium Chromium Manganese Iron Cobalt Nickel Copper Zinc Gallium Germanium Arsenic Selenium Bromine Krypton Rubidium Strontium Yttrium Zirconium Niobium Molybdenum Technetium Ruthenium Rhodium Palladium Silver Cadmium Indium Tin Antimony Tellurium Iodine Xenon Caesium Barium Lanthanum Cerium Praseodymium Neodymium Promethium Samarium Europium Gadolinium Terbium Dysprosium Holmium Erbium Thulium Ytterbium Lutetium Hafnium Tantalum Tungsten Rhenium Osmium Iridium Platinum Gold Mercury Thallium Lead Bismuth Polonium Astatine Radon Francium Radium Actinium Thorium Protactinium Uranium Neptunium Plutonium Americium Curium Berkelium Californium Einsteinium Fermium Mendelevium Nobelium Lawrencium Rutherfordium Dubnium Seaborgium Bohrium Hassium Meitnerium Darmstadtium Roentgenium Copernicium Nihonium Flerovium Moscovium Livermorium Tennessine Oganesson";
/** Whole where there is only a mass number. */
const WEIGHTS =
  "1.008 4.003 6.94 9.012 10.81 12.01 14.01 16.00 19.00 20.18 22.99 24.31 26.98 28.09 30.97 32.06 35.45 39.95 39.10 40.08 44.96 47.87 50.94 52.00 54.94 55.85 58.93 58.69 63.55 65.38 69.72 72.63 74.92 78.97 79.90 83.80 85.47 87.62 88.91 91.22 92.91 95.95 97 101.1 102.9 106.4 107.9 112.4 114.8 118.7 121.8 127.6 126.9 131.3 132.9 137.3 138.9 140.1 140.9 144.2 145 150.4 152.0 157.3 158.9 162.5 164.9 167.3 168.9 173.0 175.0 178.5 180.9 183.8 186.2 190.2 192.2 195.1 197.0 200.6 204.4 207.2 209.0 209 210 222 223 226 227 232.0 231.0 238.0 237 244 243 247 247 251 252 257 258 259 266 267 268 269 270 269 278 281 282 285 286 289 290 293 294 294";
/** A letter of FAMILIES for each element. */
const FAMILY =
  "ngaexnnnhgaeoxnnhgaettttttttttoxxnhgaettttttttttooxxhgaellllllllllllllltttttttttoooohgaeccccccccccccccctttttuuuuuuuuuu";
const FAMILIES = {
  a: "Alkali metals",
  e: "Alkaline earth metals",
  t: "Transition metals",
  o: "Other metals",
  x: "Metalloids",
  n: "Other nonmetals",
  h: "Halogens",
  g: "Noble gases",
  l: "Lanthanides",
  c: "Actinides",
  u: "Not known well enough yet",
};
const ENDS = [0, 2, 10, 18, 36, 54, 86, 118];
const MOST = 18;

/** Where an element stands: rows 8 and 9 are those below the table. */
function place(number) {
  const period = ENDS.findIndex((end) => number <= end);
  const at = number - ENDS[period - 1];
  if (period > 5 && at > 2 && at < 18) {
    return { period, row: period + 2, column: at, block: at === 17 ? "d" : "f" };
  }
  const column = at < 3 && number !== 2 ? at : MOST - (ENDS[period] - number);
  const block = column < 3 || number === 2 ? "s" : column > 12 ? "p" : "d";
  return { period, row: period, column, group: column, block };
}

const ALL = SYMBOLS.split(" ").map((symbol, at) => ({
  symbol,
  number: at + 1,
  name: NAMES.split(" ")[at],
  weight: WEIGHTS.split(" ")[at],
  family: FAMILY[at],
  ...place(at + 1),
}));

/** A text as it is compared: without case, accents, harakat and hamzas, digits as 0-9. */
function folded(text) {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[٠-٩۰-۹]/g, (digit) => String(digit.charCodeAt(0) & 15))
    .toLowerCase()
    .trim();
}

export default {
  render({ model, el, ui }) {
    const { make } = ui;
    el.classList.add("elements");
    const listed = model.get("show");
    const isMarked = ({ symbol }) => model.get("highlight").includes(symbol);
    const shown = ALL.filter(({ symbol }) => !listed.length || listed.includes(symbol));
    const chosen = () => shown.find((each) => each.symbol === model.get("chosen"));
    const title = (each) => ui.t(each.name);
    const put = (name, value) => {
      if (model.get("disabled")) return;
      model.set(name, value);
      model.save_changes();
    };

    const status = make("p", { class: "meta", role: "status" });
    const looked = make("input", {
      class: "field words",
      type: "text",
      dir: "auto",
      autocomplete: "off",
      autocapitalize: "none",
      spellcheck: "false",
      input: look,
    });
    const families = Object.keys(FAMILIES).filter((f) => shown.some((each) => each.family === f));
    const picked = make(
      "select",
      { class: "field words", change: () => pick(picked.value) },
      make("option", { value: "" }, ui.t("All families")),
      ...families.map((f) => make("option", { value: f }, ui.t(FAMILIES[f]))),
    );
    const asked = (words, field) => make("label", {}, make("span", {}, ui.t(words)), field);

    const cells = shown.map((each) =>
      make(
        "div",
        {
          role: "gridcell",
          tabindex: "-1",
          class: `element ${each.family}`,
          style: `grid-column:${each.column + 1}`,
          "aria-label": [each.symbol, title(each), ui.n(each.number), ui.t(FAMILIES[each.family])]
            .concat(isMarked(each) ? model.get("highlighted") : [])
            .join(", "),
          click: () => choose(each),
          keydown: (event) => key(event, each),
          focus: () => rove(each),
        },
        make("small", {}, ui.n(each.number)),
        make("b", {}, each.symbol),
        isMarked(each) ? make("i", { class: "mark" }) : "",
      ),
    );
    const region = make("div", { class: "region", dir: "ltr", scroll: see }, table());
    const frame = make("rect", { class: "window", y: -0.1, height: 9.7 });
    const overview = make(
      "svg",
      { viewBox: "-.1 -.1 18.2 9.7", class: "elements-map", "aria-hidden": "true" },
      ...shown.map((each) =>
        make("rect", { class: each.family, ...spot(each), click: () => go(each) }),
      ),
      frame,
    );
    const card = make("div", { class: "element-card", role: "status" });
    el.append(
      make(
        "div",
        { class: "asked" },
        asked("Name, symbol or number", looked),
        asked("Family", picked),
      ),
      status,
      overview,
      region,
    );
    if (shown.some(isMarked)) {
      el.append(
        make(
          "p",
          { class: "meta" },
          make("i", { class: "mark" }),
          " ",
          ui.rich(model.get("highlighted")),
        ),
      );
    }
    if (model.get("caption")) el.append(make("p", {}, ui.rich(model.get("caption"))));
    el.append(card);
    model.on("change:chosen change:family", paint);
    paint();
    rove(chosen() || shown[0]);
    requestAnimationFrame(() => {
      see();
      if (chosen()) reach(chosen());
    });

    function spot({ column, row }) {
      return { x: column - 1, y: row - 1 + (row > 7 ? 0.5 : 0), width: 0.9, height: 0.9 };
    }

    function table() {
      const header = (role, words, n, column) =>
        make(
          "span",
          { role, style: `grid-column:${column}` },
          make("span", { class: "vh" }, ui.t(words, { n })),
          make("span", { "aria-hidden": "true" }, ui.n(n)),
        );
      const groups = Array.from({ length: MOST }, (_, at) =>
        header("columnheader", "Group {n}", at + 1, at + 2),
      );
      const rows = [make("div", { role: "row", class: "head" }, ...groups)];
      for (let row = 1; row <= 9; row++) {
        const inside = cells.filter((_, at) => shown[at].row === row);
        if (row > 7 && !inside.length) continue;
        const below = shown.find((each) => each.row === row + 2);
        if ((row === 6 || row === 7) && below) inside.splice(2, 0, fifteen(row === 6 ? 57 : 89));
        const period = header("rowheader", "Period {n}", row > 7 ? row - 2 : row, 1);
        rows.push(make("div", { role: "row", class: `row-${row}` }, period, ...inside));
      }
      const words = ui.t("Periodic table of the elements");
      return make("div", { role: "grid", class: "num", "aria-label": words }, ...rows);
    }

    /** What stands in group 3 for the fifteen elements of a row below. */
    function fifteen(first) {
      const span = `${ui.n(first)}–${ui.n(first + 14)}`;
      return make("span", { role: "gridcell", class: "span", style: "grid-column:4" }, span);
    }

    function choose(each) {
      rove(each);
      put("chosen", each.symbol);
    }

    /** Pick a family out, and bring the first of it into sight. */
    function pick(family) {
      put("family", family);
      const first = shown.find((each) => each.family === family);
      if (first) reach(first);
    }

    function go(each) {
      choose(each);
      reach(each);
    }

    function rove(each) {
      cells.forEach((cell, at) => cell.setAttribute("tabindex", shown[at] === each ? "0" : "-1"));
    }

    /** The table never turns with the script, and so neither do the arrows. */
    function key(event, each) {
      const row = shown.filter((other) => other.row === each.row);
      const column = shown
        .filter((other) => other.column === each.column)
        .sort((one, other) => one.row - other.row);
      const far = event.ctrlKey ? shown : row;
      const to = {
        ArrowRight: row[row.indexOf(each) + 1],
        ArrowLeft: row[row.indexOf(each) - 1],
        ArrowDown: column[column.indexOf(each) + 1],
        ArrowUp: column[column.indexOf(each) - 1],
        Home: far[0],
        End: far[far.length - 1],
        Enter: each,
        " ": each,
      };
      if (!(event.key in to)) return;
      event.preventDefault();
      const found = to[event.key];
      if (found === each) choose(each);
      if (found) cells[shown.indexOf(found)].focus();
    }

    function look() {
      const wanted = folded(looked.value);
      const tests = [
        (each) => [each.symbol.toLowerCase(), String(each.number)].includes(wanted),
        (each) => folded(title(each)).startsWith(wanted),
        (each) => wanted[1] && folded(title(each)).includes(wanted),
      ];
      const test = tests.find((one) => shown.some(one));
      status.textContent = test
        ? ""
        : ui.t("No element in this table has this name, symbol or number.");
      if (wanted && test) go(shown.find(test));
    }

    /** Bring a column into the middle of the region; the page itself stays where it is. */
    function reach({ column }) {
      const { before, wide } = columns();
      region.scrollLeft = before + (column - 0.5) * wide - region.clientWidth / 2;
    }

    /** Draw into the overview which part of the table is to be seen. */
    function see() {
      const { before, wide } = columns();
      frame.setAttribute("x", String(region.scrollLeft / wide));
      frame.setAttribute("width", String(Math.max(0, region.clientWidth - before) / wide));
    }

    /** How wide a column is with its gap, and what stays in sight before the first. */
    function columns() {
      const wide = cells[0].offsetWidth + 2;
      return { before: Math.max(0, region.scrollWidth - MOST * wide), wide };
    }

    function paint() {
      const family = model.get("family") || "";
      picked.value = family;
      el.classList.toggle("picking", !!family);
      cells.forEach((cell, at) => {
        const on = shown[at] === chosen();
        cell.setAttribute("aria-selected", String(on));
        for (const each of [cell, overview.children[at]])
          each.classList.toggle("in", shown[at].family === family);
      });
      const count = shown.filter((each) => each.family === family).length;
      status.textContent = count ? ui.tn("{n} element", "{n} elements", count) : "";
      ui.refill(card, ...told(chosen()));
    }

    /** A fact stays in one line. */
    function whole(words) {
      return words.replace(/ /g, "\u00a0");
    }

    function told(each) {
      if (!each) return [make("p", {}, ui.t("Choose an element."))];
      const counted = !each.weight.includes(".");
      const weight = ui.written(each.weight);
      const facts = [
        ui.t("Atomic number: {n}", { n: each.number }),
        each.group && ui.t("Group: {n}", { n: each.group }),
        ui.t("Period: {n}", { n: each.period }),
        ui.t("Block: {block}", { block: each.block }),
      ];
      return [
        make(
          "div",
          { class: `element-tile ${each.family}`, "aria-hidden": "true" },
          make("small", {}, ui.n(each.number)),
          make("b", {}, each.symbol),
          make("small", {}, counted ? `[${weight}]` : weight),
        ),
        make(
          "div",
          {},
          make(
            "p",
            {},
            make("b", {}, title(each)),
            " ",
            make("span", { class: "vh" }, each.symbol),
          ),
          make("p", {}, ui.t(FAMILIES[each.family])),
          make("p", { class: "meta" }, facts.filter(Boolean).map(whole).join(" · ")),
          make(
            "p",
            { class: "meta" },
            counted
              ? ui.t("Mass number of a long-lived isotope: {weight}", { weight })
              : ui.t("Relative atomic mass: {weight}", { weight }),
          ),
        ),
      ];
    }
  },
};
