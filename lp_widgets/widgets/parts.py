"""Parts of views that more than one view is built on: a view names the one that it needs.

A view imports nothing. It says ``needs: "placing"``, and its host hands the part over as
``ui.placing``; pages without such a view never load it.
"""

import re
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent
NAMES = ("gaps", "placing", "points")
_NEEDS = re.compile(r'^ +needs: "([a-z]+)",$', re.M)


def files() -> dict[str, Path]:
    """Return the files of every part, by the name that they are served under."""
    every = [_FOLDER / f"{name}.{suffix}" for name in NAMES for suffix in ("js", "css")]
    return {path.name: path for path in every if path.is_file()}


@cache
def needed(view: Path) -> str:
    """Return the name of the part that the view in this file needs; empty for none.

    Raises ValueError when there is no such part.
    """
    found = _NEEDS.search(view.read_text("utf-8"))
    if found and found[1] not in NAMES:
        raise ValueError(f"{view.name} needs “{found[1]}”, which is no part of ours")
    return found[1] if found else ""


def script(name: str) -> Path:
    """Return the module of a part."""
    return _FOLDER / f"{name}.js"


def style(view: Path) -> Path | None:
    """Return the style of the part that a view needs, if there is one."""
    return files().get(f"{needed(view)}.css")
