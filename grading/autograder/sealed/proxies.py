"""What stands in the test's process for a learner's functions, classes and objects.

Calling, iterating, taking an item, a length, a text, a truth: these are passed on, since whoever
answers does not know what the test expects. What could be a verdict is not: a comparison with the
author's own data never is, and arithmetic, attributes and comparisons among learner's objects only
where the model answer has an object too (``contract``).
"""

from abc import ABCMeta
from collections.abc import Callable
from types import FunctionType, GeneratorType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grading.autograder.sealed.session import Session

_VERDICTS = "eq ne lt le gt ge contains"
_VALUES = """
bool len iter next reversed getitem setitem delitem missing call int float complex index str repr
format abs neg pos invert round trunc floor ceil enter exit
"""
COMPARISONS = frozenset(f"__{name}__" for name in _VERDICTS.split())
_FREE = frozenset(f"__{name}__" for name in _VALUES.split())
# What Python itself and its libraries look up, and must find here.
_OF_CLASS = frozenset({"__dataclass_fields__", "__annotations__", "__members__", "__slots__"})
_CLAIMS = {
    "generator": GeneratorType,
    **{kind.__name__: kind for kind in (map, filter, zip, enumerate, reversed)},
}
"""Classes of which an object may say that it is one: none holds data that could be compared."""


def _is_local(name: str) -> bool:
    return name.startswith(("__", "_lp_", "_abc_"))


