"""The how-to “Add a question type”, done as a stranger would do it."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "how-to" / "add-a-question-type.md").read_text("utf-8")
FILES = dict(re.findall(r"^`([\w./]+)`\n\n```\w+\n(.*?)^```$", TEXT, re.S | re.M))


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Lay out the how-to's package and the metadata that pip makes of its pyproject.toml."""
    for name, content in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content, "utf-8")
    project = tomllib.loads(FILES["pyproject.toml"])["project"]
    info = tmp_path / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    )
    lines = [
        line
        for group, points in project["entry-points"].items()
        for line in (f"[{group}]", *(f"{name} = {value}" for name, value in points.items()))
    ]
    (info / "entry_points.txt").write_text("\n".join(lines))
    return tmp_path


def run(site: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run Python with the package installed."""
    return subprocess.run(
        [sys.executable, *command],
        env={**os.environ, "PYTHONPATH": str(site)},
        cwd=site,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_page_gives_three_files() -> None:
    assert list(FILES) == ["pyproject.toml", "lp_estimate/__init__.py", "lp_estimate/estimate.js"]


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
