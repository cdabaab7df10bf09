"""Which kernels may go when others wait for one, or when memory runs short."""

from dataclasses import dataclass

# Seconds without any work until a kernel may go: nobody looks at its page; a page is open.
UNWATCHED = 20.0
QUIET = 300.0
# The same for an open page when memory is short: better here than where the system chooses.
QUIET_WHEN_SHORT = 10.0


@dataclass(frozen=True)
class Standing:
    """What is known of one kernel."""

    kernel_id: str
    busy: bool
    watched: bool
    """A page has a line to it."""
    idle: float
    """Seconds since it worked last."""


def may_go(kernels: list[Standing], short: bool = False) -> list[str]:
    """Return the ids of kernels that may end, in order: unwatched before watched, longest first."""
    quiet = QUIET_WHEN_SHORT if short else QUIET
    chosen = [
        each
        for each in kernels
        if not each.busy and each.idle > (quiet if each.watched else UNWATCHED)
    ]
    chosen.sort(key=lambda each: (each.watched, -each.idle))
    return [each.kernel_id for each in chosen]
