"""``learning-passport plugins``: what is installed, how it is written, whether it is fit."""

import click

from hub_config.commands.common import json_option, print_json, print_table
from lp_widgets.plugins import load


@click.group(invoke_without_command=True)
@json_option
@click.pass_context
def plugins(context: click.Context, as_json: bool) -> None:
    """List what is registered, shipped or by others, with its distribution and version.

    A plugin that fails, or takes a name that is taken, is named and left out. Exit status 1.

    \b
    For those who write one:
      learning-passport plugins schema number   the fields of a question type, as JSON Schema
    """
    if context.invoked_subcommand is not None:
        return
    found = load()
    print_json(found.as_dict()) if as_json else _table(found.as_dict())
    for problem in found.problems:
        click.echo(f"Left out: {problem}", err=True)
    if found.problems:
        raise SystemExit(1)


@plugins.command()
@click.argument("name", metavar="TYPE")
@click.option("--widget", is_flag=True, help="The widget TYPE, where a question type is called so.")
def schema(name: str, widget: bool) -> None:
    """Print the JSON Schema of the question type or widget TYPE.

    A question type's schema describes what its author writes: spec and key as one object. Its
    `$id` ends with the type's version, which counts up when an old key would be marked otherwise.

    \b
    An editor can check a question with it:
      learning-passport plugins schema number > number.schema.json
    """
    found = load()
    if name in found.question_types and not widget:
        print_json(found.question_types[name].schema())
    elif name in found.lesson_widgets:
        print_json(found.lesson_widgets[name].json_schema())
    else:
        known = found.lesson_widgets if widget else {**found.question_types, **found.lesson_widgets}
        raise click.ClickException(
            f"There is no {'widget' if widget else 'question type or widget'} “{name}”."
            f" There are: {', '.join(sorted(known))}."
        )


def _table(found: dict[str, list[dict[str, str]]]) -> None:
    rows = [
        [kind.replace("_", " "), each["name"], each["distribution"], each["version"]]
        for kind, entries in found.items()
        for each in entries
        if isinstance(each, dict)
    ]
    print_table(["kind", "name", "distribution", "version"], rows)
