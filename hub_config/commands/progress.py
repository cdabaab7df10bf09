"""How long work says how far it is: a bar for a person, lines of JSON for a program."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

Progress = Callable[[int, int], None]


def progress_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--progress-json``."""
    return click.option(
        "--progress-json",
        "as_progress",
        is_flag=True,
        help="Print how far it is as lines of JSON on the error output.",
    )(command)


@contextmanager
def progress(label: str, as_json: bool) -> Iterator[Progress]:
    """Yield what is to be called with ``(done, total)`` as often as something is done.

    On a terminal it draws a bar; with ``as_json`` it prints ``{"done": 3, "total": 30}`` a line to
    the error output; else it says nothing.
    """
    if as_json:
        yield lambda done, total: click.echo(json.dumps({"done": done, "total": total}), err=True)
        return
    with click.progressbar(
        length=1, label=label, show_pos=True, file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as bar:

        def draw(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        yield draw
