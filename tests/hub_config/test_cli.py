"""The command line: help for every command, one clear sentence and a status for every failure."""

import json
import socket

import click
import pytest
from click.testing import CliRunner

from hub_config.cli import main
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


def test_the_doctor_sees_a_damaged_database(folder):
    from grading.records.database import Database

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
