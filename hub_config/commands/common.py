"""What the commands share: where the lab is, how data is printed, how failure is said."""

import errno
import gc
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from hub_config.lab.folder import Folder, default_folder


class FolderType(click.ParamType):
    """A lab's data folder."""

    name = "DIR"

    def convert(self, value: Any, param: Any, ctx: Any) -> Folder:
        """Return the Folder at ``value``; ``~`` is understood."""
        return value if isinstance(value, Folder) else Folder(Path(value).expanduser().resolve())


def data_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--data DIR``."""
    return click.option(
        "--data",
        "folder",
        type=FolderType(),
        default=lambda: os.environ.get("LEARNING_PASSPORT_DATA") or str(default_folder()),
        show_default="$LEARNING_PASSPORT_DATA, else ~/.local/share/learning-passport",
        help="The folder that holds everything a lab knows.",
    )(command)


def json_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")(command)


def in_words(error: OSError) -> str | None:
    """Return what the person at the keyboard can do, or None when ``error`` is a fault of ours."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        where = f" ({error.filename})" if error.filename else ""
        return f"The disk is full{where}. Free at least 1 GB and try again."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS) and error.filename:
        return (
            f"{error.filename} is not open to you ({error.strerror}). Name a folder of your own, "
            "or use this one as the user whom it belongs to."
        )
    return None


def print_json(value: Any) -> None:
    """Print ``value`` as JSON, in the scripts in which names are written."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def print_table(header: list[str], rows: list[list[str]]) -> None:
    """Print rows under a header, in columns."""
    widths = [max(len(row[i]) for row in [header, *rows]) for i in range(len(header))]
    for row in [header, ["-" * w for w in widths], *rows]:
        click.echo("  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip())


@contextmanager
def modules_only() -> Iterator[None]:
    """Look for no garbage in a block that only imports: nbgrader's thousand modules make none."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
