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
