"""What the tests of an assignment say: read without running them, translated, on no page."""

import json
from pathlib import Path

import pytest

from lp_widgets import lesson as lessons
from lp_widgets.lesson import catalogs
from lp_widgets.lesson.sayings import sayings
from lp_widgets.resources import shipped

BARREL = shipped("notebooks") / "first-steps" / "source" / "rain-barrel" / "rain-barrel.ipynb"


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ('assert f(1) == 2, "Two."\nfor n in (1, 2):\n    assert f(n), "More."', ("Two.", "More.")),
        ('assert f(1)\nassert f(2), f"not {f(2)}"\nassert f(3), 3', ()),
        ("%timeit f(1)", ()),
        ("assert (", ()),
        ("assert f('\0')", ()),
    ],
)
def test_messages_of_asserts_are_read_as_they_are_written(source, wanted):
    assert sayings(source) == wanted


@pytest.mark.parametrize("locale", ["ar", "fr"])
def test_they_are_translated_and_no_page_holds_them(locale, tmp_path: Path):
    read = lessons.read_assignment(BARREL)
    local = lessons.localize(read, locale)
    told = [text for texts in local.sayings.values() for text in texts]
    assert len(told) == 7
    assert not set(told) & {text for texts in read.sayings.values() for text in texts}
    assert {f"days-rest/assert/{n}" for n in range(4)} <= {
        each.path for each in catalogs.messages(read)
    }
    for each in (read, local):
        lessons.store(lessons.build(each, each.locale, "first-steps"), tmp_path, tmp_path / "keys")
        for path in (file for file in tmp_path.rglob("*") if file.is_file()):
            text = path.read_text(errors="replace")
            hidden = each.sayings["days-rest"][1:]
            assert not any(s in text or json.dumps(s)[1:-1] in text for s in hidden), path
