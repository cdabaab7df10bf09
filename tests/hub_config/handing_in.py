"""A small assignment in a lab that does not run, and learners who hand it in."""

import json
import uuid
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from grading.records import responses, submissions
from grading.records.database import Database
from grading.records.responses import Response, Result
from grading.records.submissions import Submission
from hub_config.lab.folder import Folder

COURSE, NAME = "first-steps", "tiny"
RIGHT = {"sum": "5", "double": "def double(n):\n    return 2 * n\n", "why": "It is twice as much."}
WRONG = {"sum": "6", "double": "def double(n):\n    return n\n"}


def told(grade_id: str, cell_type: str, **more: Any) -> dict[str, Any]:
    """Return nbgrader's metadata of a cell."""
    plain = {"grade": False, "solution": False, "locked": False, "task": False}
    return {
        "nbgrader": {
            **plain,
            "grade_id": grade_id,
            "schema_version": 3,
            "cell_type": cell_type,
            **more,
        }
    }


def tiny() -> Any:
    """Return an assignment of 1 point by its key, 2 by tests and 3 by hand."""
    cells = [
        new_markdown_cell("# A tiny piece of work", id="title"),
        new_code_cell("%load_ext lp_widgets", id="loader"),
        new_code_cell(
            "%%question number\nid: sum\nask: What is 2 + 3?\nanswer: 5\nright: Well added.\n",
            id="c-sum",
            metadata=told("sum", "code", grade=True, locked=True, points=1),
        ),
        new_markdown_cell("Write a function that doubles a number.", id="ask-double"),
        new_code_cell(
            "def double(n):\n    ### BEGIN SOLUTION\n    return 2 * n\n    ### END SOLUTION\n",
            id="c-double",
            metadata=told("double", "code", solution=True),
        ),
        new_code_cell(
            "assert double(2) == 4\n"
            "### BEGIN HIDDEN TESTS\nassert double(-7) == -14\n### END HIDDEN TESTS",
            id="c-tests",
            metadata=told("double-tests", "code", grade=True, locked=True, points=2),
        ),
        new_markdown_cell("Say in a sentence what doubling is.", id="ask-why"),
        new_markdown_cell(
            "YOUR ANSWER HERE",
            id="c-why",
            metadata=told("why", "markdown", grade=True, solution=True, points=3),
        ),
    ]
    about = {"title": "A tiny piece of work", "minutes": 5}
    kernel = {"name": "python3", "language": "python", "display_name": "Python 3"}
    return new_notebook(cells=cells, metadata={"learning_passport": about, "kernelspec": kernel})


def add_assignment(folder: Folder, name: str = NAME) -> None:
    """Put the assignment into the lab's own course, as a teacher does who wrote it."""
    place = folder.courses / COURSE / "source" / name
    place.mkdir(parents=True)
    nbformat.write(tiny(), place / f"{name}.ipynb")


def hand_in(
    folder: Folder, account: str, given: dict[str, str], name: str = NAME, locale: str = "en"
) -> Submission:
    """Answer and hand in, as the classroom keeps it."""
    database = Database(folder.database)
    try:
        with database.write() as connection:
            for question, body in given.items():
                response = Response(
                    str(uuid.uuid4()), account, COURSE, name, question, "v", locale, body
                )
                responses.keep(connection, response, Result("pending", 0.0))
            return submissions.hand_in(
                connection,
                id=str(uuid.uuid4()),
                account=account,
                course=COURSE,
                assignment=name,
                locale=locale,
            )
    finally:
        database.close()


def loads(text: str) -> Any:
    """Return the JSON that a command printed."""
    return json.loads(text)
