"""``learning-passport plugins``: what question types, widgets and courses are installed."""

import click

from hub_config.commands.common import json_option, print_json, print_table
from lp_widgets.plugins import load


@click.command()
@json_option
def plugins(as_json: bool) -> None:
    """List what is registered, shipped or by others, with its distribution and version.

    A plugin that fails, or takes a name that is taken, is named and left out. Exit status 1.
    """
    found = load()
    print_json(found.as_dict()) if as_json else _table(found.as_dict())
    for problem in found.problems:
        click.echo(f"Left out: {problem}", err=True)
    if found.problems:
        raise SystemExit(1)


def _table(found: dict[str, list[dict[str, str]]]) -> None:
    rows = [
        [kind.replace("_", " "), each["name"], each["distribution"], each["version"]]
        for kind, entries in found.items()
        for each in entries
        if isinstance(each, dict)
    ]
    print_table(["kind", "name", "distribution", "version"], rows)
