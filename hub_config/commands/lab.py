"""``learning-passport lab``: start, stop and examine the lab on this laptop."""

import asyncio
import contextlib
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from grading.records.database import Database
from grading.records.errors import DatabaseTrouble
from grading.roster.errors import RosterError
from hub_config.commands.common import data_option, in_words, json_option, print_json
from hub_config.control.client import call
from hub_config.control.errors import OperationError
from hub_config.lab import address, backup, memory, running
from hub_config.lab.doctor import BAD, GOOD, examine
from hub_config.lab.folder import Folder
from hub_config.lab.lock import LabIsRunning, hold, is_held

_STOP_PATIENCE = 20.0
# A lab with less room (bytes) could not even keep its own state; `lab doctor` warns far earlier.
_ROOM_TO_START = 20_000_000


@click.group()
def lab() -> None:
    """Start, stop and examine the lab on this laptop."""


@lab.command()
@data_option
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="For phones."
)
@click.option("--host", help="The name or address to print; default: this machine's own.")
@click.option("--demo", is_flag=True, help="Add a class with made-up names, and print its cards.")
@click.option("--teacher", help="The first teacher's sign-in name (first start only).")
@click.option(
    "--kernels",
    type=click.IntRange(1, 1000),
    help="Learners' programs at the same time; default: as many as fit into memory.",
)
@click.option(
    "--spare-memory",
    type=click.IntRange(0),
    default=memory.SPARE // memory.MEBIBYTE,
    show_default=True,
    metavar="MIB",
    help="Memory that learners' programs leave free; idle ones end below it.",
)
def start(
    folder: Folder,
    port: int,
    host: str | None,
    demo: bool,
    teacher: str | None,
    kernels: int | None,
    spare_memory: int,
) -> None:
    """Start the lab and keep it running until Ctrl-C.

    The first start makes the folder, asks for the teacher's sign-in and builds the lessons. When
    nobody can be asked (no terminal), a password is made and printed once. Whatever was answered
    before is found again by the next start.
    """
    free = folder.room()
    if free < _ROOM_TO_START:
        raise OperationError(
            f"The disk is full: {free / 1e6:.0f} MB are free where {folder.root} is. Free at least "
            "1 GB and start again. All that was answered before is kept."
        )
    try:
        folder.create()
    except OSError as error:
        raise OperationError(f"{folder.root} cannot be made or written: {error}.") from error
    try:
        with hold(folder.lock, patience=1):
            running.need_port(folder, port)
            _apart(_prepare, folder, demo, teacher)
            spare = spare_memory * memory.MEBIBYTE
            room = memory.Room(kernels or memory.room_for_kernels(spare), spare)
            asyncio.run(running.run(folder, port, host, room, _say_ready))
    except LabIsRunning as error:
        state = running.read_state(folder) or {}
        raise OperationError(
            f"A lab is running from {folder.root} already, at {state.get('address', 'its address')}"
            f". Stop it with `learning-passport lab stop{folder.option}`."
        ) from error
    except running.LabError as error:
        raise OperationError(str(error)) from error


def _apart(work: Callable[..., None], *arguments: Any) -> None:
    """Run ``work`` in a process of its own, at the same terminal, and end if it fails.

    What builds lessons and hashes passwords weighs 130 MB; the process that then only watches
    over the lab must not carry it all day.
    """
    sys.stdout.flush()
    child = multiprocessing.get_context("fork").Process(target=_or_say_why, args=(work, arguments))
    child.start()
    child.join()
    if child.exitcode:
        raise SystemExit(1 if child.exitcode < 0 else child.exitcode)


