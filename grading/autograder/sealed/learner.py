"""The learner's side: does in the learner's process what a test asks, and tells what came of it.

A kernel has loaded this file, and those of ours that it uses, before its fence closed; there they
run beside the learner's program, which can change all of it. So nothing that it says is believed
further than a value that the program might have returned. It is never told what a test expects.
"""

import contextlib
import functools
import importlib
import inspect
import random
import socket
import sys
import traceback
import types
from typing import Any

from grading.autograder.sealed.codec import Codec
from grading.autograder.sealed.forms import BUILTINS, Coded
from grading.autograder.sealed.printed import Printed
from grading.autograder.sealed.special import DATA, plain, special, specials
from grading.autograder.sealed.standins import made
from grading.autograder.sealed.wire import Broken, Line, Message, TooMuch

_FUNCTIONS = (types.FunctionType, types.BuiltinFunctionType, types.MethodType, functools.partial)
_MISSING = object()
_LONGEST = 4000
_PATIENCE = 20.0


class Learner(Codec):
    """The learner's names, for one test."""

    def __init__(self, line: Line, names: dict[str, Any]) -> None:
        super().__init__("a")
        self._line, self._names = line, names
        self._handles: list[Any] = []
        self._handle_of: dict[int, int] = {}
        self._described: list[Coded] = []
        self._synced: dict[str, Any] = {}
        self._held: dict[int, tuple[Any, Any]] = {}
        self._stubs: dict[int, Any] = {}
        self._patched: dict[tuple[str, str], Any] = {}
        self._output = Printed()

    def serve(self) -> None:
        """Do what is asked until the test ends. Raises Broken."""
        try:
            while (message := self._line.receive()).get("op") != "end":
                self._answer(message)
        finally:  # However it ended, the learner's next cell finds things as they were.
            for (module, name), value in self._patched.items():
                setattr(sys.modules[module], name, value)

    # Messages.

    def _answer(self, message: Message) -> None:
        with self._output:
            try:
                self._absorb(message)
                told = {"r": self.encode(self._do(message))}
            except Broken:
                raise
            except BaseException as error:
                told = self._error(error)
        try:
            self._send({"id": message["id"], **told})
        except TooMuch as error:
            self._line.send({"id": message["id"], "much": str(error)})

    def _send(self, message: Message) -> None:
        message["ns"] = self._changed_names()
        for value, data in self._held.values():
            data.clear()
            (data.update if type(data) in (dict, set) else data.extend)(plain(type(data), value))
        message["objs"] = self.changes()
        message["hs"], self._described = self._described, []
        message["out"] = self._output.taken()
        self._line.send(message)

    def _absorb(self, message: Message) -> None:
        self.drop(message.get("drop", []))
        for handle in message.get("free", []):
            self._handle_of.pop(id(self._handles[handle]), None)
            self._handles[handle] = None
            self._held.pop(handle, None)
        self.absorb(message.get("objs", []))
        for name, *value in message.get("ns", []):
            if value:
                self._names[name] = self._synced[name] = self.decode(value[0])
            else:
                self._names.pop(name, None)
                self._synced[name] = _MISSING
        for module, name, *value in message.get("patch", []):
            self._patch(module, name, value)
        if "random" in message:
            random.setstate(self.decode(message["random"]))
        if "numpy" in message:
            importlib.import_module("numpy").random.set_state(self.decode(message["numpy"]))

    def _patch(self, module: str, name: str, value: list[Coded]) -> None:
        owner = importlib.import_module(module)
        stock = self._patched.setdefault((module, name), getattr(owner, name, None))
        setattr(owner, name, self.decode(value[0]) if value else stock)

    def _changed_names(self) -> list[list[Coded]]:
        """Return what has become of the names that the test knows."""
        found: list[list[Coded]] = []
        for name, before in self._synced.items():
            now = self._names.get(name, _MISSING)
            if now is not before:
                self._synced[name] = now
                found.append([name] if now is _MISSING else [name, self.encode(now)])
        return found

    def _do(self, message: Message) -> Any:
        operation = message["op"]
        if operation == "begin":
            known = {name: self._names.get(name) for name in message["twins"]}
            self.twins = {name: kind for name, kind in known.items() if isinstance(kind, type)}
            for name in message["names"]:
                self._synced[name] = _MISSING  # What is there goes out with the answer.
            return None
        target = self.decode(message["t"])
        arguments = [self.decode(each) for each in message.get("a", [])]
        if operation == "call":
            named = {name: self.decode(value) for name, value in message.get("k", [])}
            return target(*arguments, **named)
        if operation == "get":
            return _attribute(target, *arguments)
        if operation == "set":
            return setattr(target, *arguments)
        if operation == "del":
            return delattr(target, *arguments)
        if operation == "sign":
            return _signature(target)
        return special(target, message["m"], arguments)

    def _error(self, error: BaseException) -> Message:
        told: Message = {
            "b": [kind.__name__ for kind in type(error).__mro__ if kind in _EXCEPTIONS],
            "a": self._plain_arguments(error),
            "s": _shortened(_text_of(error)),
            "w": _where(error),
        }
        origin = getattr(error, "_lp_origin", None)
        if origin is not None:
            told["o"] = origin
        elif type(error) not in _EXCEPTIONS:
            told["c"] = self.encode(type(error))
            told["h"] = self.encode(error)
        return {"e": told}

    def _plain_arguments(self, error: BaseException) -> list[Coded]:
        return [
            self.encode(_shortened(each) if isinstance(each, str) else each)
            for each in error.args[:10]
        ]

    # What is no data.

    def foreign(self, value: Any) -> Coded:
        """Return a handle; its description goes out with the message."""
        stub = getattr(type(value), "_lp_stub", False) or isinstance(value, types.FunctionType)
        number = getattr(value, "_lp_number", None) if stub else None
        if number is not None and self._stubs.get(number) is value:
            return ["cb", number]
        handle = self._handle_of.get(id(value))
        if handle is None:
            handle = len(self._handles)
            self._handles.append(value)
            self._handle_of[id(value)] = handle
            self._described.append([handle, *self._describe(value, handle)])
        return ["h", handle]

    def _describe(self, value: Any, handle: int) -> Coded:
        if isinstance(value, type):
            return ["class", *self._describe_class(value)]
        if isinstance(value, _FUNCTIONS) or type(value).__name__ == "_lru_cache_wrapper":
            name = str(getattr(value, "__name__", type(value).__name__))
            return ["func", name, _shortened(str(getattr(value, "__doc__", "") or ""))]
        kind = type(value)
        data = next((each for each in DATA if isinstance(value, each)), None)
        base = None if data is None else self.encode(self._data_in(value, data, handle))
        own = "__hash__" in specials(kind)
        try:
            number = hash(value) if own else None
        except TypeError:
            number = None
        known = self.encode(kind) if issubclass(kind, BaseException) else self.foreign(kind)
        return ["inst", known, number, base]

    def _data_in(self, value: Any, data: type, handle: int) -> Any:
        """Return the data in an object; what can change is compared before each message."""
        held = plain(data, value)
        if data in (list, dict, set, bytearray):
            self._held[handle] = value, held
        return held

    def _describe_class(self, kind: type) -> list[Coded]:
        bases = []
        for each in kind.__bases__:
            known = each in _NAMES or self.twins.get(each.__name__) is each
            if known or each.__module__ == "__main__":
                bases.append(self.encode(each))
        return [
            kind.__name__,
            str(kind.__module__),
            _shortened(str(kind.__doc__ or "")),
            bases,
            sorted(specials(kind)),
        ]

    def native(self, tag: str, parts: list[Coded]) -> Any:
        """Return the object of a handle, a module, or a stand-in for what is the test's."""
        if tag == "h":
            return self._handles[parts[0]]
        if tag == "m":
            return importlib.import_module(parts[0])
        if tag == "name":
            return self._names[parts[0]]
        number, kind = parts[0], parts[1]
        if number not in self._stubs:
            self._stubs[number] = self._stub(number, kind, parts[2:])
        return self._stubs[number]

    def _stub(self, number: int, kind: str, parts: list[Coded]) -> Any:
        """Return what stands for a function, class or object of the test's."""

        def call(*arguments: Any, **named: Any) -> Any:
            return self._ask(number, "call", list(arguments), named)

        if kind == "func":
            call.__name__ = call.__qualname__ = str(parts[0])
            call._lp_number = number  # type: ignore[attr-defined]
            return call
        return made(parts[0], parts[1])(self._ask, number)

    def _ask(
        self, number: int, what: str, arguments: list[Any], named: dict[str, Any] | None = None
    ) -> Any:
        """Have the test's process do something with what is its own."""
        pairs = [[name, self.encode(value)] for name, value in (named or {}).items()]
        coded = [self.encode(each) for each in arguments]
        self._send({"cb": number, "do": what, "a": coded, "k": pairs})
        while "op" in (message := self._line.receive()):
            self._answer(message)
        self._absorb(message)
        if "e" in message:
            raise self._foreign_error(message["e"])
        return self.decode(message["r"])

    @staticmethod
    def _foreign_error(told: Message) -> BaseException:
        found = BUILTINS.get(told["b"], Exception)
        kind = found if issubclass(found, BaseException) else Exception
        try:
            error = kind(told["s"])
        except TypeError:
            error = Exception(told["s"])
        vars(error)["_lp_origin"] = told["o"]
        return error


