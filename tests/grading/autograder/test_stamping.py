"""A notebook that was handed in says nothing that only the class may say, whatever is in it."""

import copy
import json
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from grading.autograder.collect import Answer, HandIn, stamped, write
from grading.autograder.finished import OWN

WHEN = datetime(2026, 5, 6, 12, 0, tzinfo=UTC)
ANSWERS = {"sum": Answer("5", "en", "v")}
ONE = HandIn("k1", "Lina", WHEN, "AAA-AAA", "en", ANSWERS)
FORGED = {"receipt": "CCC-CCC", "graded": True, "mark": {"state": "correct"}, "response": "6"}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just(FORGED),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["cells", "worksheets", "metadata", "nbgrader", "grade_id", OWN]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


def cells(notebook):
    sheets = notebook.get("worksheets")
    for part in [notebook, *(sheets if isinstance(sheets, list) else [])]:
        found = part.get("cells") if isinstance(part, dict) else None
        if isinstance(found, list):
            yield from (each for each in found if isinstance(each, dict))


@given(st.dictionaries(st.sampled_from(["cells", "worksheets", "metadata"]), JSON))
def test_whatever_was_forged_is_gone(notebook):
    before = copy.deepcopy(notebook)
    made = stamped(notebook, ONE)
    assert notebook == before
    assert made["metadata"][OWN] == {"receipt": "AAA-AAA", "locale": "en"}
    for each in cells(made):
        told = each["metadata"].get(OWN)
        assert told in (None, {"response": "5", "locale": "en", "version": "v"})


def test_answers_stand_at_the_questions_and_never_at_a_program():
    told = [{"metadata": {"nbgrader": {"grade_id": "sum", "solution": s}}} for s in (False, True)]
    question, program = stamped({"cells": told}, ONE)["cells"]
    assert question["metadata"][OWN]["response"] == "5"
    assert OWN not in program["metadata"]


def test_what_cannot_be_read_is_collected_as_nothing(tmp_path):
    content = tmp_path / "content"
    target = tmp_path / "submitted" / "k1" / "ps1"
    for bad in (b"no json", b"[" * 5000 + b"]" * 5000, json.dumps(FORGED).encode()[:-3]):
        content.write_bytes(bad)
        one = HandIn("k1", "Lina", WHEN, "AAA-AAA", "en", {}, {"ps1.ipynb": content})
        write(target, tmp_path, "ps1", one, None)
        assert (target / "ps1.ipynb").read_bytes() == b"{}"
        assert (target / "submission_secret.txt").read_text() == "AAA-AAA"
