"""An assignment's notebook: its form is checked cell by cell, and what is secret stays behind."""

import json
import re
from copy import deepcopy

import nbformat
import pytest
from nbgrader.preprocessors import ClearHiddenTests, ClearSolutions

from lp_widgets.lesson import LessonError, build, localize, read_assignment, regions
from lp_widgets.lesson.regions import RegionError
from tests.docs.pages import blocks

PAGE = "docs/reference/assignment-format.md"


def example():
    """The complete example of the reference."""
    return json.loads(next(each.text for each in blocks(PAGE) if each.language == "json"))


@pytest.fixture
def written(tmp_path):
    """Writes a notebook as an author does and reads it."""

    def read(notebook):
        path = tmp_path / "course" / "source" / "kites" / "kites.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(notebook))
        return read_assignment(path, course="course")

    return read


def cell(notebook, name):
    return next(each for each in notebook["cells"] if each["id"] == name)


def told(notebook, name):
    return cell(notebook, name)["metadata"]["nbgrader"]


def test_the_example_of_the_reference_is_read_as_it_says(written):
    found = written(example())
    assert found.kind == "assignment"
    assert [(each.id, each.type, each.spec.points) for each in found.questions] == [
        ("string", "number", 1),
        ("program", "code", 2),
        ("wind", "long_text", 1),
    ]
    assert found.groups == {"string": ("string",), "program": ("tests",), "wind": ("wind",)}
    program, wind = found.questions[1:]
    assert program.spec.ask.startswith("Write the function")
    assert "pass" in program.spec.starter and "3 * kites" not in program.spec.starter
    assert wind.spec.ask.startswith("What else does a kite need")
    page = build(localize(found, "en"), "en").page
    assert "string(2) == 6" in page
    assert page.partition("lp-lesson")[0].count("Write the function") == 1


def test_no_secret_of_any_shape_reaches_what_is_built(written):
    notebook = example()
    cell(notebook, "program")["source"] = (
        "def string(kites):\n    ### BEGIN SOLUTION\n    CANARY_ONE\n    ### END SOLUTION\n"
        "def more():\n\t### BEGIN SOLUTION\n\tCANARY_TWO\n\t### END SOLUTION"
    )
    cell(notebook, "tests")["source"] = (
        "assert True\n### BEGIN HIDDEN TESTS\nCANARY_THREE\n### END HIDDEN TESTS\nassert 1"
    )
    cell(notebook, "wind")["source"] = (
        "CANARY_FOUR\n=== BEGIN MARK SCHEME ===\n=== END MARK SCHEME ==="
    )
    built = build(localize(written(notebook), "en"), "en")
    everything = json.dumps([built.page, built.notebook, built.specs], ensure_ascii=False)
    assert "CANARY" not in everything
    cell(notebook, "program")["source"] = "CANARY_FIVE = 1  # a solution as a whole"
    built = build(localize(written(notebook), "en"), "en")
    assert "CANARY" not in json.dumps([built.page, built.notebook, built.specs])


def test_only_a_page_with_a_program_needs_a_kernel(written):
    notebook = example()
    assert written(notebook).live
    notebook["cells"] = [
        each for each in notebook["cells"] if each["id"] not in ("many", "program", "tests")
    ]
    assert not written(notebook).live


def no_metadata(notebook):
    cell(notebook, "string")["metadata"] = {}


def other_points(notebook):
    told(notebook, "string")["points"] = 5


def other_name(notebook):
    told(notebook, "string")["grade_id"] = "rope"


def half_points(notebook):
    told(notebook, "wind")["points"] = 0.5


def without_tests(notebook):
    notebook["cells"].remove(cell(notebook, "tests"))


def begun_by_tests(notebook):
    tests = cell(notebook, "tests")
    notebook["cells"].remove(tests)
    notebook["cells"].insert(0, tests)


def a_task(notebook):
    told(notebook, "wind").update(task=True, grade=False, solution=False)


def nothing_asked(notebook):
    notebook["cells"].remove(cell(notebook, "why"))


def the_same_name(notebook):
    told(notebook, "wind")["grade_id"] = "string"


def no_end(notebook):
    cell(notebook, "tests")["source"] = "### BEGIN HIDDEN TESTS\nassert 1"


def marked_by_nobody(notebook):
    cell(notebook, "string")["source"] = "%%question code\nid: string\nask: Write it."


def nothing_to_do(notebook):
    notebook["cells"] = notebook["cells"][:2]


@pytest.mark.parametrize(
    "fault, where, says",
    [
        (no_metadata, "string", "Autograder tests"),
        (other_points, "string", "points is 5"),
        (other_name, "string", "grade_id is 'rope'"),
        (half_points, "wind", "points are 0.5"),
        (without_tests, "program", "has no tests"),
        (begun_by_tests, "tests", "nothing that a learner could answer"),
        (a_task, "wind", "task cell"),
        (nothing_asked, "wind", "no text before it"),
        (the_same_name, "wind", "is also that of cell"),
        (no_end, "tests", "has no “END HIDDEN TESTS”"),
        (marked_by_nobody, "string", "cannot be marked by a key"),
        (nothing_to_do, "", "nothing in it to hand in"),
    ],
)
def test_a_wrong_form_is_named_with_its_cell_and_a_remedy(written, fault, where, says):
    notebook = example()
    fault(notebook)
    with pytest.raises(LessonError) as raised:
        written(notebook)
    said = str(raised.value)
    assert says in said and "kites.ipynb" in said
    assert where in said


SOURCES = [
    "def f():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION\n",
    "### BEGIN SOLUTION\ny = 2\n### END SOLUTION\nz = 3\n### BEGIN SOLUTION\n### END SOLUTION",
    "no region at all",
    "if True:\n\t### BEGIN SOLUTION\n\tx = 1\n\t### END SOLUTION\nprint(x)",
]


@pytest.mark.parametrize("source", SOURCES)
def test_a_starter_is_what_nbgrader_leaves_with_a_kinder_stub(source):
    made = nbformat.v4.new_code_cell(source)
    made.metadata["nbgrader"] = {"solution": True, "grade": False, "grade_id": "x", "locked": False}
    stock = ClearSolutions(code_stub={"python": regions.STUB})
    left, _ = stock.preprocess_cell(deepcopy(made), {"language": "python"}, 0)
    assert regions.starter(source).strip() == left.source.strip()


@pytest.mark.parametrize(
    "source",
    [
        "assert f(1)\n### BEGIN HIDDEN TESTS\nassert f(2)\n### END HIDDEN TESTS",
        "### BEGIN HIDDEN TESTS\nassert f(2)\n### END HIDDEN TESTS\nassert f(1)",
        "assert f(1)",
    ],
)
def test_visible_tests_are_what_nbgrader_leaves(source):
    made = nbformat.v4.new_code_cell(source)
    made.metadata["nbgrader"] = {"solution": False, "grade": True, "grade_id": "x", "points": 1}
    left, _ = ClearHiddenTests().preprocess_cell(deepcopy(made), {}, 0)
    assert regions.visible(source) == left.source.strip("\n")


def test_a_region_in_a_region_is_refused_as_nbgrader_does():
    source = "### BEGIN SOLUTION\n### BEGIN SOLUTION\n### END SOLUTION"
    with pytest.raises(RegionError, match=re.escape("stands there twice")):
        regions.starter(source)