_NAMES = {kind: name for name, kind in BUILTINS.items()}
_EXCEPTIONS = frozenset(kind for kind in _NAMES if issubclass(kind, BaseException))


def _attribute(target: Any, name: str) -> Any:
    found = getattr(target, name)
    if name == "__dict__":
        return dict(found)
    return found


def _signature(target: Any) -> list[list[Any]]:
    found = inspect.signature(target).parameters.values()
    return [
        [
            each.name,
            int(each.kind),
            each.default is not each.empty,
            None if each.default is each.empty else each.default,
            None if each.annotation is each.empty else str(each.annotation),
        ]
        for each in found
    ]


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + " …"


def _text_of(error: BaseException) -> str:
    try:
        return str(error)
    except BaseException as other:
        return f"<{type(other).__name__} in the error's own text>"


def _where(error: BaseException) -> str:
    """Return where in the learner's program the error was raised, for who reads the mark."""
    frames = [
        each for each in traceback.extract_tb(error.__traceback__) if not _is_ours(each.filename)
    ]
    return _shortened("".join(traceback.format_list(frames[-8:])))


def _is_ours(file: str) -> bool:
    return "/grading/autograder/sealed/" in file


def serve(listening: socket.socket | None, names: dict[str, Any]) -> None:
    """Serve one test on the next connection that ``listening`` has. Raises OSError."""
    if listening is None:
        raise OSError("there is no line to the test")
    listening.settimeout(_PATIENCE)
    end, _ = listening.accept()
    with end, contextlib.suppress(Broken):  # The test has ended, and says itself what came of it.
        end.settimeout(None)
        Learner(Line(end), names).serve()


def serve_kernel() -> None:
    """Serve one test from within the kernel that has run the learner's cells."""
    from IPython.core.interactiveshell import InteractiveShell

    line = sys.modules["grading.kernels.line"]
    serve(line.listening, InteractiveShell.instance().user_ns)
