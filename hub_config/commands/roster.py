"""``learning-passport roster``: who is in which class, and the cards that they sign in with."""

import base64
from pathlib import Path

import click

from grading.roster import paper
from grading.roster.cards import from_dict
from hub_config.assignments.forgetting import forget
from hub_config.commands.common import data_option, json_option, print_json, print_table
from hub_config.control.client import call
from hub_config.control.errors import OperationError
from hub_config.lab.address import class_address
from hub_config.lab.folder import Folder, write_durably
from hub_config.lab.running import read_state

_LARGEST = 5_000_000


@click.group()
def roster() -> None:
    """Keep the class lists: import names, print sign-in cards, renew a PIN, erase a learner."""


@roster.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
@json_option
@data_option
def import_(file: Path, dry_run: bool, as_json: bool, folder: Folder) -> None:
    """Make FILE the roster: a CSV with the columns name, locale and class.

    \b
    name,locale,class
    Amal,ar,Kite class
    Олена,uk,Kite class

    Files as spreadsheets save them will do: UTF-8 or UTF-16, commas, semicolons or tabs. The file
    is the whole roster: learners who are missing in it can no longer sign in, and their work is
    kept. Importing the same file again adds nobody. If any row cannot be used, nothing is changed.
    """
    if file.stat().st_size > _LARGEST:
        raise OperationError(f"{file} has more than {_LARGEST // 10**6} MB: it is no class list.")
    content = base64.b64encode(file.read_bytes()).decode()
    plan = call(folder, "roster.import", content=content, dry_run=dry_run)
    if as_json:
        print_json(plan)
        return
    words = {
        "added": "new",
        "kept": "unchanged",
        "changed": "with another language",
        "returned": "back again",
        "deactivated": "missing in the file: cannot sign in, work kept",
    }
    for key, word in words.items():
        if plan[key]:
            click.echo(f"{len(plan[key])} {word}")
    for note in plan["notes"]:
        click.echo(f"Note: {note}")
    if dry_run:
        click.echo("This was a dry run. Nothing was changed.")
    elif plan["added"]:
        click.echo("Print their cards: learning-passport roster cards -o cards.pdf")


@roster.command("list")
@click.option("--class", "class_name", help="This class only.")
@json_option
@data_option
def list_(class_name: str | None, as_json: bool, folder: Folder) -> None:
    """List classes with their codes, and everyone in them."""
    found = call(folder, "roster.list", class_name=class_name)
    if as_json:
        print_json(found)
        return
    if not found["people"]:
        click.echo("Nobody is on the roster yet. Begin: learning-passport roster import FILE")
        return
    codes = {each["name"]: each["code"] for each in found["classes"]}
    print_table(
        ["account", "name", "language", "class", "code", "state"],
        [
            [
                each["account"],
                each["name"] + (f" ({each['ordinal']})" if each["ordinal"] > 1 else ""),
                each["locale"],
                each["class_name"] or "teacher",
                codes.get(each["class_name"], ""),
                "has left"
                if not each["active"]
                else "can sign in"
                if each["has_card"]
                else "needs a card",
            ]
            for each in found["people"]
        ],
    )


@roster.command()
@click.argument("class_name", metavar="CLASS")
@click.option("--off", is_flag=True, help="No longer. What learners made there is kept.")
@data_option
def jupyterlab(class_name: str, off: bool, folder: Folder) -> None:
    """Let the learners of CLASS write notebooks of their own, in JupyterLab.

    For older learners on a laptop or tablet. Each gets a server of her own in a sandbox, with a
    folder for her files; her programs are fenced as in lessons, and commands of the system are not
    to be had. A server takes about 220 MB of this machine's memory while it is used, so only so
    many run at the same time, and ends by itself a quarter of an hour after the last touch.

    Who is signed in already sees it within a minute. `lab doctor` says whether this machine can
    fence servers.
    """
    changed = call(folder, "roster.jupyterlab", class_name=class_name, allowed=not off)
    word = "may no longer" if off else "may"
    click.echo(f"The learners of {changed['name']} {word} use JupyterLab.")


