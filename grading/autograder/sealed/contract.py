"""At which places of a test the author's own model answer gives objects, and what they are asked.

A value that a learner's program returns may be an object with a will of its own: one that is equal
to everything, whose difference from anything is 0. So an object is asked something only where the
model answer has an object too and is asked the same. Everywhere else a test gets plain data or an
error. A place is an instruction of the author's code, as Python compiled it.
"""

import sys
from collections.abc import Iterable
from types import FrameType

AUTHOR = "<author: "
"""How the file names of an author's cells begin."""


class Contract:
    """The places at which objects are asked; with ``recording`` each new one is noted."""

    def __init__(self, places: Iterable[str] = (), recording: bool = False) -> None:
        self.places = set(places)
        self._recording = recording

    def allows(self, what: str) -> bool:
        """Return whether an object may be asked ``what`` by the author's running instruction."""
        place = _place(sys._getframe(1), what)
        if self._recording:
            self.places.add(place)
        return place in self.places


def _place(frame: FrameType | None, what: str) -> str:
    while frame is not None and not frame.f_code.co_filename.startswith(AUTHOR):
        frame = frame.f_back
    if frame is None:
        return f"nowhere {what}"
    code = frame.f_code
    return f"{code.co_filename} {code.co_qualname} {code.co_firstlineno} {frame.f_lasti} {what}"
