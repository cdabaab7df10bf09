"""The tables in vectors/: what each response is worth, and why."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from lp_widgets import questions

VECTORS: list[dict[str, Any]] = [
    {"type": path.stem, **vector}
    for path in sorted(Path(__file__).with_name("vectors").glob("*.toml"))
    for vector in tomllib.loads(path.read_text("utf-8"))["vector"]
]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: f"{v['type']}: {v['why']}")
def test_a_response_is_worth_what_the_table_says(vector: dict[str, Any]) -> None:
    source = {"id": "vector", "ask": "How much?", **vector["source"]}
    spec, key = questions.split(vector["type"], source)
    response = json.loads(vector["response"])
    mark = questions.mark(vector["type"], spec, key, response, vector["locale"])
    score = vector.get("score", 0)
    graded = {0: "wrong", 1: "correct"}.get(score, "partial")
    assert mark.state == vector.get("state", graded)
    assert mark.score == score
    assert vector.get("message", "") in mark.message
    if "values" in vector:
        assert mark.values == vector["values"]
    if "feedback" in vector:
        assert mark.feedback == vector["feedback"]
    assert not mark.message or mark.message.format(**mark.values)


def test_every_shipped_type_is_in_the_table() -> None:
    assert {vector["type"] for vector in VECTORS} == {kind.name for kind in questions.BUILT_IN}


def test_a_reading_never_hangs_on_the_answer() -> None:
    """What is unreadable for one answer is unreadable for all: else the marker is an oracle."""
    numbers = [v for v in VECTORS if v["type"] == "number" and "units" not in v["source"]]
    for vector in numbers:
        response = json.loads(vector["response"])
        states = set()
        for answer in ("0", "1.5", "1500", "16", "1234567", "-5.5", "3/4"):
            source = {"id": "q", "ask": "?", "answer": answer}
            spec, key = questions.split("number", source)
            mark = questions.mark("number", spec, key, response, vector["locale"])
            states.add(mark.state == "invalid")
        assert len(states) == 1, vector["why"]