@roster.command()
@click.option("--class", "class_name", help="This class only.")
@click.option("--account", "accounts", multiple=True, help="This learner only; may be repeated.")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    default=Path("cards.pdf"),
    show_default=True,
    help="The PDF to write (0600).",
)
@click.option("--address", help="The address on the cards; default: the running lab's.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@data_option
def cards(
    class_name: str | None,
    accounts: tuple[str, ...],
    output: Path,
    address: str | None,
    yes: bool,
    folder: Folder,
) -> None:
    """Print sign-in cards as a PDF. Everyone on them gets a new PIN and new pictures.

    Secrets are stored hashed, so a card cannot be printed twice: printing again makes all earlier
    cards of these learners useless. Keep the file as you would keep keys, and delete it after.
    """
    whose = ", ".join(accounts) or class_name or "all classes"
    if not yes:
        click.confirm(f"Cards printed earlier for {whose} will stop working. Go on?", abort=True)
    state = read_state(folder) or {}
    where = address or str(state.get("address") or class_address(8000))
    drawn = call(
        folder, "roster.draw-cards", class_name=class_name, accounts=list(accounts) or None
    )
    made = [from_dict(each) for each in drawn]
    write_durably(output.absolute(), paper.render(made, where))
    # Only now, with the paper at hand, do the new secrets count and the old cards end.
    call(folder, "roster.keep-cards", drawn=drawn)
    for sentence in paper.unprintable(made):
        click.echo(f"Note: {sentence}")
    click.echo(f"{len(made)} cards are in {output}. Print it, then delete it.")
    click.echo(f"They lead to {where}")
    if not state and address is None:
        click.echo(
            "Note: the lab is not running, so this address is a guess. If the lab will have "
            "another one, print again while it runs, or name it with --address."
        )


@roster.command("reset-pin")
@click.argument("account")
@json_option
@data_option
def reset_pin(account: str, as_json: bool, folder: Folder) -> None:
    """Give the learner ACCOUNT a new PIN and new pictures, shown once."""
    made = call(folder, "roster.reset-pin", account=account)
    if as_json:
        print_json(made)
    else:
        click.echo(f"{made['name']}: PIN {made['pin']}, pictures {', '.join(made['pictures'])}")


@roster.command()
@click.argument("account")
@click.argument("class_name", metavar="CLASS")
@data_option
def move(account: str, class_name: str, folder: Folder) -> None:
    """Put the learner ACCOUNT into CLASS; the work and the card stay valid."""
    call(folder, "roster.move", account=account, class_name=class_name)
    click.echo(f"{account} is in {class_name} now.")


@roster.command()
@click.argument("account")
@click.argument("class_name", metavar="CLASS")
@data_option
def join(account: str, class_name: str, folder: Folder) -> None:
    """Let the learner ACCOUNT be in CLASS too; she signs in with her own class's code as before.

    She sees the work that is released to either class.
    """
    call(folder, "roster.join", account=account, class_name=class_name)
    click.echo(f"{account} is in {class_name} too.")


@roster.command()
@click.argument("account")
@click.argument("class_name", metavar="CLASS")
@data_option
def leave(account: str, class_name: str, folder: Folder) -> None:
    """Take the learner ACCOUNT out of CLASS, which is not her own; her work is kept."""
    call(folder, "roster.leave", account=account, class_name=class_name)
    click.echo(f"{account} is not in {class_name} any more.")


@roster.command()
@click.argument("class_name", metavar="CLASS")
@click.argument("name")
@click.argument("accounts", nargs=-1, metavar="ACCOUNT...")
@click.option("--dissolve", is_flag=True, help="There is to be no such group any more.")
@data_option
def group(
    class_name: str, name: str, accounts: tuple[str, ...], dissolve: bool, folder: Folder
) -> None:
    """Make the group NAME of some learners of CLASS, or give it other members.

    Work can be released to it: assignment release WORK --to CLASS/NAME
    """
    if dissolve:
        call(folder, "roster.dissolve", class_name=class_name, name=name)
        click.echo(f"There is no group {class_name}/{name} any more.")
        return
    if not accounts:
        raise click.UsageError("Name the accounts of its members; `roster list` shows them.")
    made = call(folder, "roster.group", class_name=class_name, name=name, accounts=list(accounts))
    click.echo(f"{made['class_name']}/{made['name']} has {len(made['accounts'])} members.")


@roster.command()
@json_option
@data_option
def groups(as_json: bool, folder: Folder) -> None:
    """List the groups and who is in them."""
    found = call(folder, "roster.groups")
    if as_json:
        print_json(found)
        return
    if not found:
        click.echo("There is no group. Make one: learning-passport roster group CLASS NAME ACCOUNT")
    for each in found:
        click.echo(f"{each['class_name']}/{each['name']}: {', '.join(each['accounts'])}")


@roster.command()
@click.argument("account")
@click.option(
    "--days",
    type=click.IntRange(1, 365),
    default=30,
    show_default=True,
    help="How long it is good for.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="The file to write it to, for its owner alone (0600).",
)
@data_option
def token(account: str, days: int, output: Path, folder: Folder) -> None:
    """Make a token with which ACCOUNT uses nbgrader's commands and JupyterLab with this lab.

    Whoever has the file can do what ACCOUNT can: hand it over like a key. It ends after the days,
    and with a new card or password. The lab has to run.
    """
    from hub_config.lab.tokens import issue

    made = issue(folder, account, days)
    write_durably(output.absolute(), made.encode())
    state = read_state(folder)
    where = str(state["address"]) if state else class_address(8000, None)
    click.echo(f"The token of {account} is in {output}, good for {days} days. Where it is used:")
    click.echo(f"  export LEARNING_PASSPORT_CLASSROOM={where.rstrip('/')}/services/classroom/")
    click.echo(f"  export LEARNING_PASSPORT_TOKEN_FILE={output}")


@roster.command()
@click.argument("account")
@click.option("--yes", is_flag=True, help="Do not ask.")
@data_option
def erase(account: str, yes: bool, folder: Folder) -> None:
    """Erase a person for good: name, answers, hand-ins, marks, statements. There is no undo."""
    if not yes:
        click.confirm(
            f"Everything of {account} will be gone for good, and nobody can bring it back. Go on?",
            abort=True,
        )
    gone = forget(folder, account)
    click.echo(f"{gone['name']} and {gone['rows']} records are erased.")


@roster.command("add-teacher")
@click.argument("name")
@click.option(
    "--as",
    "duty",
    type=click.Choice(["teacher", "facilitator", "keeper"]),
    default="teacher",
    show_default=True,
    help="What NAME may do.",
)
@click.password_option(help="Asked for when not given.")
@data_option
def add_teacher(name: str, duty: str, password: str, folder: Folder) -> None:
    """Let the teacher NAME sign in with a password, or somebody who helps.

    A teacher does everything with the classes. A facilitator follows them and helps, on the desk,
    and neither gives out nor marks work. A keeper looks after this machine and sees nobody's work.
    """
    call(folder, "roster.add-teacher", name=name, password=password, duty=duty)
    click.echo(f"{name} can sign in as a {duty}.")


@roster.command("set-password")
@click.argument("name")
@click.password_option(help="Asked for when not given.")
@data_option
def set_password(name: str, password: str, folder: Folder) -> None:
    """Give the teacher NAME a new password. Where that teacher is signed in, the session ends."""
    call(folder, "roster.set-password", name=name, password=password)
    click.echo(f"{name} signs in with the new password from now on.")
