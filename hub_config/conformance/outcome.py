"""What came of one check: it holds, it is to be mended, or it could not be tried."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "mend", "not tried"]


class Unmet(Exception):
    """The contract is not met: the text says where, and what to do."""


class Untried(Exception):
    """Something is missing on this computer: the text says what to install."""


Check = tuple[str, Callable[[], None]]
"""What must hold, as a sentence, and the work that raises Unmet where it does not."""


@dataclass(frozen=True)
class Outcome:
    """One line of the answer; ``remedy`` says what to do where it is not “ok”."""

    check: str
    state: State = "ok"
    remedy: str = ""

    def as_dict(self) -> dict[str, str]:
        """Return plain JSON values."""
        return {"check": self.check, "state": self.state, "remedy": self.remedy}


def tried(check: str, work: Callable[[], None]) -> Outcome:
    """Do ``work``, which raises Unmet where ``check`` does not hold; whatever else it raises is
    the plugin's own failure.
    """
    try:
        work()
    except Unmet as unmet:
        return Outcome(check, "mend", str(unmet))
    except Untried as missing:
        return Outcome(check, "not tried", str(missing))
    except Exception as error:
        said = str(error).strip().splitlines()
        return Outcome(check, "mend", f"It failed: {type(error).__name__}: {(said or [''])[0]}")
    return Outcome(check)


def some(things: list[str], most: int = 3) -> str:
    """Return a few of ``things`` for a sentence, and how many more there are."""
    more = f" and {len(things) - most} more" if len(things) > most else ""
    return "; ".join(things[:most]) + more
