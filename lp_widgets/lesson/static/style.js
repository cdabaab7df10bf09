/** Styles that come with what a page shows, each once. */

/** Load the style at `path`, which is relative to this file. */
export function style(path) {
  const href = new URL(path, import.meta.url).href;
  const there = [...document.querySelectorAll("link[rel=stylesheet]")];
  if (there.some((link) => /** @type {HTMLLinkElement} */ (link).href === href)) return;
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = href;
  document.head.append(link);
}
