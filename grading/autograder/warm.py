"""Templates that kernels and tests of one assignment are forked from: what it imports is imported.

Which modules those are is read from the author's notebooks and never from a learner's: the template
imports them outside of the fence, as the author does, and from installed packages only. A program
that imports something else imports it for itself. Tests have a template of their own, which is
fenced.
"""

import ast
import json
import socket
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from grading.autograder.sealed.rule import MODULES
from grading.kernels.forking import Template, Trunk
from grading.kernels.starting import FOR_ALL

# Not for a process from which others are forked, or for nobody but a person at a screen.
_LEFT_OUT = frozenset({"__future__", "__main__", "antigravity", "this"})

LEARNERS_SIDE = (
    "grading.autograder.sealed.learner",
    "grading.autograder.sealed.tables",
)
"""What answers tests in a kernel: loaded before the fence closes, for it hides them."""
_FOR_TESTS = {
    **{name: FOR_ALL[name] for name in ("LANG", "PATH", "OPENBLAS_NUM_THREADS")},
    **{name: FOR_ALL[name] for name in ("OMP_NUM_THREADS", "MALLOC_ARENA_MAX")},
    "MPLBACKEND": "agg",
}


class Warmed:
    """What processes of one kind are forked from, for one assignment after the other.

    ``words`` begin the template's command line; the modules follow that ``wanted`` lets through.
    """

    def __init__(
        self,
        environment: dict[str, str],
        words: Sequence[str],
        wanted: Callable[[str], bool] = lambda name: True,
    ) -> None:
        self._environment, self._words, self._wanted = environment, tuple(words), wanted
        self._command = self._words
        self._template = Template(environment, self._command)

    def template(self, source: Path | None) -> Template:
        """Return a template for the assignment in ``source``; one for any when it is None.

        It is the same as before while the assignment imports the same.
        """
        command = self._command_for(source)
        if command != self._command:
            self._template.close()
            self._template = Template(self._environment, command)
            self._command = command
        return self._template

    def trunk(self, source: Path | None) -> Trunk:
        """Return a template for the assignment in ``source`` from which others are taken."""
        return Trunk(self._environment, self._command_for(source))

    def use(self, source: Path | None, branch: socket.socket) -> None:
        """Fork for the assignment in ``source`` from ``branch`` from now on."""
        self._command = self._command_for(source)
        self._template = Template(self._environment, self._command, branch)

    def _command_for(self, source: Path | None) -> tuple[str, ...]:
        found = modules(source) if source is not None else ()
        return (*self._words, *filter(self._wanted, found))


KERNELS = Warmed(FOR_ALL, ["piped", *LEARNERS_SIDE])
TESTS = Warmed(
    _FOR_TESTS, ["grading.autograder.sealed.warm"], lambda name: name.partition(".")[0] in MODULES
)


class Trunks:
    """A template of each kind, from which processes that grade take their branches."""

    def __init__(self, source: Path | None) -> None:
        self._source = source
        self._trunks: list[Trunk] = []
        for each in (KERNELS, TESTS):
            self._trunks.append(each.trunk(source))

    def branches(self) -> "Branches":
        """Return branches for one process. Raises TemplateLost."""
        return Branches(self._source, [each.branch() for each in self._trunks])

    def close(self) -> None:
        """End them and all that came of them."""
        for each in self._trunks:
            each.close()


class Branches:
    """A branch of each trunk, to be used or closed."""

    def __init__(self, source: Path | None, channels: list[socket.socket]) -> None:
        self._source, self._channels = source, channels

    def use(self) -> None:
        """Fork from these from now on, in this process."""
        for kind, channel in zip((KERNELS, TESTS), self._channels, strict=True):
            kind.use(self._source, channel)

    def close(self) -> None:
        """Close this process's ends."""
        for each in self._channels:
            each.close()


def modules(source: Path) -> tuple[str, ...]:
    """Return the modules that the notebooks in ``source`` import, in the order in which they do."""
    found: dict[str, None] = {}
    for path in sorted(source.glob("*.ipynb")):
        found |= dict.fromkeys(_imported(path, path.stat().st_mtime_ns))
    return tuple(found)


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
