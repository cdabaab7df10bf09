"""What a program says that does more than solve its task: a reason to look, never a mark.

Read from the text. Nothing of a mark rests on it: a sealed test cannot be forged by what is found
here, and who forges with care is not found.
"""

import ast
from collections.abc import Iterable, Iterator
from functools import lru_cache

_LONGEST = 200_000
_REACHES = {
    "ast_transformers": "changes how later cells are read",
    "input_transformers_post": "changes how later cells are read",
    "input_transformers_cleanup": "changes how later cells are read",
    "showtraceback": "changes how errors are shown",
    "run_cell_async": "changes how cells are run",
    "run_cell": "changes how cells are run",
    "iopub_socket": "sends messages in the kernel's name",
    "user_ns": "looks at the texts of other cells",
    "_getframe": "looks at who called it",
    "currentframe": "looks at who called it",
    "f_back": "looks at who called it",
    "f_locals": "looks at who called it",
    "f_globals": "looks at who called it",
    "get_objects": "searches the memory",
    "get_referrers": "searches the memory",
    "__subclasses__": "searches the memory",
    "_exit": "ends its own process",
    "fork": "starts other processes",
    "kill": "ends processes",
    "serve_kernel": "answers tests itself",
}
_MODULES = {
    "builtins": "changes Python's own functions",
    "ctypes": "reaches round Python",
    "gc": "searches the memory",
    "jupyter_client": "sends messages in the kernel's name",
    "ipykernel": "changes the kernel",
    "IPython": "changes the kernel",
    "nbgrader": "looks for the grading",
    "grading": "looks for the grading",
    "pickle": "makes objects out of bytes",
    "subprocess": "starts other programs",
}
_TEXTS = {
    "/proc/": "looks at other processes",
    "gradebook.db": "looks for the gradebook",
    ".ipynb": "looks for notebooks",
    "grading.autograder": "looks for the grading",
    "grading.kernels": "looks for the grading",
}


def signs(program: Iterable[str], author: Iterable[str] = ()) -> list[str]:
    """Return what the cells of ``program`` do that the author's own do not, a phrase for each."""
    own = set(_found(author))
    return sorted({each for each in _found(program) if each not in own})


def _found(cells: Iterable[str]) -> Iterator[str]:
    for cell in cells:
        yield from _found_in(cell)


@lru_cache(maxsize=1024)  # The author's cells come back with each submission.
def _found_in(cell: str) -> tuple[str, ...]:
    if len(cell) > _LONGEST:
        return ("is longer than anybody reads",)
    try:
        tree = ast.parse(cell)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    return tuple(dict.fromkeys(each for node in ast.walk(tree) for each in _signs_of(node)))


def _signs_of(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Attribute) and node.attr in _REACHES:
        yield f"{_REACHES[node.attr]} ({node.attr})"
    elif isinstance(node, ast.Name) and node.id in _REACHES:
        yield f"{_REACHES[node.id]} ({node.id})"
    elif isinstance(node, ast.Import | ast.ImportFrom):
        names = (
            [each.name for each in node.names] if isinstance(node, ast.Import) else [node.module]
        )
        for top in {str(name).partition(".")[0] for name in names} & _MODULES.keys():
            yield f"{_MODULES[top]} ({top})"
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        for text in (each for each in _TEXTS if each in node.value):
            yield f"{_TEXTS[text]} ({text})"
    elif isinstance(node, ast.FunctionDef) and node.name == "__eq__" and _always(node):
        yield "makes an object that is equal to everything (__eq__)"


def _always(method: ast.FunctionDef) -> bool:
    """Return whether a method returns True, whatever it is given."""
    body = [each for each in method.body if not isinstance(each, ast.Expr)]
    only = body[0] if len(body) == 1 else None
    return (
        isinstance(only, ast.Return)
        and isinstance(only.value, ast.Constant)
        and only.value.value is True
    )
