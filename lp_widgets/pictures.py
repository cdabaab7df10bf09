"""A picture beside a notebook as HTML that is safe to put into a page.

SVG is inlined, so that the page's colours (light, dark, high contrast) reach it; only drawing
elements and attributes pass. PNG becomes a data URI.
"""

import base64
import re
import struct
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from html import escape
from pathlib import Path

MAX_SVG = 100_000
MAX_PNG = 500_000

_SVG = "{http://www.w3.org/2000/svg}"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_ELEMENTS = frozenset(
    """
    svg g defs symbol use path rect circle ellipse line polyline polygon text tspan clipPath
    mask pattern linearGradient radialGradient stop marker
    """.split()  # noqa: SIM905 - a list of words reads better so
)
_SILENT = frozenset({"title", "desc", "metadata"})  # the alt text speaks for the picture
_ATTRIBUTES = frozenset(
    """
    id d x y x1 y1 x2 y2 cx cy r rx ry fx fy dx dy width height points viewBox transform
    preserveAspectRatio pathLength offset rotate textLength lengthAdjust href fill stroke color
    opacity fill-opacity fill-rule stroke-width stroke-opacity stroke-linecap stroke-linejoin
    stroke-dasharray stroke-dashoffset stroke-miterlimit clip-path clip-rule mask marker-start
    marker-mid marker-end stop-color stop-opacity font-family font-size font-weight font-style
    text-anchor dominant-baseline direction unicode-bidi vector-effect paint-order display
    visibility gradientUnits gradientTransform spreadMethod patternUnits patternTransform
    patternContentUnits clipPathUnits maskUnits maskContentUnits markerWidth markerHeight
    markerUnits refX refY orient letter-spacing
    """.split()  # noqa: SIM905 - a list of words reads better so
)
_UNSAFE = re.compile(r"url\(\s*['\"]?(?!#)|javascript:|data:|expression\(|@import|\\", re.I)
_LOCAL = re.compile(r"url\(\s*['\"]?#([^)'\"\s]+)['\"]?\s*\)")


class PictureError(ValueError):
    """A picture that cannot be shown: ``problem`` and ``remedy`` are for its author."""

    def __init__(self, problem: str, remedy: str) -> None:
        self.problem, self.remedy = problem, remedy
        super().__init__(f"{problem}. {remedy}.")


def find(folder: Path, name: str) -> Path:
    """Return the picture ``name`` that lies in ``folder``; never one from outside of it."""
    path = folder / name
    if not name or "\\" in name or "\0" in name or ":" in name or Path(name).is_absolute():
        raise PictureError(f"The picture “{name}” is not a file's name", _BESIDE)
    if path.suffix not in (".svg", ".png"):
        raise PictureError(f"The picture “{name}” is neither .svg nor .png", "Save it as one")
    if not path.resolve().is_relative_to(folder.resolve()):
        raise PictureError(f"The picture “{name}” lies outside of the lesson's folder", _BESIDE)
    if not path.is_file():
        raise PictureError(f"There is no picture “{name}” beside the notebook", _BESIDE)
    return path


_BESIDE = "Put the file beside the notebook and give its name alone, such as bread.svg"


@dataclass(frozen=True)
class Picture:
    """A picture that was read and found safe; ``wide`` ones need a row of their own."""

    markup: str
    wide: bool

    def html(self, css: str = "picture") -> str:
        """Return its HTML with the class ``css``."""
        return self.markup.replace(_CLASS, css, 1)


_CLASS = "@class@"
_WIDE = 1.3


def read(folder: Path, name: str, alt: str) -> Picture:
    """Return the picture ``name`` in ``folder`` with the spoken text ``alt``.

    Raises PictureError when it is not there, has no alt text, is too heavy, unreadable, or holds
    more than a drawing.
    """
    path = find(folder, name)
    if not alt.strip():
        raise PictureError(
            f"The picture “{name}” has no alt text",
            "Say in one sentence what is to be seen, for children who cannot see it",
        )
    return _png(path, alt) if path.suffix == ".png" else _svg(path, alt)


def _png(path: Path, alt: str) -> Picture:
    _weigh(path, MAX_PNG)
    data = path.read_bytes()
    if not data.startswith(b"\x89PNG\r\n\x1a\n") or len(data) < 24:
        raise PictureError(f"“{path.name}” is not a PNG picture", "Export it again as PNG")
    width, height = struct.unpack(">II", data[16:24])
    coded = base64.b64encode(data).decode("ascii")
    markup = (
        f'<img class="{_CLASS}" alt="{escape(alt)}" width="{width}" height="{height}"'
        f' src="data:image/png;base64,{coded}">'
    )
    return Picture(markup, width > _WIDE * height)


