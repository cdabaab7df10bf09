"""``plugins test``: what we ship meets the contract, and each planted fault is named."""

import json
import os
import subprocess
from dataclasses import replace

import pytest

from hub_config.conformance import of
from hub_config.conformance.browser import Chromium
from lp_widgets import plugins
from lp_widgets.widgets.widget_type import WidgetType
from tests.e2e.environment import known_here
from tests.e2e.lab import PROGRAM
from tests.e2e.planted import FAULTS, plant

KINDS = plugins.load().kinds


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{type(kind).__name__}-{kind.name}")
def test_what_we_ship_meets_it(chrome, kind):
    outcomes = list(of(kind, Chromium(chrome)))
    assert [each for each in outcomes if each.state != "ok"] == []
    assert len(outcomes) >= 17


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_with_what_to_do(chrome, tmp_path, fault):
    check, said, _ = FAULTS[fault]
    plant(tmp_path, fault)
    with known_here(tmp_path, "lp_estimate"):
        kind = plugins.load().question_types["estimate"]
        (found,) = of(kind, Chromium(chrome), only=check)
    assert found.state == "mend", found
    assert said in found.remedy


def test_a_widget_without_an_example_is_told_so_and_nothing_else(chrome):
    kind = next(each for each in KINDS if isinstance(each, WidgetType))
    (found,) = of(replace(kind, example=""), Chromium(chrome))
    assert found.state == "mend" and "example=…" in found.remedy
    (found,) = of(replace(kind, example="nothing: 1\n"), Chromium(chrome))
    assert found.state == "mend" and "nothing" in found.remedy


def test_every_check_has_a_fault_that_it_notices(chrome):
    """But those that hold our surfaces to each other: a package cannot break them alone."""
    every = {each.check for each in of(KINDS[0], Chromium(chrome))}
    words = [check.lower() for check, _, _ in FAULTS.values()]
    assert {each for each in every if not any(part in each.lower() for part in words)} == {
        "It can be packed for JupyterLab",
        "A lesson with it can be built",
        "JupyterLab gives the same marks, and its page has no key",
        "The autograder gives the same marks",
        "The page gives the same marks",
    }


def run(*words, **environment):
    done = subprocess.run(
        [PROGRAM, "plugins", "test", *words],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_a_sound_type_ends_well_and_a_faulty_one_does_not(tmp_path):
    assert run("number", "--only", "marker") == (
        0,
        "question type number\n"
        "  ok         Nothing that a browser may send makes its marker fail\n"
        "1 ok, 0 to mend, 0 not tried.\n",
        "",
    )
    plant(tmp_path, "stumbles over what it does not expect")
    status, said, _ = run("estimate", "--only", "marker", PYTHONPATH=str(tmp_path))
    assert status == 1
    assert "  mend       Nothing that a browser may send makes its marker fail" in said
    assert "Return Mark.invalid(…) for whatever cannot be read." in said
    status, said, _ = run("estimate", "--only", "marker", "--json", PYTHONPATH=str(tmp_path))
    (told,) = json.loads(said)
    assert status == 1 and told["sound"] is False
    assert [each["state"] for each in told["checks"]] == ["mend"]


def test_without_a_browser_it_says_what_to_install(tmp_path):
    none = tmp_path / "playwright"
    none.mkdir()
    (none / "__init__.py").write_text("raise ImportError('not installed')\n")
    for environment in (
        {"PYTHONPATH": str(tmp_path)},
        {"PATH": str(tmp_path), "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path)},
    ):
        status, said, _ = run("number", "--only", "marker", **environment)
        assert status == 2
        assert "apt install chromium" in said and "learning-passport[plugin-test]" in said
        assert "1 ok, 0 to mend, 1 not tried." in said


def test_without_axe_everything_else_is_tried(tmp_path):
    none = tmp_path / "axe_playwright_python"
    none.mkdir()
    (none / "__init__.py").write_text("raise ImportError('not installed')\n")
    status, said, _ = run("true_false", "--only", "axe", PYTHONPATH=str(tmp_path))
    assert status == 2 and "not tried  axe-core finds nothing" in said
    assert "pip install" in said


def test_what_is_not_there_is_said_with_what_is():
    status, _, said = run("nothing")
    assert status == 1 and "There is no question type or widget “nothing”. There are: " in said
    status, _, said = run()
    assert status == 2 and "--all" in said
