"""Runs the author's cells in a fresh ``__main__``, keeping what they put out as a kernel would."""

import ast
import io
import linecache
import sys
import traceback
import types
import warnings
from typing import Any

from IPython.lib.pretty import pretty

from grading.autograder.sealed import proxies
from grading.autograder.sealed.contract import AUTHOR

_MOST_OUTPUT = 1_000_000


class Main:
    """A module ``__main__`` in which an author's cells run; ``outputs`` are nbformat's, plain."""

    def __init__(self) -> None:
        self.module = types.ModuleType("__main__")
        self.outputs: list[dict[str, Any]] = []
        self.shown = ""
        """What kind of result the last cell had: none, number, text, or object (a learner's)."""
        self._size = 0
        sys.modules["__main__"] = self.module
        self.module.__dict__["display"] = self._display
        # As IPython does, so that a cell's own warning is seen on stderr there and here.
        warnings.filterwarnings("default", category=DeprecationWarning, module="__main__")

    @property
    def names(self) -> dict[str, Any]:
        """The module's names."""
        return self.module.__dict__

    def begin(self) -> None:
        """Keep from now on what is put out."""
        self.outputs.clear()
        self._size = 0
        self.shown = "none"
        sys.stdout, sys.stderr = _Stream(self, "stdout"), _Stream(self, "stderr")

    def run(self, source: str, name: str) -> bool:
        """Run a cell and show the value of its last expression; return whether it came to its end.

        An error is kept among the outputs. What ends the process is let through.
        """
        file = f"{AUTHOR}{name}>"
        linecache.cache[file] = (len(source), None, source.splitlines(True), file)
        try:
            body, last = _parts(source, file)
            exec(compile(body, file, "exec"), self.names)  # noqa: S102 (the author's own test)
            if last is not None:
                self._show(eval(compile(last, file, "eval"), self.names))  # noqa: S307 (as above)
        except (Exception, SystemExit, KeyboardInterrupt, GeneratorExit) as error:
            self._fail(error)
            return False
        return True

    def keep(self, stream: str, text: str) -> None:
        """Keep what was written."""
        self._size += len(text)
        if self._size > _MOST_OUTPUT:
            raise OSError("the test has written more than it may")
        last = self.outputs[-1] if self.outputs else {}
        if last.get("output_type") == "stream" and last["name"] == stream:
            last["text"] += text
        else:
            self.outputs.append({"output_type": "stream", "name": stream, "text": text})

    def _show(self, value: Any) -> None:
        if value is None:
            return
        if proxies.is_proxy(value):
            self.shown = "object"
            return
        text = pretty(value)
        self.shown = "number" if _is_number(text) else "text"
        self._put("execute_result", text)

    def _display(self, *values: Any, **options: Any) -> None:
        for value in values:
            self._put("display_data", pretty(value))

    def _put(self, kind: str, text: str) -> None:
        self._size += len(text)
        if self._size > _MOST_OUTPUT:
            raise OSError("the test has shown more than it may")
        made: dict[str, Any] = {"output_type": kind, "metadata": {}, "data": {"text/plain": text}}
        if kind == "execute_result":
            made["execution_count"] = None
        self.outputs.append(made)

    def _fail(self, error: BaseException) -> None:
        name, said = type(error).__name__, _said(error)
        frames = [
            each
            for each in traceback.extract_tb(error.__traceback__)
            if not _is_ours(each.filename)
        ]
        notes = [str(each) for each in getattr(error, "__notes__", ())]
        lines = ["Traceback (most recent call last):\n", *traceback.format_list(frames[-20:])]
        text = _plain("".join([*lines, f"{name}: {said}\n", *notes])[:20_000])
        self.outputs.append(
            {"output_type": "error", "ename": name, "evalue": said, "traceback": text.split("\n")}
        )


class _Stream(io.TextIOBase):
    encoding = "utf-8"

    def __init__(self, main: Main, name: str) -> None:
        self._main, self._name = main, name

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self._main.keep(self._name, text)
        return len(text)


def _parts(source: str, file: str) -> tuple[ast.Module, ast.Expression | None]:
    """Return a cell without its last expression, and that if its value is to be shown."""
    module = ast.parse(source, file)
    silent = source.rstrip().endswith(";")
    if silent or not module.body or not isinstance(module.body[-1], ast.Expr):
        return module, None
    return module, ast.Expression(module.body.pop().value)  # type: ignore[attr-defined]


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _said(error: BaseException) -> str:
    """Return an error's text as plain data: no colours, and an end."""
    try:
        text = str(error)
    except Exception as other:
        text = f"<{type(other).__name__} in the error's own text>"
    return _plain(text[:4000])


def _plain(text: str) -> str:
    return "".join(each for each in text if each.isprintable() or each in "\n\t")


def _is_ours(file: str) -> bool:
    return "/grading/autograder/sealed/" in file
