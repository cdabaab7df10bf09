"""The first start of a lab: its folder, its teacher, its lessons."""

import secrets
from collections.abc import Callable

from grading.records.database import Database
from grading.roster import cards, classes, importing, people
from grading.roster import secrets as secrets_
from grading.roster.errors import RosterError
from hub_config.classroom.shelf import Shelf
from hub_config.control.operations import OPERATIONS
from hub_config.lab.folder import Folder
from lp_widgets import plugins

# Four of these, from secrets, are 2**36 ways: enough against guessing that is throttled, and a
# teacher can read them to a colleague.
_SYLLABLES = [c + v for c in "bdfghklmnprstvz" for v in "aeiou"]

DEMO_CLASS = "Kite class"
DEMO_ROSTER = (
    "name,locale,class\n"
    f"Amal,ar,{DEMO_CLASS}\nYusuf,ar,{DEMO_CLASS}\nNoor,ar,{DEMO_CLASS}\nLina,en,{DEMO_CLASS}\n"
    f"Adam,en,{DEMO_CLASS}\nSara,fr,{DEMO_CLASS}\nОлена,en,{DEMO_CLASS}\nKarim,ar,{DEMO_CLASS}\n"
)
"""Names in use in many countries; the demo class is for looking around before the real one."""


def make_password() -> str:
    """Return a password that can be said aloud: ten syllables from the system's randomness."""
    syllables = [secrets.choice(_SYLLABLES) for _ in range(10)]
    return "-".join("".join(syllables[i : i + 2]) for i in range(0, 10, 2))


def has_teacher(database: Database) -> bool:
    """Return whether anybody could open the teacher's desk."""
    with database.read() as connection:
        return people.has_teacher(connection)


def add_teacher(folder: Folder, database: Database, name: str, password: str) -> None:
    """Let ``name`` sign in as a teacher."""
    OPERATIONS["roster.add-teacher"](folder, database, name=name, password=password)


def add_demo_class(folder: Folder, database: Database) -> list[cards.Card]:
    """Make the demo class if it is not there; return new cards for everyone in it.

    Beside a roster of real children there is no demo class: an import would put it aside.
    """
    hasher = secrets_.Hasher(secrets_.pepper(folder.root))
    with database.write() as connection:
        known = {each.name for each in classes.list_(connection)}
        if known - {DEMO_CLASS}:
            raise RosterError([(0, "This lab has classes already; a demo class is for a new one.")])
        rows = importing.read(DEMO_ROSTER.encode())
        importing.apply(connection, importing.plan(connection, rows))
        return cards.issue(connection, hasher, DEMO_CLASS)


def build_lessons(folder: Folder, progress: Callable[[int, int, str], None]) -> list[str]:
    """Build every lesson that is new or changed; return what is wrong with any of them.

    ``progress(done, total, title)`` is called after each.
    """
    return Shelf(folder, plugins.load(), progress).problems
