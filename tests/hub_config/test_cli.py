"""The command line: help for every command, one clear sentence and a status for every failure."""

import asyncio
import errno
import json
import socket
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from grading.records.database import Database
from hub_config.cli import main
from hub_config.commands.lab import _ask_password, _say_ready
from hub_config.lab import running
from hub_config.lab.folder import Folder
from hub_config.lab.lock import hold
from hub_config.lab.memory import Room
from hub_config.lab.processes import Processes
from tests.e2e.lab import PROGRAM


def every_command(command=main, words=()):
    """Yield the words of every command and group."""
    yield words, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            yield from every_command(command.get_command(context, name), (*words, name))


def run(*words, **kwargs):
    return CliRunner().invoke(main, list(words), **kwargs)


@pytest.mark.parametrize("words", [w for w, _ in every_command()], ids=" ".join)
def test_every_command_explains_itself(words):
    done = run(*words, "--help")
    assert done.exit_code == 0
    assert len(done.output.splitlines()) > 4


@pytest.mark.parametrize(("words", "command"), list(every_command()), ids=lambda v: str(v)[:40])
def test_every_option_has_help(words, command):
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.name not in ("output", "port"):
            assert getattr(parameter, "help", None), (words, parameter.name)


def test_the_program_is_installed_under_its_name():
    import subprocess

    done = subprocess.run([PROGRAM, "--version"], capture_output=True, text=True, check=True)
    assert "learning-passport" in done.stdout


@pytest.mark.parametrize(
    "words",
    [("roster", "list"), ("record", "show"), ("roster", "reset-pin", "x"), ("record", "export")],
)
def test_a_folder_without_a_lab_is_said_to_be_one(tmp_path, words):
    done = run(*words, "--data", str(tmp_path / "nothing"))
    assert done.exit_code == 1
    assert "There is no lab in" in done.output and "lab start" in done.output


def test_status_and_stop_without_a_lab(tmp_path):
    assert run("lab", "status", "--data", str(tmp_path)).exit_code == 3
    done = run("lab", "stop", "--data", str(tmp_path))
    assert done.exit_code == 0 and "No lab is running" in done.output