class FunctionProxy:
    """A function of the learner's; a test takes it for one."""

    def __init__(self, session: "Session", handle: int, name: str, doc: str) -> None:
        vars(self).update(_lp_session=session, _lp_handle=handle)
        vars(self).update(__name__=name, __qualname__=name, __doc__=doc, __module__="__main__")

    @property  # type: ignore[misc]
    def __class__(self) -> type:  # type: ignore[override]
        return FunctionType

    def __call__(self, /, *arguments: Any, **named: Any) -> Any:
        return self._lp_session.ask("call", self, arguments, named)

    def __get__(self, owner: Any, kind: type | None = None) -> Any:
        return self if owner is None else lambda *rest, **named: self(owner, *rest, **named)

    def __getattr__(self, name: str) -> Any:
        if name == "__signature__":
            return self._lp_session.signature(self)
        if name in ("__wrapped__", "__text_signature__") or _is_hook(name):
            raise AttributeError(name)
        return self._lp_session.attribute(self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        self._lp_session.ask("set", self, (name, value))

    def __delattr__(self, name: str) -> None:
        self._lp_session.ask("del", self, (name,))

    def __repr__(self) -> str:
        return f"<function {self.__name__}>"


class LearnerClass(ABCMeta):
    """The class of what stands for learners' classes; ``_lp_session`` leads to them."""

    def __new__(mcs, name: str, bases: tuple[type, ...], names: dict[str, Any]) -> Any:
        made = any(isinstance(each, LearnerClass) and each.__name__ != "Instance" for each in bases)
        if made and "_lp_handle" not in names:
            raise TypeError("a test's class cannot derive from a learner's class in a sealed check")
        return super().__new__(mcs, name, bases, names)

    def __call__(cls, *arguments: Any, **named: Any) -> Any:
        return _of(cls).ask("call", cls, arguments, named)

    def __getattribute__(cls, name: str) -> Any:
        if name in _OF_CLASS:
            return type.__getattribute__(cls, "_lp_session").ask("get", cls, (name,))
        if _is_local(name):
            return super().__getattribute__(name)
        return _of(cls).attribute(cls, name)

    def __setattr__(cls, name: str, value: Any) -> None:
        if _is_local(name):
            super().__setattr__(name, value)
        else:
            _of(cls).ask("set", cls, (name, value))

    def __delattr__(cls, name: str) -> None:
        _of(cls).ask("del", cls, (name,))

    def __iter__(cls) -> Any:
        return _of(cls).special(cls, "__iter__")

    def __len__(cls) -> Any:
        return _of(cls).special(cls, "__len__")

    def __bool__(cls) -> bool:
        return True

    def __getitem__(cls, key: Any) -> Any:
        return _of(cls).special(cls, "__getitem__", key)

    def __contains__(cls, value: Any) -> Any:
        return _of(cls).compare(cls, "__contains__", value)

    def __dir__(cls) -> list[str]:
        return sorted(_of(cls).ask("special", cls, (), None, m="__dir__"))


def _of(cls: Any) -> Any:
    return type.__getattribute__(cls, "_lp_session")


class Instance(metaclass=LearnerClass):
    """An object of a learner's class, or of a library's class that is no data."""

    def __getattribute__(self, name: str) -> Any:
        if name == "__class__":
            kind = type(self)
            return _CLAIMS.get(kind.__name__, kind) if vars(kind).get("_lp_library") else kind
        if name == "__dict__":
            return session_of(self).attribute(self, name)
        if _is_local(name) or name in _local_names(self):
            return super().__getattribute__(name)
        return session_of(self).attribute(self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        if name.startswith("__") or name in _local_names(self):
            object.__setattr__(self, name, value)
        else:
            session_of(self).ask("set", self, (name, value))

    def __delattr__(self, name: str) -> None:
        session_of(self).ask("del", self, (name,))

    def __hash__(self) -> int:
        number = object.__getattribute__(self, "_lp_hash")
        return id(self) if number is None else int(number)

    def __dir__(self) -> list[str]:
        return sorted(session_of(self).special(self, "__dir__"))


def session_of(proxy: Any) -> Any:
    """Return the session that ``proxy`` belongs to."""
    return object.__getattribute__(proxy, "_lp_session")


def make_class(
    session: "Session",
    handle: int,
    name: str,
    module: str,
    doc: str,
    bases: list[type],
    specials: list[str],
) -> type:
    """Return a class that stands for the learner's class of that name."""
    data = next((base for base in bases if _holds_data(base)), None)
    names: dict[str, Any] = {
        "_lp_session": session,
        "_lp_handle": handle,
        "_lp_library": module != "__main__",
        "_lp_specials": frozenset(specials),
        "__doc__": doc,
        "__module__": "__main__",
        "__qualname__": name,
    }
    if data is None:
        for special in specials:
            if special in _FREE:
                names[special] = _passed_on(special)
            elif special in COMPARISONS:
                names[special] = _compared(special)
            elif special != "__hash__":
                names[special] = _calculated(special)
        names["__hash__"] = Instance.__hash__
    else:
        for special in ("__setitem__", "__delitem__", "__call__", "__enter__", "__exit__"):
            if special in specials:
                names[special] = _passed_on(special)
    # Who holds data is compared by that, and by no method of its own.
    kept = [base for base in bases if base is not object] or [object]
    own = [each for each in kept if isinstance(each, LearnerClass)]
    order = kept if own else [Instance, *(each for each in kept if each is not object)]
    try:
        made = LearnerClass(name, tuple(order), names)
    except TypeError:
        made = LearnerClass(name, (Instance,), names)
    # The learner's process knows what is abstract still, and refuses to make it.
    type.__setattr__(made, "__abstractmethods__", frozenset())
    return made


def make_instance(kind: Any, handle: int, number: int | None, base: Any) -> Any:
    """Return an object of ``kind`` that stands for the learner's; ``base`` is the data in it."""
    if base is None or isinstance(base, list | dict | set | bytearray):
        made = kind.__new__(kind)
    else:
        data = next(each for each in kind.__mro__ if each is type(base))
        made = data.__new__(kind, base)
    for name, value in (
        ("_lp_session", _of(kind)),
        ("_lp_handle", handle),
        ("_lp_hash", number),
        ("_lp_data", base),
    ):
        object.__setattr__(made, name, value)
    return made


def refill(made: Any) -> None:
    """Let an object hold what the data in the learner's holds by now."""
    if not issubclass(type(made), Instance):
        return
    data = object.__getattribute__(made, "_lp_data")
    kind: Any = type(data)
    if kind in (list, dict, set, bytearray):
        kind.clear(made)
        (kind.update if kind in (dict, set) else kind.extend)(made, data)


def is_proxy(value: Any) -> bool:
    """Return whether ``value`` stands for something of the learner's."""
    kind = type(value)
    return kind is FunctionProxy or issubclass(kind, (Instance, LearnerClass))


def handle_of(value: Any) -> int:
    """Return the learner's side's number of what ``value`` stands for."""
    if isinstance(value, type):
        return int(type.__getattribute__(value, "_lp_handle"))
    return int(object.__getattribute__(value, "_lp_handle"))


def specials_of(value: Any) -> frozenset[str]:
    """Return the special methods that the class of what ``value`` stands for has."""
    kind = type(value)
    if kind is FunctionProxy or issubclass(kind, LearnerClass):
        return frozenset()
    found: frozenset[str] = type.__getattribute__(kind, "_lp_specials")
    return found


def _passed_on(special: str) -> Callable[..., Any]:
    def method(self: Any, *arguments: Any, **named: Any) -> Any:
        return session_of(self).special(self, special, *arguments, **named)

    method.__name__ = special
    return method


def _compared(special: str) -> Callable[..., Any]:
    def method(self: Any, other: Any) -> Any:
        return session_of(self).compare(self, special, other)

    method.__name__ = special
    return method


def _calculated(special: str) -> Callable[..., Any]:
    def method(self: Any, *arguments: Any) -> Any:
        return session_of(self).calculate(self, special, *arguments)

    method.__name__ = special
    return method


def _holds_data(kind: type) -> bool:
    plain = (int, float, complex, str, bytes, tuple, frozenset, list, dict, set, bytearray)
    return issubclass(kind, plain)


def _local_names(self: Any) -> frozenset[str]:
    """Return the names that an exception has by being one."""
    return (
        _OF_ERRORS
        if isinstance(type(self), type) and issubclass(type(self), BaseException)
        else _NONE
    )


_OF_ERRORS = frozenset({"args", "with_traceback", "add_note"})
_NONE: frozenset[str] = frozenset()


def _is_hook(name: str) -> bool:
    """Return whether a library asks for what only an object of its own would have."""
    return name.startswith(
        ("__array", "__iter", "__len", "__getitem", "__float", "__index", "__int")
    )
