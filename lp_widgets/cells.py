"""The text of a question or widget cell: its magic line and its strict YAML body.

Every scalar is read as a string (`answer: 1.50` stays ``"1.50"``, `no` stays ``"no"``): the
schema of the question type says what it means, not YAML.
"""

import ast
import re
from dataclasses import dataclass
from typing import Any

import yaml

MAX_BODY = 100_000
_MAX_DEPTH = 8
_MAGIC = re.compile(r"\s*%%(question|widget)\b[ \t]*([^\n]*)(?:\n|$)")
_LOADERS = re.compile(r"(?:%(?:re)?load_ext\s+lp_widgets|import lp_widgets|#.*)?")
_QUOTE_IT = 'Put the whole text in quotes, as in  ask: "How much is {3/4} of it?"'


class CellError(ValueError):
    """A question or widget cell that cannot be read: ``line`` counts from 1 in the cell."""

    def __init__(self, problem: str, remedy: str, line: int | None = None) -> None:
        self.problem, self.remedy, self.line = problem, remedy, line
        where = f"line {line}: " if line else ""
        super().__init__(f"{where}{problem}. {remedy}.")


@dataclass(frozen=True)
class Declared:
    """What a cell declares: ``kind`` is ``question`` or ``widget``, ``name`` its type."""

    kind: str
    name: str
    fields: dict[str, Any]


def declared(source: str) -> Declared | None:
    """Return what the cell ``source`` declares; None for any other code. Raises CellError."""
    magic = _MAGIC.match(source)
    if magic is None:
        return _called(source)
    kind, name = magic[1], magic[2].strip()
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise CellError(
            f"%%{kind} is followed by “{name}”" if name else f"%%{kind} names no type",
            f"Write one type after it, as in  %%{kind} {_EXAMPLE[kind]}",
            1,
        )
    before = source[: magic.end()].count("\n")
    return Declared(kind, name, body(source[magic.end() :], before))


_EXAMPLE = {"question": "number", "widget": "fraction_bars"}


def is_loader(source: str) -> bool:
    """Say whether a cell only makes our magics known to stock JupyterLab."""
    return all(_LOADERS.fullmatch(line.strip()) for line in source.splitlines())


def body(text: str, lines_before: int = 0) -> dict[str, Any]:
    """Read the strict YAML of a cell: a mapping of strings, lists and mappings.

    Raises CellError, with the line counted from the top of the cell.
    """
    if len(text) > MAX_BODY:
        raise CellError(
            f"This cell has {len(text):,} characters; {MAX_BODY:,} are allowed",
            "Divide it into several questions",
        )
    if not text.strip():
        return {}
    try:
        node = _Strict(text).get_single_node()
        if not isinstance(node, yaml.MappingNode):
            raise CellError(
                "The cell is not a list of “field: value” lines",
                "Write one field a line, as in  id: jug",
                lines_before + 1,
            )
        return _value(node)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise CellError(
            f"This is not readable YAML ({error.problem or error.context})",
            _remedy(text, mark),
            (mark.line if mark else 0) + lines_before + 1,
        ) from error
    except yaml.YAMLError as error:
        raise CellError(
            "The cell holds a character that YAML does not allow", "Write it again by hand"
        ) from error
    except _Refused as error:
        raise CellError(error.problem, error.remedy, error.line + lines_before + 1) from error


def _remedy(text: str, mark: yaml.Mark | None) -> str:
    lines = text.splitlines()
    line = lines[mark.line] if mark and mark.line < len(lines) else ""
    if re.search(r"[:-]\s+\{", line):
        return _QUOTE_IT
    if line.count(": ") > 1:
        return 'A text with a colon in it must stand in quotes: ask: "Look: what is it?"'
    if "\t" in line:
        return "Use spaces instead of tabs at the start of a line"
    return "Look at the indentation and the quotes of this line and of the one above it"


class _Refused(Exception):
    """Sound YAML that is outside our subset."""

    def __init__(self, problem: str, remedy: str, line: int) -> None:
        super().__init__(problem)
        self.problem, self.remedy, self.line = problem, remedy, line


class _Strict(yaml.BaseLoader):
    """Composes nodes without anchors, aliases, tags or deep nesting."""

    _depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        event: Any = self.peek_event()
        line = event.start_mark.line
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            raise _Refused(
                "A word that begins with & or * is an anchor to YAML",
                "Put the text in quotes",
                line,
            )
        if event.tag is not None:
            raise _Refused("A word that begins with ! is a tag to YAML", "Put it in quotes", line)
        if self._depth >= _MAX_DEPTH:
            raise _Refused("The fields are nested too deep", "Write fewer levels", line)
        self._depth += 1
        try:
            return super().compose_node(parent, index)
        finally:
            self._depth -= 1


def _value(node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if isinstance(node, yaml.SequenceNode):
        return [_value(item) for item in node.value]
    assert isinstance(node, yaml.MappingNode)
    found: dict[str, Any] = {}
    for name, item in node.value:
        line = name.start_mark.line
        if not isinstance(name, yaml.ScalarNode):
            raise _Refused("A list or mapping stands where a field's name should", _QUOTE_IT, line)
        if node.flow_style and isinstance(item, yaml.ScalarNode) and not item.value:
            raise _Refused("A text that begins with { is a mapping to YAML", _QUOTE_IT, line)
        if name.value in found:
            raise _Refused(f"The field “{name.value}” stands there twice", "Keep one of them", line)
        found[name.value] = _value(item)
    return found


def as_strings(value: Any) -> Any:
    """Give Python values (from :func:`lp_widgets.ask`) the form that the YAML reader gives."""
    if isinstance(value, dict):
        return {str(key): as_strings(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [as_strings(item) for item in value]
    return value if isinstance(value, str) else str(value)


def _called(source: str) -> Declared | None:
    """Read the Python twin: one call ``lp_widgets.ask("number", id="jug", …)`` of plain values."""
    if "ask" not in source:
        return None
    try:
        statements = ast.parse(source).body
    except (SyntaxError, ValueError):
        return None
    calls = [
        node
        for statement in statements
        for node in ast.walk(statement)
        if isinstance(node, ast.Call) and _is_ask(node.func)
    ]
    if not calls:
        return None
    rest = [s for s in statements if not isinstance(s, ast.Import | ast.ImportFrom)]
    call = calls[0]
    line = call.lineno
    try:
        if len(rest) != 1 or not isinstance(rest[0], ast.Expr) or rest[0].value is not call:
            raise ValueError
        (name,) = (ast.literal_eval(argument) for argument in call.args)
        fields = {str(k.arg): ast.literal_eval(k.value) for k in call.keywords if k.arg}
        if len(fields) != len(call.keywords) or not isinstance(name, str):
            raise ValueError
    except (ValueError, TypeError) as error:
        raise CellError(
            "ask() is called with something that must be run to be known",
            "In a lesson give it plain texts, numbers and lists, alone in its cell:"
            " a key that is computed in a learner's kernel is a key that the learner can read",
            line,
        ) from error
    return Declared("question", name, as_strings(fields))


def _is_ask(function: ast.expr) -> bool:
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
        return function.attr == "ask" and function.value.id == "lp_widgets"
    return isinstance(function, ast.Name) and function.id == "ask"
