"""The how-to “Add a question type”, done as a stranger would do it."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.docs.generated import EXAMPLE, EXAMPLE_FILES
from tests.docs.pages import ROOT
from tests.e2e.environment import add_project, beside

TEXT = (ROOT / "docs" / "how-to" / "add-a-question-type.md").read_text("utf-8")
MOST = 150
"""Lines of Python and JavaScript that a whole question type of a stranger takes."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment into which pip has installed the how-to's package."""
    folder = tmp_path_factory.mktemp("environment")
    beside(folder)
    add_project(folder, EXAMPLE)
    return folder


def run(site: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run Python with the package installed."""
    return subprocess.run(
        [site / "bin" / "python3", *command],
        cwd=site,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_page_shows_every_file_but_other_languages() -> None:
    there = {
        str(path.relative_to(EXAMPLE))
        for path in EXAMPLE.rglob("*.*")
        if path.is_file() and "cache" not in str(path)
    }
    assert {name for name in there if "/ar/" not in name} == set(EXAMPLE_FILES)


def test_a_type_is_small() -> None:
    code = [EXAMPLE / name for name in EXAMPLE_FILES if name.startswith("lp_estimate/")]
    written = [path for path in code if path.suffix in (".py", ".js", ".css")]
    lines = [line for path in written for line in path.read_text("utf-8").splitlines()]
    assert len([line for line in lines if line.strip()]) <= MOST


def test_what_the_page_tries_prints_what_the_page_says(site: Path) -> None:
    program = re.findall(r"^```python\n(.*?)^```$", TEXT, re.S | re.M)[-1]
    printed = re.search(r"prints\n\n```text\n(.*?)^```$", TEXT, re.S | re.M)
    assert printed
    ran = run(site, "-c", program)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout == printed[1]


def test_a_strangers_cell_is_read_like_ours(site: Path) -> None:
    cell = re.search(r"^```\n(%%question estimate\n.*?)^```$", TEXT, re.S | re.M)
    assert cell
    (site / "cell.txt").write_text(cell[1], "utf-8")
    program = (
        "from pathlib import Path\n"
        "from lp_widgets import cells, plugins\n"
        "asked = cells.declared(Path('cell.txt').read_text())\n"
        "found = plugins.load()\n"
        "spec, key = found.question_types[asked.name].split(asked.fields)\n"
        "print(spec.high, key.within, found.views['estimate.js'].name)"
    )
    ran = run(site, "-c", program)
    assert ran.stdout == "200 10 estimate.js\n", ran.stderr


def test_the_list_of_plugins_names_it(site: Path) -> None:
    ran = run(site, "-m", "hub_config.cli", "plugins")
    assert ran.returncode == 0, ran.stderr
    assert re.search(r"estimate\s+lp-estimate\s+0\.1\.0", ran.stdout)
