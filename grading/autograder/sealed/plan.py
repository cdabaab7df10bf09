"""What is known before a test runs apart: what surrounds it in the author's notebook, as data."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from nbformat import NotebookNode

from grading.autograder.sealed import manifest, rule
from grading.autograder.sealed.job import Source, Surroundings, frozen
from grading.autograder.sealed.rule import Reason


@dataclass(frozen=True)
class Test(Surroundings):
    """One autograded test cell."""

    name: str
    points: float
    source: str
    sealed: bool
    why: str = ""
    """Why it is not sealed."""
    hint: str = ""
    """How its author might seal it."""
    warnings: tuple[str, ...] = ()

    __test__ = False

    def unsealed(self, why: str, hint: str) -> "Test":
        """Return this test as one that runs in the learner's kernel, with the reason."""
        return replace(self, sealed=False, why=why, hint=hint)


@dataclass(frozen=True)
class Plan:
    """The tests of one notebook, by name."""

    tests: dict[str, Test] = field(default_factory=dict)

    @property
    def points(self) -> float:
        """The points of all tests."""
        return sum(each.points for each in self.tests.values())

    @property
    def sealed_points(self) -> float:
        """The points of those that run apart."""
        return sum(each.points for each in self.tests.values() if each.sealed)

    def sealed_test(self, cell: NotebookNode) -> Test | None:
        """Return the sealed test that ``cell`` is, None for one that runs in the kernel.

        A cell whose text is not the planned one may need what nobody has looked at.
        """
        test = self.tests.get(cell.metadata.get("nbgrader", {}).get("grade_id"))
        return test if test is not None and test.sealed and test.source == cell.source else None

    def dump(self) -> dict[str, Any]:
        """Return the plan as plain data."""
        return {"tests": [asdict(each) for each in self.tests.values()]}

    @classmethod
    def load(cls, plain: dict[str, Any]) -> "Plan":
        """Return the plan that ``dump`` returned. Raises TypeError, KeyError."""
        made = [
            Test(**{key: frozen(value) for key, value in each.items()}) for each in plain["tests"]
        ]
        return cls({each.name: each for each in made})


def static(notebook: NotebookNode) -> Plan:
    """Return the plan of an author's ``notebook`` as far as it can be read without running it.

    A test is called sealed where the rule allows it; ``trial`` finds out whether that is so.
    """
    cells = [_Cell.of(number, cell) for number, cell in enumerate(notebook.cells)]
    code = [cell for cell in cells if cell is not None]
    tests = {}
    for place, cell in enumerate(code):
        if cell.kind == "test":
            tests[cell.name] = _test(cell, code[:place], code)
    return Plan(tests)


@dataclass(frozen=True)
class _Cell:
    name: str
    kind: str
    """``test``, ``locked``, or ``learner``: whose text it is when it runs."""
    source: str
    points: float

    @classmethod
    def of(cls, number: int, cell: NotebookNode) -> "_Cell | None":
        from grading.autograder.execute import is_run  # It uses what uses this.

        if not is_run(cell):
            return None
        told = cell.metadata.get("nbgrader", {})
        test = told.get("grade") and not told.get("solution")
        kind = "test" if test else "locked" if told.get("locked") else "learner"
        name = str(told.get("grade_id") or f"cell {number + 1}")
        return cls(name, kind, cell.source, float(told.get("points") or 0))

    @property
    def python(self) -> str:
        """The cell's text without magic lines; "" where that is no Python either."""
        text = rule.without_magic(self.source)
        return text if rule.is_python(text) else ""


