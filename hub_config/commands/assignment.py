"""``learning-passport assignment``: work that is handed in, from release to feedback."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import click

from hub_config.assignments.due import read_due
from hub_config.commands.common import data_option, json_option, print_json, print_table
from hub_config.commands.progress import progress, progress_option
from hub_config.lab.folder import Folder

STATES = {"graded": "marked", "unchanged": "was marked before", "failed": "could not be marked"}
WAITS = {
    "by hand": "something is to be marked by hand",
    "mark": "handed in and not marked yet: assignment autograde",
}


def course_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--course NAME|DIR``."""
    return click.option(
        "--course",
        metavar="NAME|DIR",
        help="A course of the lab, or a course folder of nbgrader's; default: the lab's course "
        "that has it.",
    )(command)


@click.group()
def assignment() -> None:
    """Give work, mark it, give it back.

    \b
    The way of an assignment:
      learning-passport assignment release rain-barrel --due "2026-12-01 12:00"
      learning-passport assignment autograde rain-barrel    collects, and marks what it can
      (mark the rest by hand: on the teacher's desk, under Work)
      learning-passport assignment feedback rain-barrel     gives marks and words back

    Each may be done again: what is done stays done, and what is new is added. Courses lie in the
    lab's folder under courses/ and are ordinary nbgrader courses.
    """


@assignment.command("list")
@course_option
@json_option
@data_option
def list_(course: str | None, as_json: bool, folder: Folder) -> None:
    """List assignments with their deadline and how many learners handed in."""
    from hub_config.assignments.overview import overview

    found = overview(folder, course)
    if as_json:
        print_json(found)
        return
    if not found:
        click.echo("No course here has assignments.")
        return
    print_table(
        ["course", "assignment", "released", "due", "handed in", "late", "missing", "given back"],
        [
            [
                each["course"],
                each["name"],
                _local(each.get("released")),
                _local(each.get("due")),
                *(str(each.get(key, "")) for key in ("handed_in", "late", "missing", "given_back")),
            ]
            for each in found
        ],
    )


@assignment.command()
@click.argument("name")
@click.option(
    "--due",
    metavar="WHEN",
    help='The deadline in this laptop\'s time: "2026-12-01 12:00", or +2d, +3h, +45m from now; '
    "none takes it away. Left out: as it was before.",
)
@course_option
@progress_option
@json_option
@data_option
def release(
    name: str,
    due: str | None,
    course: str | None,
    as_progress: bool,
    as_json: bool,
    folder: Folder,
) -> None:
    """Let learners see the assignment NAME and hand it in.

    Makes the learners' copy (without solutions, hidden tests and answer keys) in every language.
    Releasing again brings changes of the source to the learners, or sets another deadline; what
    was answered and handed in is kept. After the deadline a first hand-in is taken and marked
    late; a second one is not.
    """
    moment = read_due(due) if due not in (None, "none") else None
    from hub_config.assignments.place import find
    from hub_config.assignments.releasing import release as make

    place = find(folder, course, name)
    with progress("Release", as_progress) as on:
        told = make(place, name, moment, keep_due=due is None, on=on)
    if as_json:
        print_json(told)
        return
    until = f", due {_local(told['due'])}" if told["due"] else ", without a deadline"
    click.echo(f"{name} is released{until}.")
    if told["due"] and datetime.fromisoformat(told["due"]) < datetime.now().astimezone():
        click.echo("Note: this deadline is over. What is handed in now is marked late.")


@assignment.command()
@click.argument("name")
@course_option
@progress_option
@json_option
@data_option
def collect(
    name: str, course: str | None, as_progress: bool, as_json: bool, folder: Folder
) -> None:
    """Write everyone's newest hand-in of NAME into the course's submitted/ folder.

    `assignment autograde` does this by itself. Collecting again replaces a hand-in only by a
    newer one of the same learner.
    """
    from hub_config.assignments.collecting import collect as write
    from hub_config.assignments.place import find

    place = find(folder, course, name)
    with progress("Collect", as_progress) as on:
        collected = write(place, name, on)
    if as_json:
        print_json({"new": collected.new, "kept": collected.kept})
    else:
        click.echo(f"{collected.new} new, {collected.kept} as before.")


@assignment.command()
@click.argument("name")
@click.option("--student", "students", multiple=True, help="This learner only; may be repeated.")
@click.option("--no-collect", is_flag=True, help="Mark what lies in submitted/, and no newer work.")
@click.option("--force", is_flag=True, help="Mark again what is marked. Marks by hand are kept.")
@course_option
@progress_option
@json_option
@data_option
def autograde(
    name: str,
    students: tuple[str, ...],
    no_collect: bool,
    force: bool,
    course: str | None,
    as_progress: bool,
    as_json: bool,
    folder: Folder,
) -> None:
    """Collect the hand-ins of NAME and mark all that a machine can mark.

    Learners' programs run in a fence, each with a time limit. A hand-in that cannot be marked is
    named and the others are marked all the same (exit status 1). If this is stopped in the middle,
    start it again: it goes on with what is left.

    With --course DIR it marks what lies in submitted/ of any nbgrader course folder.
    """
    from hub_config.assignments.marking import autograde as mark
    from hub_config.assignments.place import find

    place = find(folder, course, name)
    with progress("Mark", as_progress) as on:
        marked = mark(
            place, name, students=students, force=force, first_collect=not no_collect, on=on
        )
    if as_json:
        print_json(marked)
    elif not marked:
        click.echo("Nobody has handed in anything yet.")
    else:
        print_table(
            ["learner", "name", "", "score", "by hand", "late"],
            [
                [
                    each["student"],
                    each["name"],
                    STATES[each["status"]],
                    ""
                    if each["status"] == "failed"
                    else f"{each['score']:g}/{each['max_score']:g}",
                    "to do" if each["needs_manual"] else "",
                    "late" if each["late_seconds"] else "",
                ]
                for each in marked
            ],
        )
    failed = [each for each in marked if each["status"] == "failed"]
    for each in failed:
        click.echo(f"{each['student']} could not be marked: {each['error']}", err=True)
    if failed:
        raise SystemExit(1)


@assignment.command()
@click.argument("name")
@click.option(
    "--all", "everyone", is_flag=True, help="Also give back what is still to be marked by hand."
)
@course_option
@progress_option
@json_option
@data_option
def feedback(
    name: str,
    everyone: bool,
    course: str | None,
    as_progress: bool,
    as_json: bool,
    folder: Folder,
) -> None:
    """Give marks, the author's words and yours back to the learners of NAME.

    Only work that needs nothing by hand goes back; who still waits is printed. Giving back again
    sends what was marked or changed since.
    """
    from hub_config.assignments.place import find
    from hub_config.assignments.returning import give_back

    place = find(folder, course, name)
    with progress("Give back", as_progress) as on:
        given = give_back(place, name, everyone=everyone)
        on(1, 1)
    if as_json:
        print_json(
            {
                "returned": given.accounts,
                "new": given.new,
                "waiting": [vars(each) for each in given.waiting],
            }
        )
        return
    click.echo(f"{len(given.accounts)} have their work back, {given.new} of them since now.")
    if given.waiting:
        click.echo(f"{len(given.waiting)} still wait:")
        for each in given.waiting:
            click.echo(f"  {each.account}  {each.name}: {WAITS[each.why]}")


def _local(moment: str | None) -> str:
    """Write a moment in the laptop's time, to the minute."""
    if not moment:
        return "-"
    return f"{datetime.fromisoformat(moment).astimezone():%Y-%m-%d %H:%M}"
