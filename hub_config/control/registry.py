"""The operations of a lab, by name: what the command line may ask for, JSON in, JSON out."""

import getpass
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from grading.exchange.errors import ExchangeTrouble
from grading.records import audit
from grading.records.database import Database
from grading.records.errors import DatabaseTrouble
from grading.roster.errors import RosterError
from hub_config.control.errors import OperationError
from hub_config.lab.folder import Folder

Operation = Callable[..., Any]
OPERATIONS: dict[str, Operation] = {}
READING: set[str] = set()


# Of an operation's arguments these say whom and what it is about, and hold nobody's name.
_ABOUT = ("course", "name", "account", "accounts", "target")


def operation(
    name: str, *, writes: bool = True, noted: bool = True
) -> Callable[[Operation], Operation]:
    """Register a function ``(folder, database, **arguments)`` under ``name``.

    One that does not write may take its time: no learner's answer waits for it. One that shows or
    changes what children did or who they are is ``noted`` in the audit log before it runs.
    """

    # With a full disk one can still look, and take a copy to another disk.
    forgiven = () if writes else (DatabaseTrouble,)

    def register(function: Operation) -> Operation:
        def run(folder: Folder, database: Database, **arguments: Any) -> Any:
            if noted:
                with suppress(*forgiven), database.write() as connection:
                    audit.note(connection, _keeper(), name, _about(name, arguments))
            try:
                return function(folder, database, **arguments)
            except RosterError as error:
                lines = str(error).splitlines()
                raise OperationError(str(error), lines) from error
            except ExchangeTrouble as error:
                raise OperationError(str(error)) from error

        OPERATIONS[name] = run
        if not writes:
            READING.add(name)
        return function

    return register


def _keeper() -> str:
    return f"laptop:{getpass.getuser()}"


def _about(operation: str, arguments: Mapping[str, Any]) -> str:
    """Return whom or what arguments name; a teacher's or learner's own ``name`` is left out."""
    found: list[str] = []
    for key in _ABOUT:
        value = arguments.get(key)
        if key == "name" and not operation.startswith("assignment."):
            continue
        found += map(str, value) if isinstance(value, list) else [str(value)] if value else []
    return " ".join(found)
