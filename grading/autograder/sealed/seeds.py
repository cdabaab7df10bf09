"""The generators of chance that a test may seed: the program has to draw the same numbers."""

import random
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


def state(which: str) -> Any:
    """Return the state of ``random`` or of ``numpy``'s generator, as plain data."""
    return random.getstate() if which == "random" else sys.modules["numpy"].random.get_state()


def afresh() -> None:
    """Seed the generators by chance: a test starts with no numbers of another's."""
    random.seed()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()


@contextmanager
def watched(told: Callable[[str], None]) -> Iterator[None]:
    """Have ``told`` called when the author's code seeds a generator in the block."""
    before: list[tuple[Any, str, Any]] = []

    def hooked(owner: Any, name: str, which: str) -> None:
        stock = getattr(owner, name)
        before.append((owner, name, stock))

        def seed(*arguments: Any, **named: Any) -> Any:
            told(which)
            return stock(*arguments, **named)

        setattr(owner, name, seed)

    for name in ("seed", "setstate"):
        hooked(random, name, "random")
    if "numpy" in sys.modules:
        for name in ("seed", "set_state"):
            hooked(sys.modules["numpy"].random, name, "numpy")
    try:
        yield
    finally:
        for each in before:
            setattr(*each)
