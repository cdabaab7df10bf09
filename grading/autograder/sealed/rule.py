"""Which code may run in the test's own process, read without running it; else why not, and a hint.

A learner's text must never become a program there. So nothing is allowed that runs, imports or
evaluates a text, and no module but those that are known not to. What is allowed by this rule is
tried before it is believed (``trial``).
"""

import ast
import importlib.util
import sys
from collections.abc import Iterator
from dataclasses import dataclass


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MODULES = _words(
    """
    abc array ast base64 binascii bisect builtins calendar cmath collections contextlib copy csv
    dataclasses datetime decimal difflib enum fractions functools graphlib hashlib heapq html
    inspect io itertools json keyword math numbers numpy operator pandas pprint pytest random re
    secrets statistics string struct sys textwrap time traceback types typing unicodedata unittest
    uuid warnings zlib zoneinfo nose __future__
    """
)
"""Top-level modules that a sealed check may use; a learner's text is data to all of them."""

_NOT_OF_THEM = frozenset({"unittest.__main__", "json.tool"})

_RUNS_TEXT = _words(
    """
    exec eval compile __import__ execfile get_type_hints eval_str query import_module run_module
    run_path InteractiveInterpreter make_dataclass
    """
)
_LOOKS_INSIDE = _words(
    """
    globals locals get_ipython In Out _getframe currentframe stack trace f_back f_globals f_locals
    gi_frame cr_frame tb_frame __subclasses__ __globals__ __builtins__ __closure__ settrace
    setprofile get_objects get_referrers breakpoint getmodule getclosurevars
    """
)
_READS_FILES = _words(
    """
    open read_csv read_json read_excel read_table read_parquet read_pickle loadtxt genfromtxt
    fromfile memmap read_text read_bytes listdir glob exists isfile
    """
)


@dataclass(frozen=True)
class Reason:
    """Why a cell is not sealed, and how its author might seal it: two sentences in plain words."""

    why: str
    hint: str


_MAGIC = Reason(
    "It has a line that only IPython understands (%, ! or ?).",
    "Move that line into a cell of its own that is no test.",
)
_ASYNC = Reason("It waits for something (async, await).", "Test a function that is not async.")
_TEXT = "Call what you want to test, instead of running a text."
_INSIDE = "Test what the answer returns or prints, not how Python holds it."
_FILES = "Write the data into the test itself, or return it from a function in a locked cell."
_MODULE = "Use only {}, … in a test; or move what needs the module into a locked cell."


def static(source: str, learners: frozenset[str] = frozenset()) -> Reason | None:
    """Return why ``source`` may not run in the test's own process, None when it may.

    ``learners`` are the names that learners define.
    """
    if not is_python(source):
        return _MAGIC if has_magic(source) else Reason("It is not Python.", "Correct the cell.")
    return next(_faults(ast.parse(source), learners), None)


def is_python(source: str) -> bool:
    """Return whether ``source`` is what Python can compile."""
    try:
        compile(source, "<cell>", "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return False
    return True


def has_magic(source: str) -> bool:
    """Return whether a line of ``source`` begins as only IPython allows."""
    lines = (line.strip() for line in source.splitlines())
    return any(line.startswith(("%", "!", "?")) or line.endswith("?") for line in lines)


def without_magic(source: str) -> str:
    """Return ``source`` with the lines that only IPython understands left empty."""
    lines = source.splitlines()
    kept = ("" if line.lstrip().startswith(("%", "!", "?")) else line for line in lines)
    return "\n".join(kept)


def _faults(tree: ast.AST, learners: frozenset[str]) -> Iterator[Reason]:
    for node in ast.walk(tree):
        name = _name(node)
        if name in _RUNS_TEXT:
            yield Reason(f"It can run a text as a program ({name}).", _TEXT)
        elif name in _LOOKS_INSIDE:
            yield Reason(f"It looks into Python itself ({name}).", _INSIDE)
        elif name in _READS_FILES:
            yield Reason(
                f"It reads a file ({name}), which the test's process does not have.", _FILES
            )
        elif isinstance(node, ast.AsyncFunctionDef | ast.Await | ast.AsyncFor | ast.AsyncWith):
            yield _ASYNC
        elif isinstance(node, ast.ClassDef):
            bases = {each.id for each in node.bases if isinstance(each, ast.Name)} & learners
            for base in bases:
                yield Reason(
                    f"Its class {node.name} derives from the learner's class {base}.",
                    f"Make an object of {base}, or let learners derive from a class of yours.",
                )
        elif isinstance(node, ast.Import | ast.ImportFrom):
            yield from _import_faults(node)


def _import_faults(node: ast.Import | ast.ImportFrom) -> Iterator[Reason]:
    names = (
        [each.name for each in node.names] if isinstance(node, ast.Import) else [node.module or ""]
    )
    for name in names:
        if name.partition(".")[0] not in MODULES or name in _NOT_OF_THEM:
            known = ", ".join(["math", "random", "numpy", "unittest"])
            yield Reason(f"It uses the module {name or '.'}.", _MODULE.format(known))
        elif not is_installed(name):
            yield Reason(f"The module {name} is not installed here.", "Install it, or do without.")


def is_installed(name: str) -> bool:
    """Return whether the module ``name`` can be imported."""
    if name in sys.modules:
        return True
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):
        return False


def _name(node: ast.AST) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.keyword):
        return node.arg or ""
    if isinstance(node, ast.alias):
        return node.name.rpartition(".")[2]
    return ""


def warnings(source: str, learners: frozenset[str]) -> list[str]:
    """Return what is weak in a test, whoever runs it: a sentence each, for its author."""
    found = []
    body = ast.parse(source).body
    last = body[-1] if body else None
    if isinstance(last, ast.Expr) and isinstance(last.value, ast.Call):
        called = last.value.func
        if isinstance(called, ast.Name) and called.id in learners:
            found.append(
                f"Its last line shows what {called.id}(…) returns, and a number that is shown is "
                "taken for points. End with an assert."
            )
    if body and all(isinstance(each, ast.Try) for each in body):
        bare = [h for each in body if isinstance(each, ast.Try) for h in each.handlers]
        if any(h.type is None for h in bare):
            found.append("A bare except passes whatever the answer does. Name the error.")
    return found
