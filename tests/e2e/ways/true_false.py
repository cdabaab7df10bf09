"""Touch one of the two choices, or walk to it with the arrow keys."""

from tests.e2e.ways.single_choice import by_keys, by_pointer

__all__ = ["by_keys", "by_pointer"]
