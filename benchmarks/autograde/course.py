"""A class's work on one assignment, as a course of nbgrader's."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tests.grading.autograder.nbgrader_course import STOCK, nbgrader

NAME = "rain"
KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
IMPORTS = "import math\nimport random\nimport statistics\nfrom collections import Counter"


@dataclass(frozen=True)
class Task:
    """A function to write: what is asked, a right and a wrong program, tests seen and hidden."""

    name: str
    asked: str
    right: str
    wrong: str
    seen: str
    hidden: str
    points: int = 2


TASKS = (
    Task(
        "total",
        "Write `total(days)`: how many millimetres of rain fell on all `days` together.",
        "def total(days):\n    result = 0\n    for rain in days:\n        result += rain\n"
        "    return result",
        "def total(days):\n    return days[0]",
        "assert total([1, 2, 3]) == 6\nassert total([]) == 0",
        "assert total(range(1000)) == 499500\nassert abs(total([0.1] * 10) - 1) < 1e-9",
    ),
    Task(
        "wettest",
        "Write `wettest(days)`: the number of the day with the most rain, counted from 1.",
        "def wettest(days):\n    return 1 + max(range(len(days)), key=lambda day: days[day])",
        "def wettest(days):\n    return max(days)",
        "assert wettest([4, 9, 2]) == 2",
        "assert wettest([5]) == 1\nassert wettest([3, 3, 7, 7]) == 3",
    ),
    Task(
        "dry_spell",
        "Write `dry_spell(days)`: the most days in a row without any rain.",
        "def dry_spell(days):\n    longest = now = 0\n    for rain in days:\n"
        "        now = 0 if rain else now + 1\n        longest = max(longest, now)\n"
        "    return longest",
        "def dry_spell(days):\n    return days.count(0)",
        "assert dry_spell([0, 0, 5, 0]) == 2",
        "assert dry_spell([]) == 0\nassert dry_spell([1, 0, 0, 0, 2, 0]) == 3",
    ),
    Task(
        "barrel",
        "Write `barrel(litres, holds)`: what stays in a barrel that holds `holds`. "
        "Less than nothing is a `ValueError`.",
        "def barrel(litres, holds):\n    if litres < 0 or holds < 0:\n"
        "        raise ValueError('less than nothing')\n    return min(litres, holds)",
        "def barrel(litres, holds):\n    return litres",
        "assert barrel(80, 100) == 80\nassert barrel(120, 100) == 100",
        "try:\n    barrel(-1, 100)\nexcept ValueError:\n    pass\nelse:\n"
        "    raise AssertionError('a negative amount was taken')",
    ),
    Task(
        "spread",
        "Write `spread(days)`: mean and standard deviation of `days`, to two decimals.",
        "def spread(days):\n    return round(statistics.mean(days), 2), "
        "round(statistics.pstdev(days), 2)",
        "def spread(days):\n    return statistics.mean(days), 0",
        "assert spread([2, 4, 4, 4, 5, 5, 7, 9]) == (5, 2)",
        "random.seed(7)\nsample = [random.randint(0, 40) for _ in range(60)]\n"
        "centre, width = spread(sample)\n"
        "assert math.isclose(centre, sum(sample) / 60, abs_tol=0.006)\nassert 8 < width < 16",
        points=3,
    ),
    Task(
        "weather",
        "Write `weather(days)`: how many days were 'dry', 'wet' and 'flood' (over 50 mm).",
        "def weather(days):\n    kind = lambda rain: 'flood' if rain > 50 else 'wet' if rain else "
        "'dry'\n    return dict(Counter(map(kind, days)))",
        "def weather(days):\n    return {'dry': len(days)}",
        "assert weather([0, 3, 60, 0]) == {'dry': 2, 'wet': 1, 'flood': 1}",
        "assert weather([]) == {}\nassert weather([50, 51]) == {'wet': 1, 'flood': 1}",
        points=3,
    ),
)
_SYNTAX = "def barrel(litres, holds)\n    return litres"
_RAISES = "def spread(days):\n    return days[99]"


def programs(number: int) -> dict[str, str]:
    """Return what learner ``number`` wrote, by task: 24 of 30 have it all right."""
    made = {task.name: task.right for task in TASKS}
    wrong = {task.name: task.wrong for task in TASKS}
    match number % 30:
        case 5:
            made["wettest"] = wrong["wettest"]
        case 9:
            made |= {"dry_spell": wrong["dry_spell"], "barrel": wrong["barrel"]}
        case 13:
            made["barrel"] = _SYNTAX
        case 17:
            made["spread"] = _RAISES
        case 21:
            made = {**dict.fromkeys(made, ""), "total": made["total"]}
        case 25:
            made = wrong
    return made


def make(folder: Path, learners: int) -> Path:
    """Return a course of nbgrader's in ``folder``, released, with everybody's submission."""
    root = folder / "course"
    source = root / "source" / NAME
    source.mkdir(parents=True)
    nbformat.write(_source(), source / f"{NAME}.ipynb")
    (root / "nbgrader_config.py").write_text(
        f"c = get_config()\nc.CourseDirectory.root = {str(root)!r}\n"
    )
    done = nbgrader(root, "generate_assignment", NAME, **STOCK)
    if done.returncode != 0:
        raise SystemExit(f"nbgrader does not take the benchmark's assignment:\n{done.stderr}")
    blank = nbformat.read(root / "release" / NAME / f"{NAME}.ipynb", as_version=4)
    for number in range(learners):
        place = root / "submitted" / f"learner-{number:03}" / NAME
        place.mkdir(parents=True)
        nbformat.write(_filled(blank, programs(number)), place / f"{NAME}.ipynb")
    return root


def copy(root: Path, folder: Path) -> Path:
    """Return a copy of a course that knows where it lies."""
    made = Path(shutil.copytree(root, folder / "course"))
    config = made / "nbgrader_config.py"
    config.write_text(config.read_text().replace(str(root), str(made)))
    return made


def _source() -> NotebookNode:
    cells = [
        new_markdown_cell("# Rain\nSix small programs about the rain of a month.", id="title"),
        new_code_cell(IMPORTS, id="imports", metadata=_told("imports")),
    ]
    for task in TASKS:
        answer = f"### BEGIN SOLUTION\n{task.right}\n### END SOLUTION"
        hidden = f"### BEGIN HIDDEN TESTS\n{task.hidden}\n### END HIDDEN TESTS"
        cells += [
            new_markdown_cell(f"## {task.name}\n{task.asked}", id=f"ask-{task.name}"),
            new_code_cell(answer, id=task.name, metadata=_told(task.name, solution=True)),
            new_code_cell(
                f"{task.seen}\n{hidden}",
                id=f"test-{task.name}",
                metadata=_told(f"test-{task.name}", points=task.points),
            ),
        ]
    cells += [
        new_markdown_cell("## In your own words\nWhy is the mean not enough?", id="ask-words"),
        new_markdown_cell(
            "Two months with one mean can be very different.",
            id="words",
            metadata=_told("words", points=2, solution=True),
        ),
    ]
    return new_notebook(cells=cells, metadata={"kernelspec": KERNEL})


def _told(name: str, points: int = 0, solution: bool = False) -> dict[str, object]:
    told = {
        "grade": points > 0,
        "solution": solution,
        "locked": not solution,
        "task": False,
        "grade_id": name,
        "schema_version": 3,
    }
    return {"nbgrader": {**told, "points": points} if points else told}


def _filled(blank: NotebookNode, answers: dict[str, str]) -> NotebookNode:
    made = nbformat.from_dict(blank)
    for cell in made.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if answers.get(name):
            cell.source = answers[name]
        elif name == "words":
            cell.source = "A flood and a drought can have the same mean."
    return made
