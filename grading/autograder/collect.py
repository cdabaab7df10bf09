"""Collecting: what learners handed in, as nbgrader's submissions, each whole or not at all."""

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from grading.autograder.course import CourseFolder
from grading.autograder.errors import GradingError
from grading.autograder.finished import OWN

# nbgrader takes these two along from step to step; the second one tells us whose feedback it is.
TIMESTAMP, RECEIPT = "timestamp.txt", "submission_secret.txt"
_NOTEBOOK = ".ipynb"

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Answer:
    """A learner's response to one question, as it came: in a locale, to a version of the page.

    ``hints`` that cost something had been opened before; ``seed`` says which variant was asked.
    """

    body: Any
    locale: str
    version: str
    hints: int = 0
    seed: str | None = None


@dataclass(frozen=True)
class HandIn:
    """What one learner handed in; ``account`` is nbgrader's student id, ``received`` is aware.

    ``files`` maps the path of each file that came along to where its content lies. ``extension``
    is how much later than the class this learner may hand in.
    """

    account: str
    name: str
    received: datetime
    receipt: str
    locale: str
    answers: Mapping[str, Answer]
    files: Mapping[str, Path] = field(default_factory=dict)
    extension: timedelta = timedelta(0)


@dataclass(frozen=True)
class Collected:
    """How many submissions were written, and how many were there already."""

    new: int
    kept: int


def collect(
    course: CourseFolder,
    name: str,
    hand_ins: Iterable[HandIn],
    on: Progress = lambda done, total: None,
) -> Collected:
    """Write each hand-in to ``submitted/ACCOUNT/NAME``; one with the same receipt stays as it is.

    Raises GradingError when ``name`` was not released.
    """
    waiting = list(hand_ins)
    blank = _blank(course, name)
    with course.lock():
        clear_aside(course)
        new = [each for each in waiting if receipt_of(_place(course, name, each)) != each.receipt]
        if new:
            _enrol(course, new)
        _extend(course, name, waiting)
        for done, each in enumerate(new, 1):
            write(_place(course, name, each), course.own, name, each, blank)
            on(done, len(new))
    return Collected(len(new), len(waiting) - len(new))


def write(target: Path, aside: Path, name: str, each: HandIn, blank: NotebookNode | None) -> None:
    """Put a hand-in where nbgrader looks for it, whole or not at all.

    ``aside`` is a folder on the same disk. ``blank`` is the released notebook, for answers that
    came from a page. Raises GradingError where it is needed and missing.
    """
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=aside, prefix="collect-") as place:
        fresh = Path(place) / "new"
        fresh.mkdir(mode=0o700)
        for path, content in each.files.items():
            _write_file(fresh / path, _stamped(path, content, each))
        if not each.files:
            if blank is None:
                raise GradingError(f"“{name}” was handed in on a page and has no release here.")
            _write_file(fresh / f"{name}{_NOTEBOOK}", _bytes(filled(blank, each)))
        received = each.received.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f UTC")
        _write_file(fresh / TIMESTAMP, received.encode())
        _write_file(fresh / RECEIPT, each.receipt.encode())
        _sync(fresh)
        if target.exists():
            target.rename(Path(place) / "old")
        fresh.rename(target)
        _sync(target.parent)


def filled(blank: NotebookNode, hand_in: HandIn) -> NotebookNode:
    """Return the released notebook ``blank`` with a learner's answers in their cells."""
    made = deepcopy(blank)
    told = made.metadata.setdefault(OWN, {})
    told |= {"receipt": hand_in.receipt, "locale": hand_in.locale}
    for cell in made.cells:
        told = cell.metadata.get("nbgrader", {})
        answer = hand_in.answers.get(told.get("grade_id", ""))
        if answer is None:
            continue
        if told.get("solution"):
            if isinstance(answer.body, str):
                cell.source = answer.body
        else:
            cell.metadata[OWN] = _response(answer)
    return made


