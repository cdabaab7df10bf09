"""The template that the kernels of one assignment are forked from: what it imports is imported.

Which modules those are is read from the author's notebooks and never from a learner's: the template
imports them outside of the fence, as the author does, and from installed packages only. A program
that imports something else imports it for itself.
"""

import ast
import json
import socket
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from grading.kernels.forking import Template, Trunk
from grading.kernels.starting import FOR_ALL

# Not for a process from which others are forked, or for nobody but a person at a screen.
_LEFT_OUT = frozenset({"__future__", "__main__", "antigravity", "this"})

_template = Template(FOR_ALL, ["piped"])
_words = ["piped"]


def template(source: Path | None) -> Template:
    """Return a template for the assignment in ``source``; one for any assignment when it is None.

    It is the same as before while the assignment imports the same.
    """
    global _template, _words
    words = _command(source)
    if words != _words:
        _template.close()
        _template, _words = Template(FOR_ALL, words), words
    return _template


def trunk(source: Path | None) -> Trunk:
    """Return a template for the assignment in ``source`` from which others are taken."""
    return Trunk(FOR_ALL, _command(source))


def use(source: Path | None, branch: socket.socket) -> None:
    """Fork the kernels of the assignment in ``source`` from ``branch`` from now on."""
    global _template, _words
    _words = _command(source)
    _template = Template(FOR_ALL, _words, branch)


def modules(source: Path) -> tuple[str, ...]:
    """Return the modules that the notebooks in ``source`` import, in the order in which they do."""
    found: dict[str, None] = {}
    for path in sorted(source.glob("*.ipynb")):
        found |= dict.fromkeys(_imported(path, path.stat().st_mtime_ns))
    return tuple(found)


def _command(source: Path | None) -> list[str]:
    return ["piped", *(modules(source) if source is not None else ())]


@lru_cache(maxsize=64)
def _imported(path: Path, changed: int) -> tuple[str, ...]:
    beside = {each.stem for each in path.parent.iterdir()}
    found = (
        name
        for source in _code(path)
        for name in _imports(source)
        if name.partition(".")[0] not in _LEFT_OUT | beside
    )
    return tuple(dict.fromkeys(found))


def _code(path: Path) -> list[str]:
    """Return the code cells of a notebook; none of one that cannot be read: others will say so."""
    try:
        cells = json.loads(path.read_bytes())["cells"]
        return ["".join(each["source"]) for each in cells if each["cell_type"] == "code"]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _imports(source: str) -> Iterator[str]:
    """Yield what a cell imports; a line that is no Python is IPython's, and left out."""
    lines = [line for line in source.splitlines() if not line.lstrip().startswith(("%", "!", "?"))]
    try:
        tree = ast.parse("\n".join(lines))
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
