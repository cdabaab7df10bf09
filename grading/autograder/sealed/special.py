"""Python's special methods, as both sides of a sealed test name and use them."""

import operator
from typing import Any

_SPECIAL = """
bool len iter next reversed getitem setitem delitem contains call int float complex index str repr
format hash abs neg pos invert round trunc floor ceil enter exit eq ne lt le gt ge add radd iadd sub
rsub isub mul rmul imul truediv rtruediv itruediv floordiv rfloordiv ifloordiv mod rmod imod divmod
rdivmod pow rpow ipow matmul rmatmul imatmul and rand iand or ror ior xor rxor ixor lshift rlshift
ilshift rshift rrshift irshift missing
"""
SPECIAL = frozenset(f"__{name}__" for name in _SPECIAL.split())
"""Special methods that are passed on, where a learner's class has them."""

DATA = (
    *(int, float, complex, str, bytes, tuple, frozenset),
    *(list, dict, set, bytearray),
)
"""Classes that hold data, to be found in what derives from them."""


def special(target: Any, name: str, arguments: list[Any]) -> Any:
    """Do to ``target`` what Python does by the special method ``name``."""
    simple: dict[str, Any] = {
        "__bool__": bool,
        "__str__": str,
        "__repr__": repr,
        "__format__": format,
    }
    if name in simple:
        return simple[name](target, *arguments)
    plain: dict[str, Any] = {
        "__iter__": iter,
        "__next__": next,
        "__len__": len,
        "__int__": int,
        "__float__": float,
    }
    if name in plain:
        return plain[name](target)
    if name == "__getitem__":
        return target[arguments[0]]
    if name == "__contains__":
        return operator.contains(target, arguments[0])
    return getattr(type(target), name)(target, *arguments)


def specials(kind: type) -> set[str]:
    """Return the special methods that a class has from anything but ``object``."""
    owners = [each for each in kind.__mro__ if each is not object]
    # What sets __hash__ to None cannot be hashed.
    return {name for name in SPECIAL for each in owners if vars(each).get(name) is not None}


def plain(data: type, value: Any) -> Any:
    """Return what is in ``value`` as the plain class that it derives from."""
    if data is dict:
        return dict(dict.items(value))
    if data in (list, tuple, set, frozenset):
        return data(data.__iter__(value))
    return data(value) if data is bytearray else data.__new__(data, _raw(data, value))


def _raw(data: type, value: Any) -> Any:
    if data is str:
        return str.__str__(value)
    if data is bytes:
        return bytes(bytes.__iter__(value))
    number: Any = data
    return number.__pos__(value)
