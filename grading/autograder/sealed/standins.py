"""What stands in the learner's process for a test's own objects: asked, never held."""

from typing import Any

from grading.autograder.sealed.special import SPECIAL


class Object:
    """An object of the test's: what is public of it can be asked for, one thing at a time."""

    _lp_stub = True

    def __init__(self, ask: Any, number: int) -> None:
        vars(self).update(_lp_ask=ask, _lp_number=number)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return self._lp_ask(self._lp_number, "get", [name])

    def __setattr__(self, name: str, value: Any) -> None:
        self._lp_ask(self._lp_number, "set", [name, value])


def made(name: str, specials: list[str]) -> type:
    """Return a class for an object of the test's, with the special methods that it has."""

    def method(special: str) -> Any:
        def asked(self: Any, *arguments: Any, **named: Any) -> Any:
            return self._lp_ask(self._lp_number, special, list(arguments), named)

        return asked

    return type(str(name), (Object,), {each: method(each) for each in specials if each in SPECIAL})
