"""Hands the learner's side to a kernel: as code that it runs, since it may read no file of ours."""

import base64
import marshal
import zlib
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_NAMES = (
    *("wire", "forms", "tables", "mirror", "codec"),
    *("special", "printed", "standins", "learner"),
)
_PARTS = tuple(f"grading.autograder.sealed.{name}" for name in _NAMES)

_BEGIN = """
import base64, marshal, sys, types, zlib
for name, code in marshal.loads(zlib.decompress(base64.b85decode(packed))):
    module = sys.modules[name] = types.ModuleType(name)
    module.__file__ = code.co_filename
    exec(code, module.__dict__)
"""
_SERVE = f"""
import sys
sys.modules[{_PARTS[-1]!r}].serve_kernel()
"""


def serving(first: bool) -> str:
    """Return a cell that serves one test; the ``first`` one brings with it what that needs."""
    begin = f"exec({_BEGIN!r}, {{'packed': {_packed()!r}}})\n" if first else ""
    return f"{begin}exec({_SERVE!r}, {{}})"


@cache
def _packed() -> str:
    """Return the code of the learner's side, as text."""
    parts = []
    for name in _PARTS:
        spec = find_spec(name)
        assert spec is not None and spec.origin is not None
        code = compile(Path(spec.origin).read_text("utf-8"), f"<{name}>", "exec", optimize=2)
        parts.append((name, code))
    return base64.b85encode(zlib.compress(marshal.dumps(parts))).decode()