def test_the_doctor_names_a_port_that_is_taken_and_what_to_do(tmp_path):
    with socket.socket() as taken:
        taken.bind(("0.0.0.0", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run("lab", "doctor", "--port", str(port), "--data", str(tmp_path), "--json")
    findings = {each["about"]: each for each in json.loads(done.output)}
    assert done.exit_code == 1
    assert findings["port"]["state"] == "bad"
    assert str(port + 1) in findings["port"]["remedy"]
    assert {"disk", "clock", "fences", "proxy", "memory", "Wi-Fi"} <= set(findings)


def test_a_folder_of_somebody_else_is_said_to_be_one(folder, monkeypatch):
    def refuse(*args, **kwargs):
        raise PermissionError(errno.EACCES, "Permission denied", "/srv/school/classroom.sqlite")

    monkeypatch.setattr("hub_config.commands.roster.call", refuse)
    done = run("roster", "list", "--data", str(folder.root))
    assert done.exit_code == 1
    assert done.output.startswith("Error: /srv/school/classroom.sqlite is not open to you")


def test_a_start_that_finds_no_port_has_made_no_lab_and_names_the_whole_command(tmp_path):
    data = tmp_path / "my lab"
    with socket.socket() as taken:
        taken.bind(("0.0.0.0", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run("lab", "start", "--port", str(port), "--data", str(data))
    assert done.exit_code == 1
    assert f"lab start --port {port + 1} --data '{data}'`" in done.output
    assert "sign-in" not in done.output
    assert not Folder(data).database.exists()


def test_a_port_that_only_the_administrator_may_open_is_not_called_taken(tmp_path, monkeypatch):
    class Refusing(socket.socket):
        def bind(self, where):
            raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("hub_config.lab.address.socket.socket", Refusing)
    done = run("lab", "start", "--port", "80", "--data", str(tmp_path / "lab"))
    assert done.exit_code == 1
    assert "Port 80 is kept for the machine's administrator" in done.output
    assert "--port 8000" in done.output


def test_a_second_start_says_how_to_stop_the_lab_of_this_folder(folder):
    with hold(folder.lock):
        done = run("lab", "start", "--data", str(folder.root))
    assert done.exit_code == 1
    assert f"lab stop --data {folder.root}`" in done.output


def test_a_weak_password_is_asked_for_again_and_not_from_the_beginning():
    @click.command()
    def ask():
        click.echo(f"got {_ask_password('Samira')}")

    done = CliRunner().invoke(ask, input="short\nthree plain words\nthree plain words\n")
    assert "at least 10 letters" in done.output
    assert done.output.endswith("got three plain words\n")


def test_without_a_network_no_address_is_praised_as_good_for_phones(capsys):
    _say_ready("http://127.0.0.1:8000/")
    said = capsys.readouterr().out
    assert "in no network" in said and "█" not in said
    assert "\nLearning Passport is ready: http://127.0.0.1:8000/" in said
    _say_ready("http://10.42.0.1:8000/")
    said = capsys.readouterr().out
    assert "in no network" not in said and "█" in said


def test_a_laptop_that_joins_the_wifi_later_says_its_new_address(folder, monkeypatch):
    found = iter([[], ["10.42.0.1"], ["10.42.0.1"]])
    monkeypatch.setattr("hub_config.lab.address.local_addresses", lambda: next(found))
    told = []

    async def watch():
        stop = asyncio.Event()

        def ready(where):
            told.append(where)
            if len(told) == 2:
                stop.set()

        await running._keep_announced(folder, 8000, None, Room(4, 0), Processes([]), stop, ready)

    asyncio.run(watch())
    assert told == ["http://127.0.0.1:8000/", "http://10.42.0.1:8000/"]
    assert running.read_state(folder)["address"] == told[-1]


def test_cards_say_where_they_lead_and_when_that_is_a_guess(folder, tmp_path):
    database = Database(folder.database)
    database.upgrade()
    database.close()
    roster = tmp_path / "roster.csv"
    roster.write_text("name,locale,class\nLina,en,Kite\n")
    data = ("--data", str(folder.root))
    assert run("roster", "import", str(roster), *data).exit_code == 0
    cards = ("roster", "cards", "--yes", "-o", str(tmp_path / "cards.pdf"), *data)
    done = run(*cards)
    assert "They lead to http://" in done.output and "is a guess" in done.output
    done = run(*cards, "--address", "http://10.42.0.1/")
    assert "They lead to http://10.42.0.1/" in done.output and "guess" not in done.output


def test_the_doctor_sees_a_damaged_database(folder):
    database = Database(folder.database)
    database.upgrade()
    database.close()
    content = bytearray(folder.database.read_bytes())
    content[:16] = b"this is no sqlit"
    folder.database.write_bytes(content)
    done = run("lab", "doctor", "--data", str(folder.root), "--json")
    found = next(each for each in json.loads(done.output) if each["about"] == "database")
    assert found["state"] == "bad" and found["remedy"]


def test_the_doctor_sees_a_folder_that_others_can_read(folder):
    folder.root.chmod(0o755)
    done = run("lab", "doctor", "--data", str(folder.root))
    assert done.exit_code == 1
    assert f"chmod 700 {folder.root}" in done.output


def test_courses_are_listed_for_people_and_programs():
    listed = json.loads(run("course", "list", "--json").output)
    assert listed["problems"] == []
    assert [each["lesson"] for each in listed["lessons"]] == [
        "fractions",
        "water-cycle",
        "first-program",
    ]
    assert "Fractions" in run("course", "list").output


def test_plugins_are_listed_with_their_versions():
    listed = json.loads(run("plugins", "--json").output)
    names = {each["name"] for each in listed["question_types"]}
    assert {"single_choice", "multiple_choice", "number", "short_text", "ordering", "code"} <= names
    assert all(each["version"] for each in listed["question_types"])


def test_the_process_that_watches_over_a_lab_carries_no_voila():
    """It lives all day; what builds lessons weighs more than all else that it does."""
    program = "import hub_config.cli, hub_config.commands.lab, sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert not {"voila", "nbconvert", "jupyter_server"} & set(done.stdout.split())


@pytest.mark.parametrize("module", ["hub_config.control.operations", "hub_config.lab.hub"])
def test_no_program_of_ours_compiles_a_grammar_at_its_start(module):
    told = "import sys; print(sys.modules['rfc3987_syntax'], 'lark' in sys.modules)"
    code = f"import {module}, jsonschema; {told}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["None", "False"]


def test_grading_programs_loads_no_server_no_lessons_and_no_packaging():
    code = "import hub_config.commands.assignment, hub_config.assignments.marking, sys\n"
    code += "import grading.autograder.grader, grading.autograder.door; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    unwanted = {"setuptools", "voila", "IPython", "lp_widgets.lesson", "lp_widgets.questions"}
    assert not unwanted & set(done.stdout.split())


def test_what_a_command_puts_off_is_the_real_thing_once_it_is_used(tmp_path):
    (tmp_path / "no-archive").write_text("nothing is packed here")
    code = f"""
import hub_config.commands
from nbgrader.utils import unpack_archive
from nbgrader.server_extensions.formgrader.formgrader import FormgradeExtension
from nbgrader.server_extensions.validate_assignment.handlers import ValidateAssignmentHandler
from setuptools.archive_util import UnrecognizedFormat
try:
    unpack_archive({str(tmp_path / "no-archive")!r}, {str(tmp_path)!r})
except UnrecognizedFormat:
    print(FormgradeExtension.name, ValidateAssignmentHandler.__name__)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["formgrade", "ValidateAssignmentHandler"]
