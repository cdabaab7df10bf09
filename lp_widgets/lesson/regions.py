"""nbgrader's marked regions in a cell's text: solutions, hidden tests, mark schemes.

The markers are nbgrader's defaults. A test compares what is left with what nbgrader leaves.
"""

import re

STUB = "# Write your program here.\npass"
"""What stands where a solution was; nbgrader's own stub raises an error at a child."""

_SOLUTION = ("BEGIN SOLUTION", "END SOLUTION")
_HIDDEN = ("BEGIN HIDDEN TESTS", "END HIDDEN TESTS")
_SCHEME = ("BEGIN MARK SCHEME", "END MARK SCHEME")


class RegionError(ValueError):
    """A region begins twice, or does not end."""


def starter(source: str) -> str:
    """Return a solution cell as learners begin with it.

    A cell without a marked solution is a solution as a whole, as it is to nbgrader.
    Raises RegionError.
    """
    left, found = _without(source, *_SOLUTION, stub=STUB)
    return left if found else STUB


def visible(source: str) -> str:
    """Return a test cell without its hidden tests. Raises RegionError."""
    return _without(source, *_HIDDEN)[0].strip("\n")


def check_scheme(source: str) -> None:
    """Raise RegionError when a mark scheme does not end."""
    _without(source, *_SCHEME)


def guide(source: str) -> str:
    """Return what an author wrote for who marks: the mark scheme, else the solution; or "".

    Never for a learner's page.
    """
    for begin, end in (_SCHEME, _SOLUTION):
        kept: list[str] = []
        inside = False
        for line in source.split("\n"):
            if begin in line or end in line:
                inside = begin in line
            elif inside:
                kept.append(line)
        if any(line.strip() for line in kept):
            return "\n".join(kept).strip("\n")
    return ""


def _without(source: str, begin: str, end: str, stub: str = "") -> tuple[str, bool]:
    """Return ``source`` without what stands from ``begin`` to ``end``, and whether there was any.

    The stub takes the indentation of the line that begins the region.
    """
    left: list[str] = []
    inside = found = False
    for line in source.split("\n"):
        if begin in line:
            if inside:
                raise RegionError(f"“{begin}” stands there twice without “{end}” between them")
            inside = found = True
            indent = re.match(r"\s*", line)
            left += [(indent[0] if indent else "") + each for each in stub.split("\n") if each]
        elif end in line:
            inside = False
        elif not inside:
            left.append(line)
    if inside:
        raise RegionError(f"“{begin}” has no “{end}” after it")
    return "\n".join(left), found
