"""A hand-in as the class tells it (JSON), made into what is collected."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from grading.autograder.collect import Answer, HandIn


def hand_in(told: Mapping[str, Any], content: Callable[[str], Path]) -> HandIn:
    """Return the hand-in that ``told`` describes; ``content`` finds a file by its SHA-256."""
    return HandIn(
        account=told["account"],
        name=told["name"],
        received=datetime.fromisoformat(told["received"]),
        receipt=told["receipt"],
        locale=told["locale"],
        answers={question: Answer(**answer) for question, answer in told["answers"].items()},
        files={path: content(each["sha256"]) for path, each in told["files"].items()},
        extension=timedelta(seconds=told["extension_seconds"]),
    )
