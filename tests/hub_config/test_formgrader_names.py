"""Children are called by the one name of the class list, and a name is text and nothing else."""

import json
from pathlib import Path

from nbgrader.server_extensions.formgrader.handlers import static_path

from hub_config.formgrader import names

NAME = '<img src=x onerror="alert(1)">'


def test_whoever_has_one_name_is_called_by_it_and_whoever_has_none_by_the_account():
    told = [
        {"student": "k3", "first_name": "Amal", "last_name": None},
        {"student": "k4", "first_name": None, "last_name": None},
        {"id": "k5", "first_name": "Ben", "last_name": "Bitdiddle"},
    ]
    found = json.loads(names.in_answer(json.dumps(told)))
    called = [f"{each['first_name']} {each['last_name']}".strip() for each in found]
    assert called == ["Amal", "k4", "Ben Bitdiddle"]
    assert names.in_answer(json.dumps({"success": True})) == '{"success": true}'


def test_the_page_of_a_submission_shows_a_name_as_text():
    told = {"first_name": NAME, "last_name": None, "student": "k3", "index": 2}
    shown = names.in_page(told)
    assert "<" not in shown["student"] and "img" in shown["student"]
    assert shown["index"] == 2 and not shown["first_name"]


def test_every_script_of_nbgraders_that_joins_names_does_it_our_way():
    joining = [
        path
        for path in Path(static_path, "js").glob("*.js")
        if 'last_name + ", "' in path.read_text()
    ]
    assert len(joining) == 3
    for path in joining:
        assert '+ ", " +' not in names.in_script(path.read_text())
