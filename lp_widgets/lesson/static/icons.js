/** Our own icons: drawn on a grid of 24, two pixels round stroke, in the colour of the text. */

/** @type {Record<string, string>} every shape is path data; `fill:` marks one that is filled */
const SHAPES = {
  back: "M19 12H5m6-6-6 6 6 6",
  go: "m9 5 7 7-7 7",
  up: "M12 19V5m-6 6 6-6 6 6",
  down: "M12 5v14m-6-6 6 6 6-6",
  minus: "M5 12h14",
  plus: "M5 12h14M12 5v14",
  tick: "m5 12.5 4.5 4.5L19 7.5",
  grip: "M9 6h0M15 6h0M9 12h0M15 12h0M9 18h0M15 18h0",
  run: "M8 5v14l11-7z",
  out: "M13 4H6a1 1 0 0 0-1 1v14a1 1 0 0 0 1 1h7M10 12h11m-4-4 4 4-4 4",
  hint: "M9 18h6M10 21.5h4M12 2.5a6.5 6.5 0 0 0-3.8 11.8c.5.4.8 1 .8 1.7h6c0-.7.3-1.3.8-1.7A6.5 6.5 0 0 0 12 2.5z",
  nowifi:
    "M3 3l18 18M8.5 15.5a5 5 0 0 1 6.5-.5M5 12a10 10 0 0 1 4-2.4M2 8.5A15 15 0 0 1 6 6m5-1a15 15 0 0 1 11 3.5M14.5 10a10 10 0 0 1 4.5 2M12 19h0",
  correct: "M2 12a10 10 0 1 0 20 0 10 10 0 1 0-20 0m5.5.5 3 3 6-6.5",
  partial: "M2 12a10 10 0 1 0 20 0 10 10 0 1 0-20 0|fill:M12 2a10 10 0 0 0 0 20z",
  wrong: "M4.5 9A8.5 8.5 0 1 1 4 14M4 4v5h5",
  invalid: "m4 20 1-5L16 4l4 4L9 19zM13.5 6.5l4 4",
  saved:
    "M8.5 2h7A2.5 2.5 0 0 1 18 4.5v15a2.5 2.5 0 0 1-2.5 2.5h-7A2.5 2.5 0 0 1 6 19.5v-15A2.5 2.5 0 0 1 8.5 2zM9 12l2.2 2.2L15.2 10",
  sending: "rise:M12 20V5m-6 6 6-6 6 6",
  pending: "M6 3h9l4 4v14H6zM9 11h6M9 15h6",
};

/** Icons that point along the line of reading, and so turn with it. */
const TURNING = new Set(["back", "go", "out"]);
const SVG = "http://www.w3.org/2000/svg";

/**
 * Make one icon; it says nothing to a screen reader, so that words must stand beside it.
 * @param {string} name a name of the list above
 * @param {string} [css] further classes
 * @returns {SVGSVGElement}
 */
export function icon(name, css = "") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `i ${TURNING.has(name) ? "flip " : ""}${css}`.trim());
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  for (const shape of (SHAPES[name] || "").split("|")) {
    const [, kind, data] = /^(?:(fill|rise):)?(.*)$/.exec(shape) || [];
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", data || "");
    if (kind === "fill") path.setAttribute("fill", "currentColor");
    if (kind === "rise") path.setAttribute("class", "rise");
    svg.append(path);
  }
  return svg;
}
