"""``learning-passport lesson``: what an author does with a lesson before a class meets it."""

import asyncio
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from hub_config.commands.common import json_option, print_json
from lp_widgets import locales, plugins
from lp_widgets.lesson.check import Finding, check
from lp_widgets.lesson.gallery import gallery
from lp_widgets.lesson.new import new_lesson

_PLACE = click.Path(exists=True, path_type=Path)


def _locale_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--locale",
        type=_Locale(),
        default=locales.SOURCE_LOCALE,
        show_default=True,
        help="The language, as BCP 47.",
    )(command)


def _port_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--port",
        type=click.IntRange(0, 65535),
        default=8010,
        show_default=True,
        help="The port on this computer; 0 takes any free one.",
    )(command)


class _Locale(click.ParamType):
    name = "TAG"

    def convert(self, value: Any, param: Any, ctx: Any) -> str:
        try:
            return locales.normalize(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


@click.group()
def lesson() -> None:
    """Write lessons: begin one, check it, see it as a learner does, build its page.

    \b
    From nothing to a lesson on the screen:
      learning-passport lesson new notebooks/garden/beans
      learning-passport lesson check notebooks/garden
      learning-passport lesson preview notebooks/garden/beans
    """


@lesson.command()
@click.argument("path", metavar="PATH", type=click.Path(path_type=Path))
@click.option("--title", default="", help="What the lesson is called; else its folder's name.")
def new(path: Path, title: str) -> None:
    """Begin the lesson PATH, which is COURSE/LESSON.

    Makes the folder with a notebook that passes `lesson check --strict`: a text and a question
    with its key, hints and example responses, to be written over. The course's `course.toml` is
    made, or gets the lesson at the end of its list. Nothing is written over.

    \b
    Names have 1 to 64 of a-z, 0-9 and -:
      learning-passport lesson new notebooks/garden/beans --title "How a bean grows"
    """
    click.echo(new_lesson(path.absolute(), title).relative_to(path.absolute().parent.parent))


@lesson.command("check")
@click.argument("path", metavar="PATH", type=_PLACE)
@click.option("--strict", is_flag=True, help="Count advice as an error.")
@json_option
def check_(path: Path, strict: bool, as_json: bool) -> None:
    """Say what is to be mended in PATH: a notebook, a lesson's folder, or a course.

    Each finding names file, cell and remedy. Errors: what cannot be read (a key or an id that is
    missing, an id used twice, a picture without words), an example response that does not get the
    mark its author said, a translation that does not fit. Advice: an option to which nothing is
    said, a question without examples, words that no translator can reach, numbers outside of
    braces.

    Exit status 1 when there are errors; with --strict, when there is anything to say.
    """
    found = check(path.absolute())
    errors = [each for each in found if strict or each.level == "error"]
    if as_json:
        print_json({"sound": not errors, "findings": [each.as_dict() for each in found]})
    else:
        for each in found:
            click.echo(_line(each))
        click.echo(f"{len(errors)} to mend, {len(found) - len(errors)} to think about.")
    if errors:
        raise SystemExit(1)


def _line(found: Finding) -> str:
    where = f"{found.file}, cell “{found.cell}”" if found.cell else str(found.file)
    return f"{found.level}: {where}\n    {found.problem}.\n    {found.remedy}.\n"


@lesson.command()
@click.argument("path", metavar="PATH", type=_PLACE)
@click.option("--to", "folder", required=True, type=click.Path(path_type=Path), help="Where to.")
@_locale_option
def build(path: Path, folder: Path, locale: str) -> None:
    """Write the pages of PATH (a notebook, a lesson's folder, or a course) below the folder --to.

    `pages/` holds each page as the lab serves it, with its scripts and style: nothing in it knows
    an answer. `keys/` holds what the server marks with, readable by its owner alone: never give it
    away with the pages. Page and keys of a lesson lie under LOCALE/COURSE/LESSON.

    \b
    To see what a learner's browser gets:
      learning-passport lesson build notebooks/garden --to /tmp/garden --locale ar
    """
    from hub_config.preview.build import write

    for page in write(path.absolute(), folder, locale):
        click.echo(page)


@lesson.command()
@click.argument("path", metavar="PATH", type=_PLACE)
@_port_option
@_locale_option
def preview(path: Path, port: int, locale: str) -> None:
    """Show PATH (a notebook, a lesson's folder, or a course) as a learner sees it.

    Answers are marked as the lab marks them and forgotten at the end. The page loads itself again
    whenever the notebook, a picture or a catalog is saved; what is to be mended stands in its
    place. Programs do not run here: they need the lab and its fences. Only this computer is
    answered. Ctrl-C ends it.

    \b
    Other languages and looks are in the address:
      http://127.0.0.1:8010/ar/lesson/beans?theme=dark
    """
    _serve(path.absolute(), port, locale)


@lesson.command("gallery")
@_port_option
@_locale_option
def gallery_(port: int, locale: str) -> None:
    """Show every question type and widget that is installed, alive, each with its source.

    Those of plugins are among them, if they have an example. Only this computer is answered.
    Ctrl-C ends it.
    """
    place = Path(tempfile.mkdtemp(prefix="gallery-"))
    try:
        _serve(gallery(place, plugins.load()), port, locale)
    finally:
        shutil.rmtree(place)


def _serve(path: Path, port: int, locale: str) -> None:
    from hub_config.preview.server import Preview

    def ready(address: str) -> None:
        click.echo(f"See {address}  (Ctrl-C ends it)")

    try:
        with suppress(KeyboardInterrupt):
            asyncio.run(Preview(path, locale).run(port, ready))
    except OSError as error:
        raise click.ClickException(
            f"Port {port} cannot be used ({error.strerror}). Try another one with --port."
        ) from error
