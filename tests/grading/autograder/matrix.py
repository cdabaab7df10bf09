"""An assignment with a question of each type, answered by as many learners as it has examples."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from grading.autograder.collect import Answer, HandIn, collect
from grading.autograder.course import CourseFolder, prepare
from grading.autograder.release import release
from grading.autograder.results import results
from grading.autograder.run import autograde
from lp_widgets import lesson as lessons
from lp_widgets import questions
from lp_widgets.cells import body
from lp_widgets.questions import QuestionType

NAME = "matrix"


def asked(kind: QuestionType) -> tuple[Any, Any]:
    """Return spec and key of a type's example."""
    return kind.split(body(kind.example))


def rounds(kinds: Sequence[QuestionType]) -> range:
    """Return the numbers of the learners, so that every example is given by one."""
    return range(max(len(asked(kind)[1].examples) for kind in kinds))


def example(kind: QuestionType, number: int) -> Any:
    """Return the example ``number`` of a type; the last one again when it has fewer."""
    found = asked(kind)[1].examples
    return found[min(number, len(found) - 1)]


def graded_course(folder: Path, kinds: Sequence[QuestionType]) -> CourseFolder:
    """Make a course in which learner n gave example n of every type, and was graded."""
    source = folder / "author" / NAME
    source.mkdir(parents=True)
    write_source(source, kinds)
    made: CourseFolder = prepare(folder / "courses" / NAME, lessons.read_course(source))
    now = datetime.now(UTC)
    release(made, NAME, None)
    handed = []
    for number in rounds(kinds):
        answers = {}
        for kind in kinds:
            each = example(kind, number)
            answers[asked(kind)[0].id] = Answer(each.response, each.locale or "en", "v")
        handed.append(HandIn(f"k{number}", f"Learner {number}", now, f"r{number}", "en", answers))
    collect(made, NAME, handed)
    autograde(made, NAME)
    return made


def assert_points_of_examples(course: CourseFolder, kind: QuestionType, numbers: range) -> None:
    """Each example of a type got the points of the mark that its author says it gets."""
    spec, _ = asked(kind)
    graded = {each.account: each for each in results(course, NAME)}
    for number in numbers:
        cells = {cell.id: cell.points for cell in graded[f"k{number}"].cells}
        expected = example(kind, number).mark
        share = 0.0 if expected == "invalid" else float(questions.base.exact(expected))
        assert cells[spec.id] == pytest.approx(share * spec.points, abs=1e-4)


def write_source(course: Path, kinds: Sequence[QuestionType]) -> None:
    """Write an assignment with the example of each of ``kinds``."""
    place = course / "source" / NAME
    place.mkdir(parents=True)
    cells = [new_code_cell("%load_ext lp_widgets", id="load")]
    for kind in kinds:
        spec, _ = asked(kind)
        told = {
            "grade": True,
            "solution": False,
            "locked": True,
            "task": False,
            "grade_id": spec.id,
            "points": spec.points,
            "schema_version": 3,
            "cell_type": "code",
        }
        source = f"%%question {kind.name}\n{kind.example}"
        cells.append(new_code_cell(source, id=f"ask-{spec.id}", metadata={"nbgrader": told}))
        for file in kind.files:
            (place / file.name).write_bytes(file.read_bytes())
    about = {"title": "Matrix", "minutes": 10}
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = new_notebook(
        cells=cells, metadata={"learning_passport": about, "kernelspec": kernel}
    )
    nbformat.write(notebook, place / f"{NAME}.ipynb")
    (course / "course.toml").write_text(
        f'title = "M"\nlessons = ["none"]\nassignments = ["{NAME}"]\n'
    )
