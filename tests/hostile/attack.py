"""What an attack is: what a learner's code tries, what must refuse it, and which fence that is.

``walls`` names the fences that stop an attack; with just these switched off it must succeed, or
the test would prove nothing. Capabilities are among them where root would have none without.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.hostile.estate import Estate

FILES = frozenset({"landlock"})
CALLS = frozenset({"seccomp"})
LIMITS = frozenset({"limits"})
BOTH = FILES | CALLS
POWER = frozenset({"capabilities"})


@dataclass(frozen=True)
class Attack:
    """One try: ``code`` prints through ``attempt``; names in capitals come from the estate."""

    name: str
    code: str
    refusal: str
    walls: frozenset[str]
    success: str = "allowed"
    harmed: Callable[[Estate], bool] | None = None
    """Looks at the estate itself: whether the attack did its harm, whatever the kernel says."""
    inside: str | None = None
    """How it is refused inside namespaces, where that differs."""

    def __str__(self) -> str:
        return self.name


def reading(name: str, path: str, walls: frozenset[str] = FILES) -> Attack:
    code = f"attempt(lambda: open({path}, 'rb').read(100_000)[:200].decode(errors='replace'))"
    return Attack(name, code, "refused EACCES", walls)


def calling(name: str, action: str, refusal: str = "refused EPERM", **more: Any) -> Attack:
    return Attack(name, f"attempt(lambda: {action})", refusal, **{"walls": CALLS, **more})
