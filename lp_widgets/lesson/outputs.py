"""What a kernel printed, as HTML. A kernel runs a learner's code: nothing in it is trusted.

Its HTML and scripts are never put into the page, which is of the hub's own origin; pictures come
as data URIs of an ``img``, where a script inside an SVG is dead.
"""

import base64
import binascii
import re
from collections.abc import Mapping
from html import escape
from typing import Any

MAX_TEXT = 20_000
MAX_PICTURE = 2_000_000
_PICTURES = ("image/svg+xml", "image/png", "image/jpeg", "image/gif")
_MODEL = re.compile(r"[0-9a-f]{32}|[0-9a-f-]{36}")
_VIEW = "application/vnd.jupyter.widget-view+json"


def html(outputs: Any, broken: str) -> str:
    """Return the HTML of a cell's ``outputs``; an error becomes the sentence ``broken``.

    Never raises: what does not look like an output is left out.
    """
    if not isinstance(outputs, list):
        return ""
    return "".join(_one(output, broken) for output in outputs if isinstance(output, Mapping))


def _one(output: Mapping[str, Any], broken: str) -> str:
    kind = output.get("output_type")
    if kind == "stream":
        # stderr is for the author: warnings of libraries tell a child nothing
        return _text(output.get("text")) if output.get("name") == "stdout" else ""
    if kind == "error":
        return f'<p class="meta live-error">{escape(broken)}</p>'
    data = output.get("data")
    if kind not in ("display_data", "execute_result") or not isinstance(data, Mapping):
        return ""
    view = data.get(_VIEW)
    if isinstance(view, Mapping) and _MODEL.fullmatch(str(view.get("model_id"))):
        return f'<div class="live-widget" data-model="{view["model_id"]}"></div>'
    plain = data.get("text/plain")
    for mime in _PICTURES:
        if mime in data:
            return _picture(mime, data[mime], _joined(plain))
    return _text(plain)


def _joined(text: Any) -> str:
    if isinstance(text, list):
        text = "".join(piece for piece in text if isinstance(piece, str))
    return text if isinstance(text, str) else ""


def _text(text: Any) -> str:
    shown = _joined(text)
    if not shown.strip():
        return ""
    if len(shown) > MAX_TEXT:
        shown = shown[:MAX_TEXT] + "…"
    return f'<pre class="out" dir="auto">{escape(shown)}</pre>'


def _picture(mime: str, value: Any, alt: str) -> str:
    text = _joined(value)
    if not text or len(text) > MAX_PICTURE:
        return ""
    if mime == "image/svg+xml":
        coded = base64.b64encode(text.encode("utf-8", "replace")).decode("ascii")
    else:
        try:
            coded = base64.b64encode(base64.b64decode(text, validate=False)).decode("ascii")
        except (binascii.Error, ValueError):
            return ""
    return f'<img class="out" alt="{escape(alt[:300])}" src="data:{mime};base64,{coded}">'
