"""Where sealed tests meet nbgrader: which assignment is graded, and what is kept of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.converters import Autograde
from traitlets.config import Config

from grading.autograder.sealed import record
from grading.autograder.sealed.check import suspicion
from grading.autograder.sealed.job import Verdict
from grading.autograder.sealed.plan import Plan
from grading.autograder.sealed.planning import plan_of
from grading.autograder.sealed.signs import signs


@dataclass(frozen=True)
class Grading:
    """One notebook of one submission that nbgrader's Autograde is grading."""

    root: Path
    source: Path
    """The author's notebook."""
    assignment: str
    student: str

    @classmethod
    def of(cls, converter: object, resources: Any) -> "Grading | None":
        """Return what ``converter`` grades; None when it does not, or the source is not there."""
        told = (resources or {}).get("nbgrader")
        if not isinstance(converter, Autograde) or converter.coursedir is None or not told:
            return None
        directory = converter.coursedir
        folder = directory.format_path(directory.source_directory, ".", told["assignment"])
        source = Path(folder) / f"{told['notebook']}.ipynb"
        if not source.is_file():
            return None
        return cls(Path(directory.root).absolute(), source, told["assignment"], told["student"])

    def plan(self, config: Config) -> Plan:
        """Return the plan of the notebook. Raises FenceMissing, OSError, ValueError."""
        return plan_of(self.source, self.root, config)

    def note(self, plan: Plan, notebook: NotebookNode, verdicts: Mapping[str, Verdict]) -> None:
        """Keep which points were sealed, and what looks tampered with."""
        cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
        sealed = sum(test.points for cell in cells if (test := plan.sealed_test(cell)))
        program = [cell.source for cell in cells if not _is_locked(cell)]
        found = [f"The program {each}." for each in signs(program, _texts(self.source))]
        found += sorted({said for each in verdicts.values() if (said := suspicion(each))})
        seen = record.Seen(self.source.stem, sealed, plan.points - sealed, tuple(found))
        record.write(self.root, self.assignment, self.student, seen)


def _is_locked(cell: NotebookNode) -> bool:
    return bool(cell.metadata.get("nbgrader", {}).get("locked"))


def _texts(source: Path) -> tuple[str, ...]:
    return _read(source, source.stat().st_mtime_ns)


@lru_cache(maxsize=32)
def _read(source: Path, changed: int) -> tuple[str, ...]:
    cells = nbformat.read(source, as_version=4).cells
    return tuple(cell.source for cell in cells if cell.cell_type == "code")
