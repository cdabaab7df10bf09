"""``learning-passport plugins``: the list as it always was, and what each thing is written in."""

import json

import jsonschema
import pytest
from click.testing import CliRunner

from hub_config.cli import main
from lp_widgets import plugins
from lp_widgets.cells import body

FOUND = plugins.load()
KINDS = [*FOUND.question_types.values(), *FOUND.lesson_widgets.values()]


def run(*words):
    return CliRunner().invoke(main, ["plugins", *words])


def test_without_a_command_it_lists_what_is_installed():
    listed = json.loads(run("--json").stdout)
    assert listed == FOUND.as_dict()
    assert {"name": "number", "distribution": "learning-passport"}.items() <= (
        next(each for each in listed["question_types"] if each["name"] == "number").items()
    )
    assert "number" in run().stdout


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_each_schema_has_a_version_and_is_itself_sound(kind):
    widget = [] if kind.name in FOUND.question_types and hasattr(kind, "mark") else ["--widget"]
    schema = json.loads(run("schema", kind.name, *widget).stdout)
    sort = "widget" if widget else "question"
    assert schema["$id"] == f"urn:learning-passport:{sort}:{kind.name}:{kind.version}"
    jsonschema.Draft202012Validator.check_schema(schema)
    written = body(kind.example)
    # Values in a cell are texts: the schema knows what they are called, not how YAML writes them.
    assert set(schema.get("required", [])) <= set(written)
    assert set(written) - {"id"} <= set(schema["properties"])


def test_what_is_not_there_is_said_with_what_is():
    done = run("schema", "nothing")
    assert done.exit_code == 1
    assert "There is no question type or widget “nothing”" in done.output
    assert "number" in done.output
    assert "fraction_bars" not in run("schema", "number", "--widget").output.split("There are")[0]