def stamped(notebook: Any, hand_in: HandIn) -> Any:
    """Return a notebook (JSON) as it was handed in, with nothing in it that only we may say.

    Which hand-in it is, what its questions were answered and how it was marked come from the
    class's record: whatever the notebook itself says of them, its learner could have written.
    """
    if not isinstance(notebook, dict):
        return notebook
    made = deepcopy(notebook)
    _metadata(made)[OWN] = {"receipt": hand_in.receipt, "locale": hand_in.locale}
    for cell in _cells(made):
        _metadata(cell).pop(OWN, None)
        told = cell["metadata"].get("nbgrader")
        told = told if isinstance(told, dict) else {}
        grade_id = told.get("grade_id")
        answer = hand_in.answers.get(grade_id) if isinstance(grade_id, str) else None
        if answer is not None and not told.get("solution"):
            cell["metadata"][OWN] = _response(answer)
    return made


def _metadata(part: dict[str, Any]) -> dict[str, Any]:
    if not isinstance(part.get("metadata"), dict):
        part["metadata"] = {}
    found: dict[str, Any] = part["metadata"]
    return found


def _cells(notebook: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the cells of a notebook of any age: before version 4 they lay in worksheets."""
    sheets = notebook.get("worksheets")
    for part in (notebook, *(sheets if isinstance(sheets, list) else ())):
        cells = part.get("cells") if isinstance(part, dict) else None
        if isinstance(cells, list):
            yield from (each for each in cells if isinstance(each, dict))


def _response(answer: Answer) -> dict[str, Any]:
    return {
        "response": answer.body,
        "locale": answer.locale,
        "version": answer.version,
        **({"hints": answer.hints} if answer.hints else {}),
        **({"seed": answer.seed} if answer.seed else {}),
    }


def _stamped(path: str, content: Path, hand_in: HandIn) -> bytes:
    if not path.casefold().endswith(_NOTEBOOK):
        return content.read_bytes()
    try:
        made = stamped(json.loads(content.read_bytes()), hand_in)
        return json.dumps(made, ensure_ascii=False, indent=1).encode("utf-8", "replace")
    except (ValueError, RecursionError):
        # Nothing of it may pass unread; that it is no notebook, marking says of this learner alone.
        return b"{}"


def _bytes(notebook: NotebookNode) -> bytes:
    return nbformat.writes(notebook).encode()


def receipt_of(folder: Path) -> str:
    """Return the receipt of what lies in ``folder`` as a submission; "" when nothing whole does."""
    try:
        return (folder / RECEIPT).read_text("utf-8").strip()
    except (OSError, ValueError):
        return _receipt_in_notebook(folder)


def _receipt_in_notebook(folder: Path) -> str:
    """Return the receipt of what was collected before there was a file for it."""
    for path in folder.glob(f"*{_NOTEBOOK}"):
        try:
            told = nbformat.read(path, as_version=4).metadata.get(OWN, {})
        except (OSError, ValueError, nbformat.ValidationError):
            return ""
        return str(told.get("receipt", ""))
    return ""


def _blank(course: CourseFolder, name: str) -> NotebookNode | None:
    folder = course.root / "release" / name
    if not folder.is_dir():
        raise GradingError(
            f"“{name}” has no release in {course.root}. First: "
            f"learning-passport assignment release {name}"
        )
    path = folder / f"{name}{_NOTEBOOK}"
    return nbformat.read(path, as_version=4) if path.is_file() else None


def _place(course: CourseFolder, name: str, each: HandIn) -> Path:
    return course.root / "submitted" / each.account / name


def _enrol(course: CourseFolder, hand_ins: list[HandIn]) -> None:
    with course.gradebook() as gradebook:
        for each in hand_ins:
            gradebook.update_or_create_student(each.account, first_name=each.name)


def _extend(course: CourseFolder, name: str, hand_ins: list[HandIn]) -> None:
    """Tell the gradebook who may hand in later than the class: nbgrader counts lateness by it."""
    from nbgrader.api import MissingEntry

    with course.gradebook() as gradebook:
        for each in hand_ins:
            try:
                known = gradebook.find_submission(name, each.account)
            except MissingEntry:
                if not each.extension:
                    continue
                known = gradebook.update_or_create_submission(name, each.account)
            if known.extension != (each.extension or None):
                known.extension = each.extension or None
                gradebook.db.commit()


def _write_file(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def clear_aside(course: CourseFolder) -> None:
    """Remove what a killed collecting left aside."""
    for path in course.own.glob("collect-*"):
        shutil.rmtree(path, ignore_errors=True)
