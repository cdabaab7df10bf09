"""``learning-passport plugins``: what is installed, how it is written, whether it is fit."""

from collections.abc import Iterator
from contextlib import ExitStack

import click

from hub_config.commands.common import json_option, print_json, print_table
from lp_widgets.plugins import load
from lp_widgets.questions import QuestionType
from lp_widgets.widgets.widget_type import WidgetType


@click.group(invoke_without_command=True)
@json_option
@click.pass_context
def plugins(context: click.Context, as_json: bool) -> None:
    """List what is registered, shipped or by others, with its distribution and version.

    A plugin that fails, or takes a name that is taken, is named and left out. Exit status 1.

    \b
    For those who write one:
      learning-passport plugins schema number   the fields of a question type, as JSON Schema
      learning-passport plugins test number     whether it meets the contract of plugins
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


@plugins.command()
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Everything that is installed.")
@click.option("--no-browser", is_flag=True, help="Only what can be tried without a browser.")
@click.option(
    "--only", metavar="WORDS", default="", help="Only checks that have WORDS in their sentence."
)
@json_option
def test(names: tuple[str, ...], every: bool, no_browser: bool, only: str, as_json: bool) -> None:
    """Hold each question type and widget NAME to the contract that ours keep.

    It is tried here, with the example that it brings, whoever made it. What its author is offered:
    example, schema, catalogs. How it marks: its own right, wrong and unreadable responses, and
    whatever a browser may send, alike in a lesson, in JupyterLab and in the autograder; nothing of
    the key leaves the server. Then the built page, in a real Chromium with the screen of a phone:
    it starts, calls no other host, fits 360 pixels in both directions, can be reached, named and
    answered by keys, has room for a thumb, shows a kept response again, says no sentence that
    cannot be translated, and axe-core finds nothing.

    One line a check: “ok”, or what to do. Exit status 1 when something is to be mended; 2 when
    nothing is, but not all could be tried.

    \b
    The page needs a browser and what drives it:
      apt install chromium
      pip install 'learning-passport[plugin-test]'

    \b
    While you write a type, in the environment into which you installed it:
      learning-passport plugins test estimate
      learning-passport plugins test estimate --only keyboard
    """
    from hub_config.conformance import report

    kinds = list(_named(names, every))
    tested = []
    with ExitStack() as until_done:
        contract = report.Contract(until_done, browser=not no_browser)
        for kind in kinds:
            if not as_json:
                click.echo(report.title(kind))
            outcomes = []
            for outcome in contract.of(kind, only):
                outcomes.append(outcome)
                if not as_json:
                    click.echo(report.line(outcome))
            tested.append((kind, outcomes))
    if as_json:
        print_json([report.as_dict(kind, outcomes) for kind, outcomes in tested])
    else:
        click.echo(report.summary(tested))
    raise SystemExit(report.status(tested))


def _named(names: tuple[str, ...], every: bool) -> Iterator[QuestionType | WidgetType]:
    """Yield the installed kinds that are to be tested; say what is not there."""
    found = load()
    for problem in found.problems:
        click.echo(f"Left out: {problem}", err=True)
    known = {kind.name for kind in found.kinds}
    for name in names:
        if name not in known:
            raise click.ClickException(
                f"There is no question type or widget “{name}”."
                f" There are: {', '.join(sorted(known))}."
            )
    if not names and not every:
        raise click.UsageError("Name what is to be tested, or say --all.")
    yield from (kind for kind in found.kinds if every or kind.name in names)


def _table(found: dict[str, list[dict[str, str]]]) -> None:
    rows = [
        [kind.replace("_", " "), each["name"], each["distribution"], each["version"]]
        for kind, entries in found.items()
        for each in entries
        if isinstance(each, dict)
    ]
    print_table(["kind", "name", "distribution", "version"], rows)
