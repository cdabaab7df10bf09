"""One writer: the same operation, whether the lab runs or not."""

import base64
import json

import pytest

from grading.records.database import Database
from hub_config.control.client import call
from hub_config.control.errors import OperationError
from hub_config.lab.folder import Folder


@pytest.fixture
def resting(folder):
    """A lab that does not run, with its database."""
    Database(folder.database).upgrade()
    return folder


def csv(text):
    return base64.b64encode(text.encode()).decode()


def test_an_operation_on_a_resting_lab_changes_its_files(resting):
    plan = call(resting, "roster.import", content=csv("name,locale,class\nAmal,ar,Kite\n"))
    assert len(plan["added"]) == 1
    listed = call(resting, "roster.list")
    assert [each["name"] for each in listed["people"]] == ["Amal"]


def test_a_refusal_names_the_line_and_changes_nothing(resting):
    with pytest.raises(OperationError, match="line 3"):
        call(resting, "roster.import", content=csv("name,locale,class\nAmal,ar,Kite\n,ar,Kite\n"))
    assert call(resting, "roster.list")["people"] == []


def test_a_dry_run_changes_nothing(resting):
    text = csv("name,locale,class\nAmal,ar,Kite\n")
    assert len(call(resting, "roster.import", content=text, dry_run=True)["added"]) == 1
    assert call(resting, "roster.list")["people"] == []


def test_cards_set_new_secrets_and_erasing_forgets_the_name(resting):
    call(resting, "roster.import", content=csv("name,locale,class\nZubaydah,ar,Kite\n"))
    drawn = call(resting, "roster.draw-cards")
    assert call(resting, "roster.list")["people"][0]["has_card"] is False
    call(resting, "roster.keep-cards", drawn=drawn)
    assert call(resting, "roster.list")["people"][0]["has_card"] is True
    account = call(resting, "roster.list")["people"][0]["account"]
    call(resting, "roster.erase", account=account)
    for path in resting.root.rglob("*"):
        if path.is_file():
            assert b"Zubaydah" not in path.read_bytes(), path


def test_a_running_lab_is_asked_through_its_socket(lab):
    assert (lab.data / "run" / "control.sock").stat().st_mode & 0o777 == 0o600
    listed = json.loads(lab.run("roster", "list", "--json").stdout)
    assert {"Amal", "Lina"} <= {each["name"] for each in listed["people"]}
    with pytest.raises(OperationError, match="no account"):
        call(Folder(lab.data), "roster.reset-pin", account="nobody")
