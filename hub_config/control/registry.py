"""The operations of a lab, by name: what the command line may ask for, JSON in, JSON out."""

from collections.abc import Callable
from typing import Any

from grading.exchange.errors import ExchangeTrouble
from grading.records.database import Database
from grading.roster.errors import RosterError
from hub_config.control.errors import OperationError
from hub_config.lab.folder import Folder

Operation = Callable[..., Any]
OPERATIONS: dict[str, Operation] = {}
READING: set[str] = set()


def operation(name: str, *, writes: bool = True) -> Callable[[Operation], Operation]:
    """Register a function ``(folder, database, **arguments)`` under ``name``.

    One that does not write may take its time: no learner's answer waits for it.
    """

    def register(function: Operation) -> Operation:
        def run(folder: Folder, database: Database, **arguments: Any) -> Any:
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
