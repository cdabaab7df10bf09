"""``learning-passport course``: the courses that this program and its plugins bring."""

from typing import Any

import click

from hub_config.commands.common import json_option, print_json, print_table
from lp_widgets import lesson as lessons
from lp_widgets import plugins
from lp_widgets.lesson import LessonError


@click.group()
def course() -> None:
    """Look at the courses of this lab."""


@course.command("list")
@json_option
def list_(as_json: bool) -> None:
    """List courses and their lessons. A lesson that cannot be read is named with the reason."""
    found: list[dict[str, Any]] = []
    problems: list[str] = []
    for path in plugins.load().courses:
        try:
            read = lessons.read_course(path)
        except LessonError as error:
            problems.append(str(error))
            continue
        for name in read.lessons:
            try:
                one = lessons.read(read.notebook(name))
            except LessonError as error:
                problems.append(str(error))
                continue
            found.append(
                {
                    "course": read.id,
                    "lesson": one.id,
                    "title": one.about.title,
                    "minutes": one.about.minutes,
                    "questions": len(one.questions),
                    "live": one.live,
                    "license": one.about.license,
                }
            )
    if as_json:
        print_json({"lessons": found, "problems": problems})
    else:
        print_table(
            ["course", "lesson", "title", "minutes", "questions", "kernel"],
            [
                [
                    each["course"],
                    each["lesson"],
                    each["title"],
                    str(each["minutes"]),
                    str(each["questions"]),
                    "live" if each["live"] else "-",
                ]
                for each in found
            ],
        )
        for problem in problems:
            click.echo(f"Cannot be used: {problem}", err=True)
    if problems:
        raise SystemExit(1)
