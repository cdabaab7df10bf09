"""``learning-passport assignment``: work that is handed in, from release to feedback."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import click

from hub_config.assignments.due import read_due
from hub_config.commands.common import (
    data_option,
    json_option,
    modules_only,
    print_json,
    print_table,
)
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
@click.option(
    "--to",
    multiple=True,
    metavar="CLASS|CLASS/GROUP",
    help="Who sees it; may be repeated. everybody: the whole lab. Left out: as it was before, at "
    "first everybody.",
)
@course_option
@progress_option
@json_option
@data_option
def release(
    name: str,
    due: str | None,
    to: tuple[str, ...],
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
        told = make(place, name, moment, keep_due=due is None, on=on, to=_audience(to))
    if as_json:
        print_json(told)
        return
    until = f", due {_local(told['due'])}" if told["due"] else ", without a deadline"
    seen = f" to {', '.join(told['to'])}" if told.get("to") else ""
    click.echo(f"{name} is released{seen}{until}.")
    if told["due"] and datetime.fromisoformat(told["due"]) < datetime.now().astimezone():
        click.echo("Note: this deadline is over. What is handed in now is marked late.")


@assignment.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@course_option
@json_option
@data_option
def withdraw(name: str, yes: bool, course: str | None, as_json: bool, folder: Folder) -> None:
    """Take NAME back: learners see it no more, and cannot hand it in.

    Nothing is lost: what was answered, handed in and marked is kept, and when NAME is released
    again all is as it was. Asks first when somebody has handed in.
    """
    from hub_config.assignments.place import find
    from hub_config.control.client import call

    place = find(folder, course, name)
    if place.lab is None:
        raise click.ClickException(
            f"{place.course.root} belongs to no lab, so its learners see nothing of it here."
        )
    told = {"course": place.course.id, "name": name}
    if not yes and not as_json:
        learners = call(place.lab, "assignment.roster", **told)["learners"]
        count = sum(each["receipt"] is not None for each in learners)
        if count:
            click.confirm(f"{count} handed “{name}” in; that is kept. Take it back?", abort=True)
    call(place.lab, "assignment.withdraw", **told)
    if as_json:
        print_json(told)
        return
    click.echo(f"{name} is taken back. `assignment release {name}` gives it again.")


@assignment.command()
@click.argument("name")
@click.argument("accounts", nargs=-1, required=True, metavar="ACCOUNT...")
@click.option(
    "--until",
    required=True,
    metavar="WHEN",
    help='The deadline of these learners: "2026-12-01 12:00", or +2d, +3h, +45m from now; none '
    "takes it away.",
)
@course_option
@json_option
@data_option
def extend(
    name: str,
    accounts: tuple[str, ...],
    until: str,
    course: str | None,
    as_json: bool,
    folder: Folder,
) -> None:
    """Give single learners more time for NAME than the class has.

    Until then they may hand in, and hand in again, and nothing of it is late: on their page, in the
    gradebook, and from nbgrader. Work that is marked already counts anew when it is marked again
    (`assignment autograde --force`).
    """
    moment = read_due(until) if until != "none" else None
    from hub_config.assignments.place import find
    from hub_config.control.client import call

    place = find(folder, course, name)
    if place.lab is None:
        raise click.ClickException(
            f"{place.course.root} belongs to no lab. There: nbgrader's gradebook has extensions."
        )
    told = call(
        place.lab,
        "assignment.extend",
        course=place.course.id,
        name=name,
        accounts=list(accounts),
        until=moment.isoformat() if moment else None,
    )
    if as_json:
        print_json(told)
        return
    for each in told:
        when = f"until {_local(each['until'])}" if each["until"] else "until the class's deadline"
        click.echo(f"{each['account']}  {each['name']}: {when}")


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
@click.option(
    "--submissions", is_flag=True, help="Try the tests with what lies in submitted/ as well."
)
@course_option
@json_option
@data_option
def check(name: str, submissions: bool, course: str | None, as_json: bool, folder: Folder) -> None:
    """Say how many points of NAME are sealed, and how to seal the rest.

    A test of a program is sealed when it runs in a process of its own: the learner's program is
    only called from there, and cannot reach the test, what it expects, or the points. A test that
    is not sealed runs in the learner's own process, as nbgrader does it, and who knows Python well
    enough can make it pass.

    A test is called sealed only when it was tried: the model answer, and what is released to
    learners, must get the same points in it sealed and in the kernel. With --submissions so must
    every hand-in, except where it looks tampered with. Programs run in the fence; nothing is
    marked, and nothing of the course is changed.

    \b
    What keeps a test from being sealed, and what to do instead:
      it reads a file             write the data into the test or into a locked cell
      %, ! or ? lines             move them into a cell of their own
      exec, eval, pickle, gc …    call what is to be tested
      plots of the test's own     have the answer return its figure, and look at that
      Money(5) == 5               compare data: Money(5).amount == 5, or Money(5) == Money(5)
      class T(Learners): …        make an object of the learner's class instead

    \b
    --json prints:
      points, sealed_points, share    of the tests of programs; questions are never run
      tests                           notebook, name, points, sealed, why, hint, warnings
    """
    from hub_config.assignments.checking import check as find_out
    from hub_config.assignments.place import find

    told = find_out(find(folder, course, name), name, submissions=submissions)
    if as_json:
        print_json(told)
        return
    if not told["tests"]:
        click.echo(f"{name} has no test that runs a program: nothing of it can be forged.")
        return
    click.echo(f"{told['sealed_points']:g} of {told['points']:g} points of tests are sealed.")
    for each in told["tests"]:
        place = f"{each['notebook']}: {each['name']} ({each['points']:g} points)"
        if not each["sealed"]:
            click.echo(f"\n{place} is not sealed.\n  {each['why']}\n  To seal it: {each['hint']}")
        for warning in each["warnings"]:
            click.echo(f"\n{place} is weak.\n  {warning}")


@assignment.command()
@click.argument("name")
@click.option("--student", "students", multiple=True, help="This learner only; may be repeated.")
@click.option("--no-collect", is_flag=True, help="Mark what lies in submitted/, and no newer work.")
@click.option("--force", is_flag=True, help="Mark again what is marked. Marks by hand are kept.")
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    metavar="N",
    help="Mark so many hand-ins at the same time; default: as many as there are processors.",
)
@course_option
@progress_option
@json_option
@data_option
def autograde(
    name: str,
    students: tuple[str, ...],
    no_collect: bool,
    force: bool,
    jobs: int | None,
    course: str | None,
    as_progress: bool,
    as_json: bool,
    folder: Folder,
) -> None:
    """Collect the hand-ins of NAME and mark all that a machine can mark.

    Learners' programs run in a fence, each with a time limit. A hand-in that cannot be marked is
    named and the others are marked all the same (exit status 1). If this is stopped in the middle,
    start it again: it goes on with what is left.

    A hand-in that looks as if somebody tampered with the marking is named with the reason; it is
    marked like any other. `assignment check` says which tests no program can tamper with.

    With --course DIR it marks what lies in submitted/ of any nbgrader course folder.
    """
    with modules_only():
        from hub_config.assignments.marking import autograde as mark
        from hub_config.assignments.place import find

    place = find(folder, course, name)
    with progress("Mark", as_progress) as on:
        marked = mark(
            place,
            name,
            students=students,
            force=force,
            first_collect=not no_collect,
            jobs=jobs,
            on=on,
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
    _say_what_was_seen(name, marked)
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
                "notes": given.notes,
            }
        )
        return
    click.echo(f"{len(given.accounts)} have their work back, {given.new} of them since now.")
    for note in given.notes:
        click.echo(f"Note: {note}")
    if given.waiting:
        click.echo(f"{len(given.waiting)} still wait:")
        for each in given.waiting:
            click.echo(f"  {each.account}  {each.name}: {WAITS[each.why]}")


def _audience(to: tuple[str, ...]) -> list[str] | None:
    """Return whom --to names: None when it was left out, nothing for everybody."""
    if not to:
        return None
    return [each for each in to if each != "everybody"]


def _say_what_was_seen(name: str, marked: list[dict[str, Any]]) -> None:
    """Tell the teacher what looks tampered with, and what could have been."""
    for each in marked:
        for reason in each["tampered"]:
            click.echo(f"{each['student']} looks tampered with: {reason}", err=True)
    open_points = max((each["unsealed_points"] for each in marked), default=0)
    if open_points:
        click.echo(
            f"{open_points:g} points come from tests that are not sealed: "
            f"learning-passport assignment check {name}",
            err=True,
        )


def _local(moment: str | None) -> str:
    """Write a moment in the laptop's time, to the minute."""
    if not moment:
        return "-"
    return f"{datetime.fromisoformat(moment).astimezone():%Y-%m-%d %H:%M}"
