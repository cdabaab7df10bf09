"""Every road on which nbgrader runs a notebook leads through the fence, whatever a course says."""

import asyncio
import os
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import nbformat
import pytest
from nbgrader.apps import NbGraderAPI
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import (
    ClearOutput,
    Execute,
    IgnorePattern,
    SaveAutoGrades,
    SaveCells,
)
from nbgrader.validator import Validator
from traitlets.config import Config

from grading.autograder import door
from grading.autograder.awaiting import AwaitPerson
from grading.autograder.execute import FencedExecute
from grading.autograder.hide_keys import HideKeys
from grading.autograder.mark_questions import MarkQuestions
from tests.hostile.submissions import ALL, RIGHT, TASK, Course, cell

ROOT = Path(__file__).parents[3]
STOCK = {"JUPYTER_NO_CONFIG": "1"}
"""The environment in which nbgrader is as it comes: to see that a try would do its harm."""

MARK = "open('COURSE/escaped', 'w').close()\n"


@pytest.fixture(scope="module", autouse=True)
def installed():
    door.install()


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """A released course that nobody handed anything in for."""
    return Course.make(tmp_path_factory.mktemp("released"), tmp_path_factory.mktemp("k"))


@pytest.fixture
def course(released, tmp_path):
    """A copy of the released course with one submission that tries to write into it."""
    copy = Course(tmp_path / "course", released.home)
    shutil.copytree(released.root, copy.root)
    copy.hand_in("ada", MARK + RIGHT)
    return copy


def escaped(course):
    return (course.root / "escaped").exists()


def add_config(course, text):
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write(text)


def test_nbgrader_as_it_comes_lets_the_submission_write(course):
    course.nbgrader("autograde", TASK, **STOCK)

    assert escaped(course)
    assert course.scores() == {"ada": ALL}


OWN_LISTS = """
from nbgrader.preprocessors import *
from nbconvert.preprocessors import ExecutePreprocessor
class Own(Execute):
    pass
c.Autograde.autograde_preprocessors = [{execute}, SaveAutoGrades, CheckCellMetadata]
"""


@pytest.mark.parametrize(
    "execute",
    [
        "Execute",
        "Own",
        "'nbgrader.preprocessors.Execute'",
        "'nbgrader.preprocessors.execute.Execute'",
        "ExecutePreprocessor",
    ],
)
def test_a_course_that_names_another_executor_is_fenced_all_the_same(course, execute):
    add_config(course, OWN_LISTS.replace("{execute}", execute))

    course.nbgrader("autograde", TASK)

    assert not escaped(course)
    assert course.scores() == {"ada": 0.0}  # Her first line was refused.


def test_formgraders_button_is_fenced_inside_a_running_loop(course):
    """As its handler does it: nbgrader's API makes a stock Autograde in a server's process."""
    directory = CourseDirectory(root=str(course.root), course_id="hostile")

    async def press():
        return NbGraderAPI(directory).autograde(TASK, "ada")

    assert asyncio.run(press())["success"]
    assert not escaped(course)
    assert course.scores() == {"ada": 0.0}


def test_the_command_is_fenced_with_a_configuration_file_of_its_own(course, tmp_path):
    own = tmp_path / "own_config.py"
    shutil.move(course.root / "nbgrader_config.py", own)

    course.nbgrader("autograde", TASK, f"--config={own}")

    assert not escaped(course)
    assert "ada" in course.scores()


def test_one_submission_that_cannot_be_read_does_not_stop_the_command(course):
    def old(notebook, folder):
        cell(notebook, "hard").metadata.nbgrader["schema_version"] = 1

    course.hand_in("abe", RIGHT, old)
    course.hand_in("bob", RIGHT)

    said = course.nbgrader("autograde", TASK, check=False)

    assert "nbgrader cannot read the metadata of its cells" in said
    assert set(course.scores()) == {"ada", "bob"}


def validated(course, environment=None, folder=None):
    path = folder or course.root / "submitted" / "ada" / TASK
    return course.nbgrader("validate", str(path / "task.ipynb"), **(environment or {}))


def test_validate_is_fenced_and_sees_the_files_beside_the_notebook(course):
    course.hand_in("bob", "assert open('numbers.csv').read() == '1,4,9'\n" + RIGHT)

    assert "VALIDATION FAILED" in validated(course)
    assert not escaped(course)
    assert "Success" in validated(course, folder=course.root / "submitted" / "bob" / TASK)
    assert "Success" in validated(course, STOCK)
    assert escaped(course)


def test_the_validate_extension_is_fenced_inside_a_running_loop(course):
    """As nbgrader's handler does it: a Validator made in a server's process."""
    path = course.root / "submitted" / "ada" / TASK / "task.ipynb"

    async def handle():
        return Validator(config=Config()).validate(str(path))

    assert [each["source"] for each in asyncio.run(handle())["failed"]]
    assert not escaped(course)