def _weigh(path: Path, limit: int) -> None:
    size = path.stat().st_size
    if size > limit:
        raise PictureError(
            f"“{path.name}” has {size:,} bytes; {limit:,} are allowed",
            "Make it smaller: every child's phone loads it",
        )


def _svg(path: Path, alt: str) -> Picture:
    _weigh(path, MAX_SVG)
    try:
        text = path.read_bytes().decode("utf-8-sig")
        if "<!DOCTYPE" in text or "<!ENTITY" in text:
            # An editor's DOCTYPE is harmless but entities are not; expat would expand them.
            text = re.sub(r"<!DOCTYPE\s[^\[\]>]*>", "", text, count=1)
            if "<!DOCTYPE" in text or "<!ENTITY" in text:
                raise PictureError(f"“{path.name}” declares entities", _PLAIN)
        root = ET.fromstring(text)  # noqa: S314 - no entity is left in it, and it is small
    except (UnicodeDecodeError, ET.ParseError, RecursionError) as error:
        raise PictureError(f"“{path.name}” is not readable SVG ({error})", _PLAIN) from error
    if root.tag != f"{_SVG}svg":
        raise PictureError(f"“{path.name}” does not begin with an svg element", _PLAIN)
    # A page may show several pictures, and the home page those of several lessons.
    prefix = re.sub(r"[^a-z0-9]+", "-", f"{path.parent.name}-{path.stem}".lower()).strip("-")
    width, height = root.get("width", ""), root.get("height", "")
    box = root.get("viewBox") or f"0 0 {_pixels(width)} {_pixels(height)}"
    for name in ("width", "height", "viewBox", "class", "id", "x", "y"):
        root.attrib.pop(name, None)
    own = _attributes(root, prefix, path.name)
    inside = _children(root, prefix, path.name, 0)
    spoken = f'role="img" aria-label="{escape(alt)}"'
    markup = f'<svg class="{_CLASS}" {spoken} viewBox="{escape(box)}"{own}>{inside}</svg>'
    return Picture(markup, _is_wide(box))


_PLAIN = "Export it as plain SVG: shapes, paths and text, without scripts, styles or links"


def _is_wide(box: str) -> bool:
    try:
        _, _, width, height = (float(value) for value in box.replace(",", " ").split())
    except ValueError:
        return False
    return width > _WIDE * height


def _pixels(length: str) -> str:
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)(?:px)?\s*", length)
    return found[1] if found else "100"


def _children(parent: ET.Element, prefix: str, name: str, depth: int) -> str:
    if depth > 40:
        raise PictureError(f"“{name}” is nested too deep", _PLAIN)
    parts = [escape(parent.text, quote=False)] if _speaks(parent) and parent.text else []
    for child in parent:
        parts.append(_element(child, prefix, name, depth))
        if _speaks(parent) and child.tail:
            parts.append(escape(child.tail, quote=False))
    return "".join(parts)


def _speaks(element: ET.Element) -> bool:
    return element.tag in (f"{_SVG}text", f"{_SVG}tspan")


def _element(element: ET.Element, prefix: str, name: str, depth: int) -> str:
    tag = element.tag
    if not isinstance(tag, str) or not tag.startswith(_SVG):
        return ""  # a drawing program's own notes
    tag = tag.removeprefix(_SVG)
    if tag in _SILENT:
        return ""
    if tag not in _ELEMENTS:
        raise PictureError(f"“{name}” has a {tag} element, which may do more than draw", _PLAIN)
    inside = _children(element, prefix, name, depth + 1)
    attributes = _attributes(element, prefix, name)
    return f"<{tag}{attributes}>{inside}</{tag}>" if inside else f"<{tag}{attributes}/>"


def _attributes(element: ET.Element, prefix: str, name: str) -> str:
    parts = []
    given = dict(element.attrib)
    for declaration in given.pop("style", "").split(";"):
        key, colon, value = declaration.partition(":")
        if colon:  # what drawing programs write as style is the same as an attribute
            given[key.strip()] = value.strip()
    for key, value in given.items():
        key = "href" if key == _XLINK else key
        if key.lower().startswith("on"):
            raise PictureError(f"“{name}” has the script attribute {key}", _PLAIN)
        if key not in _ATTRIBUTES:
            continue
        if key == "href":
            if not value.startswith("#"):
                raise PictureError(f"“{name}” refers to “{value}”, outside of itself", _PLAIN)
            value = f"#{prefix}-{value[1:]}"
        elif key == "id":
            value = f"{prefix}-{value}"  # two pictures of one page may both have a “shade”
        elif _UNSAFE.search(value):
            raise PictureError(f"“{name}” has {key}=“{value[:60]}”, outside of itself", _PLAIN)
        value = _LOCAL.sub(rf"url(#{prefix}-\1)", value)
        parts.append(f' {key}="{escape(value)}"')
    return "".join(parts)
