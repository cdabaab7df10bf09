"""What a test needs to know of the notebook around it, read from the author's source by names."""

import ast
import builtins
import symtable
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

# What a solution may call and a test may put something else in place of.
_REPLACED = frozenset({"input", "open", "print"})
_BUILTINS = frozenset(dir(builtins))


@dataclass(frozen=True)
class Learners:
    """The names of a learner's cells, as the author's solution has them."""

    defines: frozenset[str]
    """Bound at module level, or declared global."""
    reads: frozenset[str]
    """Read as globals, by functions too."""
    changes: frozenset[str]
    """Whose values may be changed in place."""


def learners(sources: Iterable[str]) -> Learners:
    """Return the names of the cells in which learners write."""
    defines: set[str] = set()
    reads: set[str] = set()
    changes: set[str] = set()
    for source in sources:
        defines |= bound(source)
        reads |= read(source)
        changes |= _changed(source)
    return Learners(frozenset(defines), frozenset(reads), frozenset(changes))


def bound(source: str) -> frozenset[str]:
    """Return the names that a cell binds in its module."""
    found = set()
    for table in _tables(source):
        for symbol in table.get_symbols():
            top = table.get_type() == "module"
            written = symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace()
            if written and (top or symbol.is_declared_global()):
                found.add(symbol.get_name())
    return frozenset(found)


def read(source: str) -> frozenset[str]:
    """Return the names that a cell reads from its module, without ordinary built-in ones."""
    found = set()
    for table in _tables(source):
        for symbol in table.get_symbols():
            here = table.get_type() == "module" or symbol.is_global()
            if here and symbol.is_referenced():
                found.add(symbol.get_name())
    return frozenset(name for name in found if name not in _BUILTINS or name in _REPLACED)


def read_at_once(source: str) -> frozenset[str]:
    """Return the names that a cell reads when it runs, not only when its functions are called."""
    found: set[str] = set()
    waiting: list[ast.AST] = [ast.parse(source)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            outer = [*node.args.defaults, *(each for each in node.args.kw_defaults if each)]
            waiting += [*outer, *getattr(node, "decorator_list", [])]
            continue
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            found.add(node.id)
        waiting += ast.iter_child_nodes(node)
    return frozenset(found)


def used(source: str) -> frozenset[str]:
    """Return every name that a cell may mean: also those it binds, and parts of its texts.

    ``mock.patch("__main__.ask")`` means the name ``ask``.
    """
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Global):
            found |= set(node.names)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            module, _, rest = node.value.partition(".")
            if module == "__main__":
                found.add(rest.partition(".")[0])
    return frozenset(found)


def patched(source: str, imports: str) -> tuple[tuple[str, str], ...]:
    """Return the attributes of modules (module, name) that a cell puts something else in place of.

    ``imports`` is code that says what the names of modules stand for.
    """
    tree = ast.parse(source)
    modules = dict(imported(ast.parse(imports)))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign | ast.Delete):
            targets = getattr(node, "targets", None) or [node.target]  # type: ignore[union-attr]
            found |= {each for target in targets for each in _attribute(target, modules)}
        elif isinstance(node, ast.Call) and node.args:
            found |= set(_patch(node, modules))
    return tuple(sorted(each for each in found if each[0] != "__main__"))


def _attribute(target: ast.expr, modules: dict[str, str]) -> Iterator[tuple[str, str]]:
    if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
        module = modules.get(target.value.id)
        if module is not None:
            yield module, target.attr


def _patch(call: ast.Call, modules: dict[str, str]) -> Iterator[tuple[str, str]]:
    first = call.args[0]
    names = {each.attr for each in ast.walk(call.func) if isinstance(each, ast.Attribute)}
    names |= {each.id for each in ast.walk(call.func) if isinstance(each, ast.Name)}
    if not names & {"patch", "setattr"}:
        return
    if isinstance(first, ast.Constant) and isinstance(first.value, str):
        module, _, name = first.value.rpartition(".")
        if module:
            yield module, name
    elif len(call.args) > 1 and isinstance(first, ast.Name) and first.id in modules:
        second = call.args[1]
        if isinstance(second, ast.Constant) and isinstance(second.value, str):
            yield modules[first.id], second.value


def imported(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield (name, module) for every import of a whole module in ``tree``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for each in node.names:
                yield (
                    each.asname or each.name.partition(".")[0],
                    (each.name if each.asname else each.name.partition(".")[0]),
                )


def modules(source: str) -> frozenset[str]:
    """Return the modules that a cell imports anything of or from."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return frozenset(found)


def _changed(source: str) -> frozenset[str]:
    """Return the names whose values a cell changes in place, or hands to what may do it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        parts: list[ast.expr] = []
        if isinstance(node, ast.Assign | ast.AugAssign | ast.Delete):
            targets = getattr(node, "targets", None) or [node.target]  # type: ignore[union-attr]
            parts = [t.value for t in targets if isinstance(t, ast.Subscript | ast.Attribute)]
            parts += [t for t in targets if isinstance(node, ast.AugAssign)]
        elif isinstance(node, ast.Call):
            parts = [
                *node.args,
                *([node.func.value] if isinstance(node.func, ast.Attribute) else []),
            ]
        found |= {part.id for part in parts if isinstance(part, ast.Name)}
    return frozenset(found)


def _tables(source: str) -> Iterator[symtable.SymbolTable]:
    waiting = [symtable.symtable(source, "<cell>", "exec")]
    while waiting:
        table = waiting.pop()
        yield table
        waiting += table.get_children()
