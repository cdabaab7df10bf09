"""Classes: a name that the teacher wrote, a code that a child types."""

import secrets as random
from dataclasses import asdict, dataclass, replace

from sqlalchemy import Connection, insert, select, update

from grading.roster import words
from grading.roster.errors import refusal
from grading.roster.tables import class_

CODE_LENGTH = 5

_FIRST_CODE = 10 ** (CODE_LENGTH - 1)
# Without vowels, and without letters and digits that look alike.
_SIGNS = "bcdfghjkmnpqrstvwxz23456789"


@dataclass(frozen=True)
class Class:
    """A class; ``id`` is random and names its group in the hub (``class-<id>``)."""

    id: str
    name: str
    code: str
    jupyterlab: bool = False
    """Whether its learners may work in JupyterLab."""


def list_(connection: Connection) -> list[Class]:
    """Return all classes in the order of their names."""
    found = [Class(**row._mapping) for row in connection.execute(select(class_))]
    return sorted(found, key=lambda entry: words.same(entry.name))


def named(connection: Connection, name: str) -> Class:
    """Return the class called ``name`` in any case; raises RosterError when there is none."""
    known = list_(connection)
    for entry in known:
        if words.same(entry.name) == words.same(words.tidy(name)):
            return entry
    there = ", ".join(entry.name for entry in known) or "none yet"
    raise refusal(f"There is no class “{name}”. Classes: {there}.")


def coded(connection: Connection, code: str) -> Class | None:
    """Return the class whose code was typed, in the digits of any script, or None."""
    row = connection.execute(
        select(class_).where(class_.c.code == words.ascii_digits(code))
    ).one_or_none()
    return Class(**row._mapping) if row is not None else None


def allow_jupyterlab(connection: Connection, name: str, allowed: bool) -> Class:
    """Let the learners of the class called ``name`` work in JupyterLab, or no longer."""
    entry = replace(named(connection, name), jupyterlab=allowed)
    own = class_.c.id == entry.id
    connection.execute(update(class_).where(own).values(jupyterlab=allowed))
    return entry


def has_jupyterlab(connection: Connection, class_id: str | None) -> bool:
    """Return whether the learners of a class may work in JupyterLab."""
    query = select(class_.c.jupyterlab).where(class_.c.id == class_id)
    return bool(connection.execute(query).scalar())


def add(connection: Connection, name: str) -> Class:
    """Add a class under a random id and a code that no other class has."""
    taken = set(connection.execute(select(class_.c.code)).scalars())
    # No zero in front: a spreadsheet or a child may drop it.
    codes = (str(_FIRST_CODE + random.randbelow(9 * _FIRST_CODE)) for _ in range(10_000))
    code = next(code for code in codes if code not in taken and len(set(code)) > 2)
    entry = Class(draw_id("c"), name, code)
    connection.execute(insert(class_).values(**asdict(entry)))
    return entry


def draw_id(first: str) -> str:
    """Return a random name: ``first`` and ten signs that cannot be misread (49 bits)."""
    return first + "".join(random.choice(_SIGNS) for _ in range(10))
