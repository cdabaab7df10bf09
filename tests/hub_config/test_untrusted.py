"""A server that trusts nothing in its learner's folder; and what would come of it if it did."""

import subprocess
import sys

import pytest

HARM = "open('harm', 'w').close()\n"
TEMPLATE = "{{ [].__class__.__base__.__subclasses__() and open('harm', 'w').close() }}"
# What is planted, and what a server might do that would run it.
WAYS = {
    "a module": ("stolen.py", HARM, "import stolen"),
    "a package": ("stolen/__init__.py", HARM, "import stolen"),
    "a module by its path": (
        "stolen.py",
        HARM,
        "import runpy; runpy.run_path('stolen.py')",
    ),
    "a configuration": (
        "nbgrader_config.py",
        HARM,
        "from traitlets.config import Application as A; "
        "A().load_config_file('nbgrader_config', '.')",
    ),
    "a configuration in JSON": (
        "nbgrader_config.json",
        '{"Application": {"log_level": 50}}',
        "from traitlets.config import Application as A; a = A(); "
        "a.load_config_file('nbgrader_config', [os.getcwd()]); "
        "a.log_level == 50 and open('harm', 'w')",
    ),
    "a template": (
        "page.html",
        TEMPLATE,
        "import jinja2; e = jinja2.Environment(loader=jinja2.FileSystemLoader('.')); "
        "e.globals['open'] = open; e.get_template('page.html').render()",
    ),
    "a program": (
        "run.sh",
        "#!/bin/sh\ntouch harm\n",
        "import subprocess; subprocess.run(['./run.sh'])",
    ),
    "a shell": ("x", "", "os.system('touch harm')"),
}
PROGRAM = """
import os, sys
from pathlib import Path
{guard}
os.chdir(sys.argv[1])
sys.path.insert(0, os.getcwd())
try:
    {way}
except PermissionError:
    print("refused")
"""
GUARD = (
    "from hub_config.servers.untrusted import trust_nothing_in; trust_nothing_in(Path(sys.argv[1]))"
)


def try_way(folder, name, guard):
    file, text, way = WAYS[name]
    planted = folder / file
    planted.parent.mkdir(exist_ok=True)
    planted.write_text(text)
    planted.chmod(0o700)
    program = PROGRAM.format(guard=guard, way=way)
    done = subprocess.run([sys.executable, "-c", program, folder], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return (folder / "harm").exists(), done.stdout


@pytest.mark.parametrize("name", WAYS)
def test_nothing_in_the_folder_is_run(tmp_path, name):
    harmed, said = try_way(tmp_path, name, GUARD)
    assert not harmed
    assert "refused" in said or "configuration" in name


@pytest.mark.parametrize("name", WAYS)
def test_it_would_be_without_the_guard(tmp_path, name):
    assert try_way(tmp_path, name, "pass")[0]


def test_what_is_installed_and_what_is_made_in_memory_goes_on(tmp_path):
    way = "import tomllib, collections; print(collections.namedtuple('N', 'a')(1), eval('1+1'))"
    program = PROGRAM.format(guard=GUARD, way=way)
    done = subprocess.run([sys.executable, "-c", program, tmp_path], capture_output=True, text=True)
    assert done.stdout == "N(a=1) 2\n", done.stderr


def test_python_itself_is_started_for_kernels(tmp_path):
    way = "import subprocess; subprocess.run([sys.executable, '-c', 'print(1)'])"
    program = PROGRAM.format(guard=GUARD, way=way)
    done = subprocess.run([sys.executable, "-c", program, tmp_path], capture_output=True, text=True)
    assert done.stdout == "1\n", done.stderr


def test_a_configuration_elsewhere_is_read_also_where_the_folder_is_looked_in_first(tmp_path):
    hers, ours = tmp_path / "hers", tmp_path / "ours"
    for place, level in ((hers, 50), (ours, 40)):
        place.mkdir()
        (place / "nbgrader_config.json").write_text(f'{{"Application": {{"log_level": {level}}}}}')
    way = (
        "from traitlets.config import Application as A; a = A(); "
        f"a.load_config_file('nbgrader_config', [[os.getcwd(), {str(ours)!r}]]); print(a.log_level)"
    )
    program = PROGRAM.format(guard=GUARD, way=way)
    done = subprocess.run([sys.executable, "-c", program, hers], capture_output=True, text=True)
    assert done.stdout == "40\n", done.stderr
