"""The generators of chance that a test may seed: the program has to draw the same numbers."""

import random
import sys
from collections.abc import Callable
from typing import Any


def state(which: str) -> Any:
    """Return the state of ``random`` or of ``numpy``'s generator, as plain data."""
    return random.getstate() if which == "random" else sys.modules["numpy"].random.get_state()


def watch(told: Callable[[str], None]) -> None:
    """Have ``told`` called when the author's code seeds a generator."""

    def hooked(owner: Any, name: str, which: str) -> None:
        stock = getattr(owner, name)

        def seed(*arguments: Any, **named: Any) -> Any:
            told(which)
            return stock(*arguments, **named)

        setattr(owner, name, seed)

    for name in ("seed", "setstate"):
        hooked(random, name, "random")
    if "numpy" in sys.modules:
        for name in ("seed", "set_state"):
            hooked(sys.modules["numpy"].random, name, "numpy")
