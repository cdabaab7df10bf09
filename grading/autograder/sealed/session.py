"""The test's side of the talk with a learner's process: asks, and believes no more than it must."""

import contextlib
import importlib
import inspect
import secrets
import sys
import types
import weakref
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NoReturn

from grading.autograder.sealed import proxies, seeds
from grading.autograder.sealed.codec import Codec
from grading.autograder.sealed.contract import Contract
from grading.autograder.sealed.forms import BUILTINS, Coded, require, to_text
from grading.autograder.sealed.proxies import FunctionProxy, Instance, LearnerClass
from grading.autograder.sealed.special import SPECIAL, special
from grading.autograder.sealed.wire import Broken, Line, Message, TooMuch

MOST_QUESTIONS = 200_000
DEEPEST = 50
_MOST_OUTPUT = 2_000_000
_MISSING = object()
# What leads from an object to the test itself.
_NEVER = (types.TracebackType, types.FrameType, types.CodeType)
_FUNCTIONS = (types.FunctionType, types.BuiltinFunctionType, types.MethodType, partial, type)


class Poison(BaseException):
    """The learner's process broke the rules or ended: no points, whatever catches this."""


@dataclass
class Names:
    """The test's names: ``here`` is its module's; see ``manifest`` for the others."""

    here: dict[str, Any]
    fetched: tuple[str, ...] = ()
    """Those whose values come from the learner's process."""
    shared: tuple[str, ...] = ()
    """Those of which the learner's process learns when the test binds them anew."""
    patched: tuple[tuple[str, str], ...] = ()
    """Attributes of modules (module, name) that the test puts something else in place of."""
    modules: frozenset[str] = frozenset()
    """Modules that a learner's name may be one of."""


@dataclass
class Found:
    """What a test's talk brought to light beside its values."""

    poison: str = ""
    refused: list[str] = field(default_factory=list)
    """What an object of the learner's would have been asked and was not."""
    questions: int = 0


