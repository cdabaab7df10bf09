"""Collecting: what learners handed in, as nbgrader's submissions, each whole or not at all."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from grading.autograder.course import CourseFolder
from grading.autograder.errors import GradingError

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
    """What one learner handed in; ``account`` is nbgrader's student id, ``received`` is aware."""

    account: str
    name: str
    received: datetime
    receipt: str
    locale: str
    answers: Mapping[str, Answer]


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
    path = course.root / "release" / name / f"{name}.ipynb"
    if not path.is_file():
        raise GradingError(
            f"“{name}” has no release in {course.root}. First: "
            f"learning-passport assignment release {name}"
        )
    with course.lock():
        clear_aside(course)
        new = [each for each in waiting if receipt_of(_place(course, name, each)) != each.receipt]
        if new:
            _enrol(course, new)
        blank = nbformat.read(path, as_version=4)
        for done, each in enumerate(new, 1):
            _write(course, name, each, filled(blank, each))
            on(done, len(new))
    return Collected(len(new), len(waiting) - len(new))


def filled(blank: NotebookNode, hand_in: HandIn) -> NotebookNode:
    """Return the released notebook ``blank`` with a learner's answers in their cells."""
    made = deepcopy(blank)
    told = made.metadata.setdefault("learning_passport", {})
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
            cell.metadata["learning_passport"] = {
                "response": answer.body,
                "locale": answer.locale,
                "version": answer.version,
                **({"hints": answer.hints} if answer.hints else {}),
                **({"seed": answer.seed} if answer.seed else {}),
            }
    return made


def receipt_of(folder: Path) -> str:
    """Return the receipt of what lies in ``folder`` as a submission; "" when nothing whole does."""
    for path in folder.glob("*.ipynb"):
        try:
            told = nbformat.read(path, as_version=4).metadata.get("learning_passport", {})
        except (OSError, ValueError, nbformat.ValidationError):
            return ""
        return str(told.get("receipt", ""))
    return ""


def _place(course: CourseFolder, name: str, each: HandIn) -> Path:
    return course.root / "submitted" / each.account / name


def _enrol(course: CourseFolder, hand_ins: list[HandIn]) -> None:
    with course.gradebook() as gradebook:
        for each in hand_ins:
            gradebook.update_or_create_student(each.account, first_name=each.name)


def _write(course: CourseFolder, name: str, each: HandIn, notebook: NotebookNode) -> None:
    """Put a submission in its place: aside first, then by renaming."""
    target = _place(course, name, each)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=course.own, prefix="collect-") as aside:
        fresh = Path(aside) / "new"
        fresh.mkdir(mode=0o700)
        _write_file(fresh / f"{name}.ipynb", nbformat.writes(notebook))
        received = each.received.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f UTC")
        _write_file(fresh / "timestamp.txt", received)
        _sync(fresh)
        if target.exists():
            target.rename(Path(aside) / "old")
        fresh.rename(target)
        _sync(target.parent)


def _write_file(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
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
