"""One ES module out of the page's own files: for anywidget, and for the page itself.

JupyterLab loads a widget as a single module. A page gets what every page loads as one, since on a
slow phone each request costs more than its bytes; views stay files of their own.
"""

import re
from functools import cache
from pathlib import Path

from lp_widgets.widgets import parts

_WIDGETS = Path(__file__).parent
_LAB = _WIDGETS / "lab"
_STATIC = _WIDGETS.parent / "lesson" / "static"

# What every lesson's page loads, each after those that it imports; ``page.js`` comes last.
SHELL = (
    "icons",
    "host",
    "hints",
    "outbox",
    "question",
    "progress",
    "style",
    "comms",
    "kernel",
    "programs",
)

_IMPORT = re.compile(r"^import (?:(\w+)|\{([^}]*)\}) from \"[^\"]*?([\w-]+)\.m?js\";$", re.M)
_EXPORT = re.compile(r"^export (?:async )?(?:function|class|const|let) (\w+)", re.M)


@cache
def question_module(view: Path) -> str:
    """Return the module that shows a question with ``view``: it marks by asking the kernel."""
    shell = [_STATIC / f"{name}.js" for name in ("icons", "host", "hints", "question")]
    return _module([*shell, _LAB / "root.mjs"], view, _LAB / "question.mjs")


@cache
def tool_module(view: Path) -> str:
    """Return the module that shows a widget without a question."""
    shell = [_STATIC / f"{name}.js" for name in ("icons", "host")]
    return _module([*shell, _LAB / "root.mjs"], view, _LAB / "tool.mjs")


def page_module() -> str:
    """Return ``page.js`` with all of SHELL in it."""
    page = (_STATIC / "page.js").read_text("utf-8")
    page = re.sub(r'import\("./(kernel|programs).js"\)', r"Promise.resolve(\1_js)", page)
    made = [_scoped(name, (_STATIC / f"{name}.js").read_text("utf-8")) for name in SHELL]
    return "\n".join([*made, _scoped("page", page), ""])


@cache
def style(*more: Path | None) -> str:
    """Return the design system for a shadow root, with the style of a view and its part.

    Its tokens hang on the shadow's host: JupyterLab's page keeps its own look.
    """
    files = [_STATIC / "passport.css", *(path for path in more if path)]
    css = "\n".join(path.read_text("utf-8") for path in files)
    css = re.sub(r":root((?:\[[^\]]*\]|:(?:lang|not)\([^)]*\))+)", r":host(\1)", css)
    return css.replace(":root", ":host")


def _module(before: list[Path], view: Path, entry: Path) -> str:
    part = parts.needed(view)
    if part:
        before = [parts.script(part), *before]
    made = [_scoped(path.stem, path.read_text("utf-8")) for path in before]
    made.insert(len(before) - 1, f"const parts_js = {{ standard: {{ {_given(part)} }} }};")
    made += [_scoped("view", view.read_text("utf-8")), _scoped("entry", entry.read_text("utf-8"))]
    return "\n".join([*made, "export default entry_js.standard;\n"])


def _given(part: str) -> str:
    return f"{part}: {part}_js.standard" if part else ""


def _scoped(name: str, source: str) -> str:
    """Turn a module into a constant that holds its exports: files may use the same names."""
    exported = _EXPORT.findall(source)
    if re.search(r"^export default ", source, re.M):
        source = re.sub(r"^export default ", "const standard = ", source, flags=re.M)
        exported.append("standard")
    source = _IMPORT.sub(_taken, source)
    source = re.sub(r"^export ", "", source, flags=re.M)
    return f"const {name}_js = (() => {{\n{source}\nreturn {{ {', '.join(exported)} }};\n}})();"


def _taken(found: re.Match[str]) -> str:
    standard, names, module = found.groups()
    if standard:
        return f"const {standard} = {module}_js.standard;"
    return f"const {{{names}}} = {module}_js;"