_EXTENSION = """
import sys
from nbgrader.server_extensions.validate_assignment.handlers import ValidateAssignmentHandler
from nbgrader.validator import Validator
config = ValidateAssignmentHandler.load_config(None)
print(Validator(config=config).validate(sys.argv[1]))
"""


def test_a_server_that_only_loads_nbgraders_configuration_is_fenced(course):
    path = course.root / "submitted" / "ada" / TASK / "task.ipynb"
    done = subprocess.run(
        [sys.executable, "-c", _EXTENSION, path], capture_output=True, text=True, cwd=course.root
    )

    assert "failed" in done.stdout, done.stderr
    assert not escaped(course)


def test_generate_solution_is_fenced_too(course):
    source = course.root / "source" / TASK / "task.ipynb"
    notebook = nbformat.read(source, as_version=4)
    cell(notebook, "square").source = course.named(MARK) + RIGHT
    nbformat.write(notebook, source)

    course.nbgrader("generate_solution", TASK, check=False)

    assert not escaped(course)


def test_modules_in_the_working_folder_do_not_stand_in_for_installed_ones(course):
    folder = course.root / "submitted" / "ada" / TASK
    for name in ("grading", "jupyter_server", "nbclient", "zmq"):
        (folder / f"{name}.py").write_text(course.named(MARK) + "1 / 0")
    inside = Course(folder, course.home)

    said = inside.nbgrader("validate", "task.ipynb")

    assert "VALIDATION FAILED" in said
    assert not escaped(course)


def test_where_the_fence_cannot_be_put_up_nothing_is_graded(course, tmp_path):
    (tmp_path / "broken" / "grading").mkdir(parents=True)
    (tmp_path / "broken" / "grading" / "__init__.py").write_text("raise ImportError('broken')")

    said = course.nbgrader("autograde", TASK, check=False, PYTHONPATH=str(tmp_path / "broken"))

    assert "Nothing was graded: the fence" in said
    assert course.scores() == {}
    assert not escaped(course)


def test_questions_are_marked_before_the_fence_wherever_it_stands():
    assert door.for_autograde([IgnorePattern, Execute, SaveCells]) == [
        *(IgnorePattern, MarkQuestions, FencedExecute, SaveCells)
    ]
    assert door.for_autograde([SaveCells, MarkQuestions]) == [MarkQuestions, SaveCells]
    assert door.for_autograde([SaveAutoGrades, Execute]) == [
        *(SaveAutoGrades, AwaitPerson, MarkQuestions, FencedExecute)
    ]
    stock = Autograde.class_traits()["autograde_preprocessors"].default()
    assert door.for_autograde(door.for_autograde(stock)) == door.for_autograde(stock)


def test_keys_are_hidden_before_anything_is_saved():
    stock = GenerateAssignment.class_traits()["preprocessors"].default()

    names = [each.__name__ for each in door.for_generate(stock)]

    assert names.count("HideKeys") == 1
    assert names.index("HideKeys") < min(names.index("SaveCells"), names.index("ComputeChecksums"))
    assert door.for_generate([ClearOutput]) == [ClearOutput, HideKeys]
    assert door.for_generate([HideKeys, "nbgrader.preprocessors.SaveCells"])[0] is HideKeys


def test_functions_and_objects_in_a_courses_list_stay():
    def own(nb, resources):
        return nb, resources

    fenced, kept = FencedExecute(timeout=3), ClearOutput()

    assert door.for_autograde([own, kept, fenced]) == [own, kept, MarkQuestions, fenced]
    assert door.for_autograde([Execute()])[-1] is FencedExecute


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel of this work tree."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--wheel-dir", folder, ROOT]
    subprocess.run(pip, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_the_wheel_brings_the_configuration_into_a_fresh_environment(wheel, course, tmp_path):
    fresh = tmp_path / "fresh"
    venv.create(fresh, with_pip=False)
    pip = [sys.executable, "-m", "pip", "--python", fresh / "bin" / "python", "install", "-q"]
    subprocess.run([*pip, "--no-deps", "--no-index", wheel], check=True)
    packages = next((fresh / "lib").glob("python*/site-packages"))
    # All else comes from here, but not our own packages: a .pth file is not read by way of another.
    here = next(Path(entry) for entry in sys.path if entry.endswith("site-packages"))
    (packages / "all-else.pth").write_text(str(here))

    nbgrader = [fresh / "bin" / "python", "-m", "nbgrader", "autograde", TASK]
    done = subprocess.run(
        nbgrader, cwd=course.root, capture_output=True, text=True, env={**os.environ, **_HOME}
    )

    assert done.returncode == 0, done.stderr
    assert not escaped(course)
    assert (fresh / "etc" / "jupyter" / "nbgrader_config.py").exists()


_HOME = {"JUPYTER_PREFER_ENV_PATH": "1"}


def test_the_wheel_holds_no_other_data_than_the_two_files(wheel):
    names = zipfile.ZipFile(wheel).namelist()

    assert [name.partition(".data/")[2] for name in names if ".data/" in name] == [
        "data/etc/jupyter/jupyter_config.py",
        "data/etc/jupyter/nbgrader_config.py",
    ]
