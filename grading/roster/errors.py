"""What is wrong with a roster, row by row, in words for the person who typed it."""

from collections.abc import Iterable


class RosterError(Exception):
    """Nothing was changed. ``problems`` lists ``(line, reason)``; line 0 is the whole file."""

    def __init__(self, problems: Iterable[tuple[int, str]]) -> None:
        self.problems = list(problems)
        super().__init__(
            "\n".join(f"line {line}: {why}" if line else why for line, why in self.problems)
        )


def refusal(reason: str) -> RosterError:
    """Return the error for one thing that is wrong with the request as a whole."""
    return RosterError([(0, reason)])
