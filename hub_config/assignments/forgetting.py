"""Erasing somebody: in the record and the roster, and in every course's folder and gradebook."""

import re
from typing import Any

from grading.autograder.errors import GradingError
from hub_config.control.client import call
from hub_config.control.errors import OperationError
from hub_config.lab.folder import Folder

# Anything else could name another folder than a learner's.
_ACCOUNT = re.compile(r"[a-z0-9]{1,32}")


def forget(folder: Folder, account: str) -> dict[str, Any]:
    """Erase ``account`` for good; return ``{"name", "rows"}`` of what the database had.

    Courses come first: whatever cuts this off, erasing can be asked for again as long as the
    account is on the roster. Raises OperationError, and GradingError while somebody marks.
    """
    from grading.autograder.results import forget as forget_work  # and nbgrader

    known = call(folder, "roster.list")["people"]
    if _ACCOUNT.fullmatch(account) and any(each["account"] == account for each in known):
        forget_work(folder.courses, account)
    gone: dict[str, Any] = call(folder, "roster.erase", account=account)
    try:
        forget_work(folder.courses, account)  # a collecting may have asked just before
    except GradingError as error:
        raise OperationError(
            f"{gone['name']} is erased from the roster and the record. But work is being collected "
            "or marked at this moment, and may hold a copy. When that has ended, look for "
            f"{account} in {folder.courses}."
        ) from error
    return gone