def _or_say_why(work: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    with contextlib.suppress(OSError):
        sys.stdin = os.fdopen(os.dup(0))  # multiprocessing gives its children no terminal
    try:
        work(*arguments)
    except (click.ClickException, OperationError, RosterError, DatabaseTrouble) as error:
        click.echo(f"Error: {error}", err=True)
        raise SystemExit(1) from error
    except OSError as error:
        sentence = in_words(error)
        if sentence is None:
            raise
        click.echo(f"Error: {sentence}", err=True)
        raise SystemExit(1) from error
    except (click.Abort, KeyboardInterrupt) as error:
        click.echo("Not started.", err=True)
        raise SystemExit(130) from error
    finally:
        sys.stdout.flush()


def _prepare(folder: Folder, demo: bool, teacher: str | None) -> None:
    from hub_config.lab import setup  # lessons and all that builds them

    with hold(folder.writing, patience=10):
        database = Database(folder.database)
        try:
            database.upgrade()
            if not setup.has_teacher(database):
                _first_teacher(folder, database, teacher)
            if demo:
                _demo(folder, database)
        finally:
            database.close()
    _build(folder)


def _first_teacher(folder: Folder, database: Database, name: str | None) -> None:
    from hub_config.lab import setup  # lessons and all that builds them

    if sys.stdin.isatty():
        click.echo("This lab is new. How will the teacher sign in?")
        name = str(name or click.prompt("  name", default="teacher"))
        setup.add_teacher(folder, database, name, _ask_password(name))
        return
    name, password = name or "teacher", setup.make_password()
    setup.add_teacher(folder, database, name, password)
    click.echo(f"Teacher's sign-in, shown this once: {name}  {password}")


def _ask_password(name: str) -> str:
    """Ask until there is a password that will do; whoever is asked must not begin all over."""
    from grading.roster.secrets import MIN_PASSWORD, weak_password

    def strong(password: str) -> str:
        if why := weak_password(password, name):
            raise click.UsageError(f"{why[0].upper()}{why[1:]}.")
        return password

    asked = f"  password ({MIN_PASSWORD} letters or more)"
    password: str = click.prompt(
        asked, hide_input=True, confirmation_prompt=True, value_proc=strong
    )
    return password


def _demo(folder: Folder, database: Database) -> None:
    from hub_config.lab import setup  # lessons and all that builds them

    cards = setup.add_demo_class(folder, database)
    click.echo(f"Demo class “{setup.DEMO_CLASS}”, class code {cards[0].class_code}. PINs:")
    click.echo("  " + ", ".join(f"{card.name} {card.pin}" for card in cards))


def _build(folder: Folder) -> None:
    from hub_config.lab import setup  # lessons and all that builds them

    with click.progressbar(
        length=1, label="Lessons", show_pos=False, file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as bar:

        def progress(done: int, total: int, title: str) -> None:
            bar.length = total
            bar.label = title[:30].ljust(30)
            bar.update(1)

        problems = setup.build_lessons(folder, progress)
    for problem in problems:
        click.echo(f"Left out: {problem}", err=True)


def _say_ready(where: str) -> None:
    if address.is_local(where):
        click.echo(
            "This laptop is in no network, so no phone reaches it yet. Switch on its hotspot or "
            "join the class's Wi-Fi: the address for phones appears here then."
        )
    else:
        click.echo(address.qr_for_terminal(where))
    click.echo(f"Learning Passport is ready: {where} (Ctrl-C ends it)")
    sys.stdout.flush()


@lab.command()
@data_option
def stop(folder: Folder) -> None:
    """Stop the lab that runs from this folder."""
    if not is_held(folder.lock):
        click.echo(f"No lab is running from {folder.root}.")
        return
    state = running.read_state(folder)
    if state is None:
        raise OperationError("The lab is just starting. Try again in a moment.")
    os.kill(int(str(state["pid"])), signal.SIGTERM)
    until = time.monotonic() + _STOP_PATIENCE
    while is_held(folder.lock):
        if time.monotonic() > until:
            raise OperationError(f"Process {state['pid']} does not end. Restart the laptop.")
        time.sleep(0.1)
    click.echo("The lab has stopped. All that was answered is kept.")


@lab.command()
@json_option
@data_option
def status(as_json: bool, folder: Folder) -> None:
    """Say whether a lab runs from this folder, and where. Exit status 3: it does not."""
    state = running.read_state(folder) if is_held(folder.lock) else None
    answering = bool(state) and running.answers(int(str((state or {})["port"])))
    if as_json:
        print_json({"running": state is not None, "answering": answering, **(state or {})})
    elif state is None:
        click.echo(f"No lab is running from {folder.root}.")
    else:
        word = "answers" if answering else "is not answering just now"
        click.echo(f"The lab {word} at {state['address']}")
    if state is None:
        raise SystemExit(3)


@lab.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@json_option
@data_option
def doctor(port: int, as_json: bool, folder: Folder) -> None:
    """Say what is wrong on this machine and what to do. Exit status 1: something is.

    Looks at the port, the disk, the database, memory and for how many programs there is room, the
    clock, the fences around learners' programs, the proxy and the network.
    """
    findings = examine(folder, port)
    if as_json:
        print_json([each.as_dict() for each in findings])
    else:
        signs = {GOOD: "✓", BAD: "✗"}
        for each in findings:
            click.echo(f"{signs.get(each.state, '·')} {each.about}: {each.found}")
            if each.remedy:
                click.echo(f"    {each.remedy}")
    if any(each.state == BAD for each in findings):
        raise SystemExit(1)


@lab.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@data_option
def back_up(file: Path, folder: Folder) -> None:
    """Write a backup of the lab to FILE, also while the class is working.

    FILE holds names, answers, the record, handed-in work with its marks, and what sign-in cards
    are checked with: keep it as you would keep keys. A FILE that is there already is replaced when
    the new backup is complete. Lessons are not in it: they come with the program.
    """
    made = call(folder, "lab.backup", target=str(file.absolute()))
    click.echo(f"{file} holds the lab of this moment ({made['bytes'] / 1000:.0f} kB).")


@lab.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@data_option
def restore(file: Path, folder: Folder) -> None:
    """Put the lab of the backup FILE into a folder that holds no lab.

    Names, cards, answers, marks and the record are as they were; everyone signs in once more. A
    folder that holds a lab is left alone.
    """
    try:
        backup.restore(folder, file)
    except backup.BackupError as error:
        raise OperationError(str(error)) from error
    click.echo(
        f"The lab is back in {folder.root}. Start it: learning-passport lab start{folder.option}"
    )