class Session(Codec):
    """A talk with one learner's process for one test; ``contract`` says what objects are asked."""

    def __init__(self, line: Line, names: Names, contract: Contract) -> None:
        super().__init__("b")
        self.found = Found()
        self._line, self._names, self._contract = line, names, contract
        self._proxies: dict[int, Any] = {}
        self._living: weakref.WeakValueDictionary[int, Any] = weakref.WeakValueDictionary()
        self._living_now: list[Any] = []
        self._handed: list[Any] = []
        self._handed_of: dict[int, int] = {}
        self._raised: list[BaseException] = []
        self._told: dict[str, Any] = {}
        self._patches: dict[tuple[str, str], Any] = {}
        self._seeds: set[str] = set()
        self._depth = self._written = 0

    def begin(self, twins: dict[str, type]) -> None:
        """Fetch the names, and mirror instances of ``twins``. Raises Poison."""
        self.twins = twins
        for module, name in self._names.patched:
            self._patches[module, name] = _looked_up(module, name)
        self.settle()
        self._request({"op": "begin", "twins": list(twins), "names": list(self._names.fetched)})
        self.settle()

    def settle(self) -> None:
        """Take what the names are bound to now for what the learner's process knows."""
        here = self._names.here
        self._told = {name: here.get(name, _MISSING) for name in self._names.shared}

    def end(self) -> None:
        """Let the learner's process go on with its own."""
        if not self.found.poison:
            with contextlib.suppress(Broken, TooMuch):  # It ended first; all has been said.
                self._line.send({"op": "end"})

    def seeded(self, which: str) -> None:
        """Hand the state of a generator (``random`` or ``numpy``) on with the next message."""
        self._seeds.add(which)

    def poison(self, reason: str) -> NoReturn:
        """Give up on this test: nothing that comes after counts. Raises Poison."""
        self.found.poison = self.found.poison or reason
        raise Poison(self.found.poison)

    # What proxies ask.

    def ask(
        self,
        operation: str,
        target: Any,
        arguments: Iterable[Any] = (),
        named: dict[str, Any] | None = None,
        **more: Any,
    ) -> Any:
        """Have ``operation`` done to ``target`` in the learner's process; return what comes of it.

        Raises what that raised, and Poison.
        """
        return self._request({"op": operation, **more}, target, arguments, named)

    def special(self, target: Any, name: str, *arguments: Any, **named: Any) -> Any:
        """Do by a special method what is no verdict."""
        if name == "__call__":
            return self.ask("call", target, arguments, named)
        return self.ask("special", target, arguments, m=name)

    def attribute(self, target: Any, name: str) -> Any:
        """Return an attribute, where the model answer has an object to ask for it."""
        if self._contract.allows(f".{name}"):
            return self.ask("get", target, (name,))
        if isinstance(type(target), LearnerClass):
            return self._own_attribute(target, name)
        return self._refuse(target, f".{name}")

    def _own_attribute(self, target: Any, name: str) -> Any:
        """Return the attribute that the data in an object has by its plain class."""
        for kind in type(target).__mro__:
            if not isinstance(kind, LearnerClass) and kind is not object and name in vars(kind):
                return vars(kind)[name].__get__(target, type(target))
        return self._refuse(target, f".{name}")

    def _refuse(self, target: Any, what: str) -> NoReturn:
        self._note(target, what)
        raise AttributeError(f"“{_named(target)}” is an object where the test expects plain data")

    def compare(self, target: Any, operation: str, other: Any) -> Any:
        """Compare learner's objects, where the model answer does; with plain data never."""
        # Asked in every case: a place where both happen is known by its answer.
        if proxies.is_proxy(other) and self._contract.allows(operation):
            return self.ask("special", target, (other,), m=operation)
        self._note(target, operation)
        return False if operation == "__contains__" else NotImplemented

    def calculate(self, target: Any, operation: str, *arguments: Any) -> Any:
        """Calculate with a learner's object, where the model answer does."""
        if self._contract.allows(operation):
            return self.ask("special", target, arguments, m=operation)
        self._note(target, operation)
        return NotImplemented

    def _note(self, target: Any, what: str) -> None:
        if len(self.found.refused) < 20:
            self.found.refused.append(f"{_named(target)}: {what}")

    def signature(self, target: Any) -> inspect.Signature:
        """Return the signature of a learner's function."""
        told = self.ask("sign", target)
        try:
            return inspect.Signature(
                [
                    inspect.Parameter(
                        name,
                        list(inspect._ParameterKind)[kind],
                        default=value if there else inspect.Parameter.empty,
                        annotation=inspect.Parameter.empty if note is None else note,
                    )
                    for name, kind, there, value, note in told
                ]
            )
        except (TypeError, ValueError, IndexError):
            self.poison("the answer's signature makes no sense")

    # Messages.

    def _request(
        self,
        message: Message,
        target: Any = _MISSING,
        arguments: Iterable[Any] = (),
        named: dict[str, Any] | None = None,
    ) -> Any:
        if self.found.poison:
            raise Poison(self.found.poison)
        self.found.questions += 1
        if self.found.questions > MOST_QUESTIONS:
            self.poison("the test asked more questions than it may")
        number = secrets.token_hex(8)
        try:
            if target is not _MISSING:
                message["t"] = self.encode(target)
                message["a"] = [self.encode(each) for each in arguments]
                message["k"] = [[name, self.encode(each)] for name, each in (named or {}).items()]
            answer = self._exchange({"id": number, **message})
            if answer.get("id") != number:
                raise Broken("an answer that nobody asked for")
            if "much" in answer:
                self.poison(str(answer["much"])[:500])
            self._absorb(answer)
            if "e" not in answer:
                return self.decode(answer.get("r"))
            error = self._error(answer["e"])
        except (TooMuch, RecursionError, MemoryError) as much:
            self.poison(str(much) or "an answer is too large")
        except Exception as broken:
            # Whatever reading it came to, it is not the test's own error and must not pass for one.
            self.poison(f"Broken: {broken or type(broken).__name__}")
        raise error

    def _exchange(self, message: Message) -> Message:
        """Send a message and return the answer; what the program asks before that is done."""
        self._line.send(self._composed(message))
        while "cb" in (answer := self._line.receive()):
            self._depth += 1
            self.found.questions += 1
            if self._depth > DEEPEST or self.found.questions > MOST_QUESTIONS:
                raise Broken("the program asks too much of the test")
            self._line.send(self._composed(self._called_back(answer)))
            self._depth -= 1
        return answer

    def _composed(self, message: Message) -> Message:
        """Add to a message what has changed since the last one."""
        here, ns = self._names.here, []
        for name, before in self._told.items():
            now = here.get(name, _MISSING)
            if now is not before:
                self._told[name] = now
                ns.append([name] if now is _MISSING else [name, self.encode(now)])
        message["ns"] = ns
        message["patch"] = [
            [module, name, self.encode(now)]
            for (module, name), before in self._patches.items()
            if (now := _looked_up(module, name)) is not before
        ]
        for module, name, _ in message["patch"]:
            self._patches[module, name] = _looked_up(module, name)
        for which in self._seeds:
            message[which] = self.encode(seeds.state(which))
        self._seeds.clear()
        message["drop"] = self.unused()
        self._living_now.clear()  # What nobody else holds is gone now, and not in the middle.
        known = [handle for handle in self._proxies if handle not in self._living]
        message["free"] = [handle for handle in known if self._proxies[handle] is None]
        for handle in message["free"]:
            del self._proxies[handle]
        self._living_now.extend(self._living.values())
        message["objs"] = self.changes()
        return message

    def _absorb(self, message: Message) -> None:
        self._write(message.get("out", []))
        changes = self.shells(message.get("objs", []))
        for described in message.get("hs", []):
            self._meet(described)
        for number, content in changes:
            self._fill(number, content)
        for made in self._living_now:
            proxies.refill(made)
        for change in message.get("ns", []):
            require(type(change) is list and len(change) in (1, 2))
            name = change[0]
            require(name in self._names.fetched)
            if len(change) == 1:
                self._names.here.pop(name, None)
                self._told[name] = _MISSING
            else:
                value = self.decode(change[1])
                self._names.here[name] = self._told[name] = value

    def _write(self, said: Coded) -> None:
        require(type(said) is list)
        for part in said:
            require(type(part) is list and len(part) == 2 and type(part[1]) is str)
            self._written += len(part[1])
            if self._written > _MOST_OUTPUT:
                self.poison("the program wrote more than it may")
            stream = {"stdout": sys.stdout, "stderr": sys.stderr}.get(part[0])
            require(stream is not None)
            stream.write(part[1])  # type: ignore[union-attr]

    # What is no data.

    def foreign(self, value: Any) -> Coded:
        """Return the handle of what is the learner's, or a number for what is the test's own."""
        if proxies.is_proxy(value):
            return ["h", proxies.handle_of(value)]
        if isinstance(value, _NEVER):
            return None
        number = self._handed_of.get(id(value))
        if number is None:
            number = len(self._handed)
            self._handed.append(value)
            self._handed_of[id(value)] = number
        if isinstance(value, _FUNCTIONS):
            return ["cb", number, "func", str(getattr(value, "__name__", "function"))]
        kind = type(value)
        owners = [each for each in kind.__mro__ if each is not object]
        specials = [name for name in SPECIAL if any(vars(each).get(name) for each in owners)]
        return ["cb", number, "inst", kind.__name__, specials]

    def native(self, tag: str, parts: list[Coded]) -> Any:
        """Return the stand-in of a handle, a module, or what was handed out before."""
        require(len(parts) == 1)
        if tag == "cb":
            return self._mine(parts[0])
        if tag == "m":
            require(type(parts[0]) is str)
            if parts[0] not in self._names.modules:
                raise Broken(f"the module {parts[0][:100]} is none that the assignment uses")
            return importlib.import_module(parts[0])
        require(tag == "h")
        found = self._living.get(parts[0])
        found = self._proxies.get(parts[0]) if found is None else found
        require(found is not None)
        return found

    def _mine(self, number: Coded) -> Any:
        require(type(number) is int and 0 <= number < len(self._handed))
        return self._handed[number]

    def _meet(self, described: Coded) -> None:
        """Make the stand-in of something that is mentioned for the first time."""
        require(type(described) is list and len(described) > 1)
        handle, kind, *parts = described
        require(type(handle) is int and handle not in self._proxies)
        try:
            made = self._met(handle, kind, parts)
        except (TypeError, ValueError, AttributeError, StopIteration) as error:
            raise Broken(f"a description that makes no sense: {type(error).__name__}") from None
        self._living_now.append(made)
        try:
            self._living[handle] = made
            self._proxies[handle] = None if kind == "inst" else made
        except TypeError:
            self._proxies[handle] = made  # Numbers and tuples cannot be held loosely.

    def _met(self, handle: int, kind: str, parts: list[Coded]) -> Any:
        if kind == "func":
            return FunctionProxy(self, handle, to_text(parts[0]), to_text(parts[1]))
        if kind == "class":
            name, module, doc, bases, specials = parts
            known = [self.decode(each) for each in bases]
            require(all(isinstance(each, type) for each in known))
            wanted = [each for each in specials if each in SPECIAL]
            return proxies.make_class(
                self, handle, to_text(name), to_text(module), to_text(doc), known, wanted
            )
        require(kind == "inst")
        cls, number, base = parts
        made_of = self.decode(cls)
        require(isinstance(made_of, type) and (number is None or type(number) is int))
        if not isinstance(made_of, LearnerClass):
            made_of = self._class_of(made_of, handle)
        data = None if base is None else self.decode(base)
        require(data is None or type(data) in made_of.__mro__)
        return proxies.make_instance(made_of, handle, number, data)

    def _class_of(self, kind: type, handle: int) -> Any:
        """Return a class for an object whose class both sides have, but which is no data."""
        return proxies.make_class(self, handle, kind.__name__, "builtins", "", [kind], [])

    # What the program asks of the test.

    def _called_back(self, message: Message) -> Message:
        self._absorb(message)
        value = self._mine(message["cb"])
        arguments = [self.decode(each) for each in message.get("a", [])]
        named = {to_text(name): self.decode(each) for name, each in message.get("k", [])}
        try:
            return {"r": self.encode(self._do(value, message["do"], arguments, named))}
        except (Broken, TooMuch):
            raise
        except Exception as error:
            self._raised.append(error)
            kinds = (kind.__name__ for kind in type(error).__mro__ if kind in BUILTINS.values())
            return {"e": {"b": next(kinds), "s": str(error), "o": len(self._raised) - 1}}

    def _do(self, value: Any, what: str, arguments: list[Any], named: dict[str, Any]) -> Any:
        if what == "call" or what == "__call__":
            return value(*arguments, **named)
        # Of a function or class nothing can be asked: its globals are the test's.
        require(not isinstance(value, _FUNCTIONS) and type(what) is str)
        if what in ("get", "set"):
            require(type(arguments[0]) is str and not arguments[0].startswith("_"))
            return getattr(value, *arguments[:1]) if what == "get" else setattr(value, *arguments)
        require(what in SPECIAL)
        return special(value, what, arguments)

    def _error(self, told: Coded) -> BaseException:
        """Return the error that the learner's program raised, or one that stands for it."""
        require(type(told) is dict)
        if "o" in told:
            require(type(told["o"]) is int and 0 <= told["o"] < len(self._raised))
            return self._raised[told["o"]]
        arguments = [self.decode(each) for each in told["a"]]
        if "c" in told:
            error = self.decode(told["h"])
            require(isinstance(error, BaseException))
            if isinstance(error, Instance):
                BaseException.args.__set__(error, tuple(arguments))  # type: ignore[attr-defined]
        else:
            kinds = (BUILTINS.get(name) for name in told["b"])
            kind = next((each for each in kinds if each and issubclass(each, BaseException)), None)
            require(kind is not None)
            try:
                error = kind(*arguments)  # type: ignore[misc]
            except TypeError:
                error = RuntimeError(to_text(told["s"]))
        if to_text(told["w"]):
            BaseException.add_note(error, "In the answer:\n" + told["w"])
        return error


def _looked_up(module: str, name: str) -> Any:
    return getattr(sys.modules.get(module), name, None)


def _named(target: Any) -> str:
    kind = target if isinstance(target, type) else type(target)
    return str(type.__getattribute__(kind, "__name__"))
