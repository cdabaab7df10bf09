/** The harmless part of HTML that a kernel sent: a learner's code may have made it. */

const SAFE = new Set(
  (
    "A ABBR B BLOCKQUOTE BR CODE DD DIV DL DT EM H1 H2 H3 H4 H5 H6 HR I KBD LI OL P PRE S SMALL SPAN " +
    "STRONG SUB SUP TABLE TBODY TD TH THEAD TR U UL"
  ).split(" "),
);
/** Elements whose text is no text for a person. */
const SILENT = new Set([
  "SCRIPT",
  "STYLE",
  "TEMPLATE",
  "NOSCRIPT",
  "IFRAME",
  "OBJECT",
  "SVG",
  "MATH",
]);

/**
 * The harmless part of some HTML: known elements without any attribute, and text. It is parsed in
 * a document that neither runs scripts nor loads anything, then built anew element by element.
 * @param {string} source
 */
export function sanitized(source) {
  const parsed = new DOMParser().parseFromString(source, "text/html");
  const made = document.createDocumentFragment();
  copy(parsed.body, made, 0);
  return made;
}

function copy(from, to, depth) {
  for (const node of from.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) to.append(node.nodeValue);
    if (node.nodeType !== Node.ELEMENT_NODE || depth > 40) continue;
    const name = node.nodeName.toUpperCase();
    if (SILENT.has(name)) continue;
    if (name === "A" || !SAFE.has(name)) copy(node, to, depth + 1);
    else copy(node, to.appendChild(document.createElement(name)), depth + 1);
  }
}
