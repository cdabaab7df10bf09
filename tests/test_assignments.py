"""The assignments that we ship are sound: read, translated, built, and accepted by nbgrader."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from lp_widgets import lesson as lessons
from lp_widgets import locales
from lp_widgets.lesson import regions
from lp_widgets.questions import mark
from lp_widgets.resources import shipped

COURSE = shipped("notebooks") / "first-steps"
NAME = "rain-barrel"
SOURCE = COURSE / "source" / NAME / f"{NAME}.ipynb"
PROGRAM = "def days(litres, each_day):\n    return {}\n"


@pytest.fixture(scope="module")
def assignment():
    return lessons.read_assignment(SOURCE)


def nbgrader(course, *words):
    programs = Path(sys.executable).parent  # nbgrader calls alembic by its name
    done = subprocess.run(
        [str(programs / "nbgrader"), *words],
        cwd=course,
        env={**os.environ, "PATH": f"{programs}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A copy of the course, in which nbgrader's own command has made the release."""
    made = tmp_path_factory.mktemp("courses") / "first-steps"
    shutil.copytree(COURSE / "source", made / "source")
    config = f"c = get_config()\nc.CourseDirectory.root = {str(made)!r}\n"
    (made / "nbgrader_config.py").write_text(config)
    nbgrader(made, "generate_assignment", NAME)
    return made


def test_the_course_names_each_of_its_assignments():
    read = lessons.read_course(COURSE)
    assert read.assignments == tuple(
        sorted(path.parent.name for path in (COURSE / "source").glob("*/*.ipynb"))
    )
    assert read.assignment_notebook(NAME) == SOURCE


@pytest.mark.parametrize("locale", locales.available())
def test_it_is_built_in_every_language_with_nothing_left_out(assignment, locale):
    spoken = lessons.localize(assignment, locale)
    assert spoken.translated == 1
    built = lessons.build(spoken, locale)
    assert built.kind == "assignment"
    assert list(built.specs) == ["bucket", "way", "full", "days", "lid"]
    assert [each["type"] for each in built.specs.values()] == [
        "single_choice",
        "ordering",
        "number",
        "code",
        "long_text",
    ]


@pytest.mark.parametrize("locale", locales.available())
def test_no_byte_of_its_page_tells_what_is_right(assignment, locale):
    built = lessons.build(lessons.localize(assignment, locale), locale)
    page = built.page + str(built.notebook) + str(built.specs)
    raw = nbformat.read(SOURCE, as_version=4)
    hidden = [
        line.strip()
        for cell in raw.cells
        for begin, end in (
            ("BEGIN SOLUTION", "END SOLUTION"),
            ("BEGIN HIDDEN TESTS", "END HIDDEN TESTS"),
            ("BEGIN MARK SCHEME", "END MARK SCHEME"),
        )
        if begin in cell.source
        for line in cell.source.split(begin)[1].split(end)[0].strip("# =\n").splitlines()
    ]
    said = [
        text
        for each in built.keys.values()
        for text in (each["key"].get("right"), each["key"].get("otherwise"))
        if text
    ]
    said += [slip["say"] for slip in built.keys["full"]["key"]["wrong"]]
    said += list(built.keys["bucket"]["key"]["say"].values())
    assert len(hidden) > 6
    assert len(said) > 8
    assert [text for text in (*hidden, *said) if text in page] == []


def test_each_foreseen_slip_is_told_what_it_shows(assignment):
    by_id = {each.id: each for each in assignment.questions}
    told = {
        mark("number", by_id["full"].spec, by_id["full"].key, slip.answer).feedback
        for slip in by_id["full"].key.wrong
    }
    assert len(told) == len(by_id["full"].key.wrong) >= 4
    bucket = by_id["bucket"]
    chosen = {
        name: mark("single_choice", bucket.spec, bucket.key, name) for name in bucket.spec.options
    }
    assert [name for name, each in chosen.items() if each.score == 1] == ["air"]
    assert len({each.feedback for each in chosen.values()}) == len(chosen)


@pytest.mark.parametrize(
    "answer, passes",
    [
        ("litres // each_day", ["days-even", "days-rest"]),
        ("litres / each_day", ["days-even"]),
        ("5", []),
        ("round(litres / each_day)", ["days-even"]),
        ("None", []),
    ],
)
def test_the_tests_tell_right_programs_from_wrong_ones(answer, passes):
    tests = {
        cell.metadata.nbgrader.grade_id: cell.source
        for cell in nbformat.read(SOURCE, as_version=4).cells
        if cell.metadata.get("nbgrader", {}).get("grade_id", "").startswith("days-")
    }
    found = []
    for name, source in tests.items():
        names = {}
        exec(PROGRAM.format(answer), names)
        try:
            exec(source, names)
        except AssertionError as error:
            assert str(error).endswith(".")
            continue
        found.append(name)
    assert found == passes


def test_nbgraders_release_shows_no_solution_and_no_key(course):
    released = (course / "release" / NAME / f"{NAME}.ipynb").read_text()
    for secret in (
        "litres // each_day",
        "60 litres",
        "2 points: water",
        "answer: air",
        "evaporated. It",
    ):
        assert secret not in released
    assert "days(100, 20) == 5" in released
    assert "Where is the missing water?" in released


def test_nbgraders_own_commands_accept_it(course):
    assert NAME in nbgrader(course, "db", "assignment", "list")
    said = nbgrader(course, "validate", f"source/{NAME}/{NAME}.ipynb")
    assert "Success! Your notebook passes all the tests." in said
    said = nbgrader(course, "validate", f"release/{NAME}/{NAME}.ipynb")
    assert "VALIDATION FAILED ON 3 CELL(S)" in " ".join(said.split())


def test_the_starter_is_kinder_than_nbgraders_and_of_the_same_form(assignment):
    starter = next(each.spec.starter for each in assignment.questions if each.type == "code")
    assert starter.endswith("    # Write your program here.\n    pass")
    assert "NotImplementedError" not in starter
    assert regions.starter("x = 1") == regions.STUB
