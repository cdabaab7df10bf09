"""``learning-passport record``: what learners did, as xAPI statements."""

from pathlib import Path

import click

from hub_config.commands.common import data_option, json_option, print_json, print_table
from hub_config.control.client import call
from hub_config.lab.folder import Folder, write_durably


@click.group()
def record() -> None:
    """Read the record of learning: who attempted, completed and passed which lesson.

    Learners appear under a random account name; `roster list` on this laptop is the only place
    that says whose it is.
    """


@record.command()
@click.argument("account", required=False)
@json_option
@data_option
def show(account: str | None, as_json: bool, folder: Folder) -> None:
    """Show the statements of ACCOUNT, or of everyone."""
    statements = call(folder, "record.read", account=account)
    if as_json:
        print_json(statements)
        return
    if not statements:
        click.echo("Nothing has been recorded yet. Statements appear when learners answer.")
        return
    print_table(
        ["when", "account", "did", "lesson", "score"],
        [
            [
                each["timestamp"],
                each["actor"]["account"]["name"],
                next(iter(each["verb"]["display"].values())),
                each["object"]["id"].partition("/courses/")[2],
                str(each.get("result", {}).get("score", {}).get("scaled", "")),
            ]
            for each in statements
        ],
    )


@record.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    default=None,
    help="Write to this file (0600) instead of the terminal.",
)
@data_option
def export(output: Path | None, folder: Folder) -> None:
    """Write all statements as a JSON array that an xAPI 1.0.3 record store takes."""
    statements = call(folder, "record.read", account=None)
    if output is None:
        print_json(statements)
        return
    import json

    write_durably(output, json.dumps(statements, ensure_ascii=False, indent=1).encode())
    click.echo(f"{len(statements)} statements are in {output}.")


@record.command()
@click.option(
    "--about",
    default="",
    metavar="TEXT",
    help="Only what names this: an account, an assignment, a path; or what that account did.",
)
@click.option("--last", type=click.IntRange(1), metavar="N", help="Only the newest N.")
@json_option
@data_option
def audit(about: str, last: int | None, as_json: bool, folder: Folder) -> None:
    """Show who looked at children's work or changed it: the audit log, the newest first.

    Teachers stand in it by their account, with the page that they opened; whoever works at this
    laptop as laptop:USER, with the command. A page that stays open counts once in ten minutes. No
    line is ever changed or removed; of an erased learner it keeps the account alone.
    """
    found = call(folder, "audit.read", about=about, most=last)
    if as_json:
        print_json(found)
        return
    if not found:
        click.echo("Nobody has looked at anything yet.")
        return
    print_table(
        ["when", "who", "did", "to what"],
        [[each["at"], each["who"], each["did"], each["what"]] for each in found],
    )