def _test(cell: _Cell, earlier: list[_Cell], everything: list[_Cell]) -> Test:
    learners = manifest.learners(each.python for each in everything if each.kind == "learner")
    test = Test(cell.name, cell.points, cell.source, sealed=True)
    reason = rule.static(cell.source, learners.defines)
    if reason is not None:
        return test.unsealed(reason.why, reason.hint)
    wanted = manifest.used(cell.source)
    kept, lost = _prelude(earlier, learners.defines, wanted)
    reason = _lost(cell.source, lost)
    if reason is not None:
        return test.unsealed(reason.why, reason.hint)
    own = frozenset(name for each in kept for name in manifest.bound(each[1]))
    data = frozenset(name for each in kept for name in _data_names(each[1]))
    used = wanted.union(*(manifest.used(text) for _, text in kept))
    theirs = (learners.defines - own) | (learners.changes & data)
    first = [each for each in kept if not manifest.read_at_once(each[1]) & theirs]
    imports = "\n".join([*(text for _, text in kept), cell.source])
    return replace(
        test,
        warnings=tuple(rule.warnings(cell.source, learners.defines)),
        before=tuple(first),
        after=tuple(each for each in kept if each not in first),
        twins=tuple(sorted(name for _, text in first for name in _classes(text))),
        fetched=tuple(sorted(used & theirs)),
        shared=tuple(sorted(learners.defines | learners.reads)),
        patched=manifest.patched(cell.source, imports),
        modules=tuple(sorted(_modules(everything))),
    )


def _prelude(
    earlier: list[_Cell], learners: frozenset[str], wanted: frozenset[str]
) -> tuple[list[Source], dict[str, Reason]]:
    """Return the author's statements that come before a test, and the names that are lost.

    Of cells that learners may change only imports count as the author's; of other tests, what they
    import, define or write down.
    """
    kept: list[Source] = []
    lost: dict[str, Reason] = {}
    for cell in earlier:
        for statement in ast.parse(cell.python).body:
            text = ast.unparse(statement)
            if not _is_authors(cell, statement, learners):
                if cell.kind == "test":
                    why = Reason(
                        "It uses {}, which another test works out.",
                        "Work it out in this test too, or in a locked cell.",
                    )
                    lost |= dict.fromkeys(manifest.bound(text) - learners, why)
                continue
            reason = rule.static(text, learners)
            if reason is None:
                kept.append((cell.name, text))
                for name in manifest.bound(text):
                    lost.pop(name, None)
            else:
                why = Reason(f"It uses {{}} from the cell “{cell.name}”: {reason.why}", reason.hint)
                names = manifest.bound(text)
                lost |= dict.fromkeys(names - (learners if cell.kind != "locked" else set()), why)
    return _needed(kept, wanted), lost


def _is_authors(cell: _Cell, statement: ast.stmt, learners: frozenset[str]) -> bool:
    if cell.kind == "locked":
        return True
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return True
    if cell.kind == "learner":
        return False
    plain = isinstance(statement, ast.FunctionDef | ast.ClassDef | ast.Assign | ast.AnnAssign)
    return plain and not manifest.read_at_once(ast.unparse(statement)) & learners


def _needed(kept: list[Source], wanted: frozenset[str]) -> list[Source]:
    """Return the statements without those that bind only what nobody reads: they cost time."""
    found: list[Source] = []
    names = set(wanted)
    for name, text in reversed(kept):
        bound = manifest.bound(text)
        if not bound or bound & names:
            names |= manifest.used(text)
            found.insert(0, (name, text))
    return found


def _lost(source: str, lost: dict[str, Reason]) -> Reason | None:
    own = manifest.bound(source)
    for name in sorted(manifest.read(source) - own):
        if name in lost:
            return Reason(lost[name].why.format(name), lost[name].hint)
        if name in ("_", "__", "___"):
            return Reason("It uses IPython's last result (_).", "Give the value a name.")
    return None


def _data_names(text: str) -> Iterator[str]:
    for statement in ast.parse(text).body:
        if isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign):
            yield from manifest.bound(text)


def _classes(text: str) -> Iterator[str]:
    for statement in ast.parse(text).body:
        if isinstance(statement, ast.ClassDef):
            yield statement.name


def _modules(cells: Iterable[_Cell]) -> Iterator[str]:
    """Yield the modules that the notebook imports and a test's process may have."""
    for cell in cells:
        for name in manifest.modules(cell.python):
            if name.partition(".")[0] in rule.MODULES and rule.is_installed(name):
                yield name
