"""Style, scripts and views: read once, compressed once, cached by browsers for ever."""

import gzip
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import rjsmin

import lp_widgets
from lp_widgets.plugins import Plugins
from lp_widgets.widgets import esm

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}


@dataclass(frozen=True)
class Asset:
    """One file as it is sent."""

    content_type: str
    plain: bytes
    packed: bytes


class Statics:
    """All files that pages load, under one name that changes when any of them does."""

    def __init__(self, found: Plugins) -> None:
        files = _tree(Path(lp_widgets.__file__).parent / "lesson" / "static", "")
        files |= _tree(Path(__file__).parent / "static", "")
        files |= {f"widgets/{name}": path for name, path in found.views.items()}
        for view in found.anywidgets.values():
            files[f"anywidgets/{view.name}.js"] = view.js
            if view.css:
                files[f"anywidgets/{view.name}.css"] = view.css
        self.assets = {name: asset(path) for name, path in files.items()}
        self.assets["page.js"] = _script(esm.page_module())
        known = {view.name: {"css": bool(view.css)} for view in found.anywidgets.values()}
        self.assets["anywidgets/known.js"] = _packed(
            ".js", f"export default {json.dumps(known)};\n".encode()
        )
        digest = hashlib.sha256()
        for name in sorted(self.assets):
            digest.update(name.encode() + b"\0" + self.assets[name].plain)
        self.version = digest.hexdigest()[:12]

    def __getitem__(self, name: str) -> Asset:
        return self.assets[name]

    def __contains__(self, name: str) -> bool:
        return name in self.assets


def _tree(folder: Path, prefix: str) -> dict[str, Path]:
    return {
        prefix + str(path.relative_to(folder)): path
        for path in sorted(folder.rglob("*"))
        if path.suffix in _TYPES
    }


def asset(path: Path) -> Asset:
    """Return a file as it is sent."""
    if path.suffix == ".js":
        return _script(path.read_text("utf-8"))
    return _packed(path.suffix, path.read_bytes())


def _script(text: str) -> Asset:
    """Return a script as it is sent: without its comments, a quarter of its weight."""
    return _packed(".js", rjsmin.jsmin(text, keep_bang_comments=True).encode("utf-8"))


def _packed(kind: str, plain: bytes) -> Asset:
    return Asset(_TYPES[kind], plain, gzip.compress(plain, 9, mtime=0))
