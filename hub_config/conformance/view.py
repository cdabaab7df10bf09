"""The view's files as they lie there: light, alone, and in no direction of their own."""

import gzip
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from hub_config.conformance.outcome import Check, Unmet, some
from lp_widgets.questions import QuestionType
from lp_widgets.widgets import esm, parts
from lp_widgets.widgets.widget_type import WidgetType

MOST = 8 * 1024
"""Bytes of a view and its style, compressed: a page on a slow Wi-Fi has many of them."""
_ADDRESS = re.compile(r"\b(?:https?|wss?)://[^\s\"'`)]+|(?<=[\"'`(])//[\w.-]+\.\w+")
_NAMESPACE = "http://www.w3.org/"
_IMPORT = re.compile(r"^\s*import\b|\bimport\(|\brequire\(", re.M)
_DOCUMENT = re.compile(r"\bdocument\.(?:getElementById|querySelector(?:All)?)\(")
_PHYSICAL = re.compile(
    r"(?<![\w-])((?:margin|padding|border)-(?:left|right)|(?:left|right)(?=\s*:)"
    r"|(?:text-align|float|clear):\s*(?:left|right))"
)


def checks(kind: QuestionType | WidgetType, views: Mapping[str, Path]) -> Iterator[Check]:
    """Yield the checks of the files of ``kind``; ``views`` are those of all that is installed."""
    js = views[f"{kind.name}.js"]
    css = views.get(f"{kind.name}.css")
    files = [path for path in (js, css) if path]
    yield f"Its view takes at most {MOST // 1024} KB, compressed", lambda: _light(files)
    yield "Its view imports nothing and looks for its parts in its own place", lambda: _alone(js)
    yield "Its files name no address on the internet", lambda: _offline(files)
    yield "Its style has no left and no right", lambda: _no_side(css)
    yield "It can be packed for JupyterLab", lambda: _packed(kind, js)


def packed(kind: QuestionType | WidgetType, js: Path) -> str:
    """Return the one module that JupyterLab loads."""
    question = isinstance(kind, QuestionType)
    return esm.question_module(js) if question else esm.tool_module(js)


def _light(files: list[Path]) -> None:
    size = sum(len(gzip.compress(path.read_bytes(), 9, mtime=0)) for path in files)
    if size > MOST:
        raise Unmet(f"It takes {size / 1024:.1f} KB. Draw with fewer words, or share a part.")


def _alone(js: Path) -> None:
    text = _code(js)
    if _IMPORT.search(text):
        raise Unmet(f"{js.name} imports something. All that it needs comes with model, el and ui.")
    if not re.search(r"^export default \{", text, re.M):
        raise Unmet(f"{js.name} has to begin its view with  export default {{ render(…) … }}.")
    if found := _DOCUMENT.search(text):
        raise Unmet(
            f"{js.name} calls {found[0]}…): in JupyterLab its parts lie in a shadow root. Look in"
            " el."
        )
    parts.needed(js)


def _offline(files: list[Path]) -> None:
    for path in files:
        found = [each for each in _ADDRESS.findall(_code(path)) if not each.startswith(_NAMESPACE)]
        if found:
            raise Unmet(f"{path.name} names {some(found)}. A lab has no internet: bring it along.")


def _no_side(css: Path | None) -> None:
    found = sorted(set(_PHYSICAL.findall(_code(css)))) if css else []
    if found:
        raise Unmet(
            f"It says {some(found)}. Say inline-start or inline-end: half of the classes read from"
            " the right."
        )


def _packed(kind: QuestionType | WidgetType, js: Path) -> None:
    if "export default" not in packed(kind, js):
        raise Unmet("Write the view as one object:  export default { render(…) … };")


def _code(path: Path) -> str:
    """Return a file without its comments, which may name whatever they like."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.S)
    return re.sub(r"^\s*//.*$", "", text, flags=re.M)
