"""Author's text to safe HTML: Markdown, stacked fractions ``{3/4}``, numbers ``{1.5}``.

Raw HTML in the source is shown as text, never obeyed: a lesson may come from a stranger.
"""

import re
from collections.abc import Callable
from html import escape
from typing import Any

import mistune
from babel import Locale
from babel.numbers import get_decimal_symbol

from lp_widgets.locales import digits, language

Picture = Callable[[str, str], str]
"""Makes the HTML of a picture from its path beside the notebook and its text (alt)."""

_VALUE = r"-?\d+(?:\.\d+)?|(?:-?\d+ )?-?\d+/\d+"
_MARKED = re.compile(r"\{(" + _VALUE + r")\}")
_NUMBERING = {"ar": "arab", "ckb": "arab", "fa": "arabext", "ps": "arabext"}
_BLANK = re.compile(r"\n[ \t]*\n\s*")


def blocks(source: str, locale: str, picture: Picture | None = None) -> str:
    """Render Markdown of several paragraphs; ``picture`` makes the HTML of ``![alt](path)``."""
    return str(_markdown(locale, picture)(source)).strip()


def inline(source: str, locale: str) -> str:
    """Render the Markdown of one label or sentence, without a paragraph around it."""
    markdown = _markdown(locale, None)
    assert isinstance(markdown.renderer, mistune.HTMLRenderer)
    parts = []
    for part in _BLANK.split(source.strip()):
        state = markdown.inline.state_cls({})
        state.src = part
        tokens = markdown.inline.render(state)
        parts.append(markdown.renderer.render_tokens(tokens, markdown.block.state_cls()))
    return "<br>".join(parts)


def plain(source: str, locale: str) -> str:
    """Return a text without markup, for a title or a spoken label: ``{1.5}`` becomes ``1.5``."""
    return _MARKED.sub(lambda found: written(found[1], locale), source).strip()


def written(value: str, locale: str) -> str:
    """Write an ASCII number or fraction in the digits and decimal sign of ``locale``.

    The author's zeros stay: ``1.50`` is not ``1.5`` in a lesson about measuring.
    """
    symbol = get_decimal_symbol(
        Locale.parse(locale, sep="-"),
        numbering_system=_NUMBERING.get(language(locale), "default"),
    )
    return digits(value.replace(".", symbol).replace("-", "−"), locale)


def number(value: str, locale: str) -> str:
    """Return the HTML of ``3/4`` (stacked), ``1 3/4`` or ``1.5`` (isolated, left to right)."""
    whole, _, rest = value.rpartition(" ")
    if "/" not in rest:
        return f'<span class="num">{written(value, locale)}</span>'
    above, below = rest.split("/")
    label = written(rest, locale)  # the whole part is read on its own, before it
    sign = "−" if above.startswith("-") else ""
    stacked = (
        f'<span class="frac" role="math" aria-label="{label}">'
        f"<b>{written(above.lstrip('-'), locale)}</b><b>{written(below, locale)}</b></span>"
    )
    before = written(whole, locale) + sign
    return f'<span class="num">{before}{stacked}</span>' if before else stacked


def _markdown(locale: str, picture: Picture | None) -> mistune.Markdown:
    markdown = mistune.create_markdown(renderer=_Renderer(locale, picture), plugins=["table"])
    markdown.inline.register("lp_number", r"\{(?P<lp_value>" + _VALUE + r")\}", _parse, "link")
    return markdown


def _parse(_inline: Any, match: re.Match[str], state: Any) -> int:
    state.append_token({"type": "lp_number", "raw": match.group("lp_value")})
    return match.end()


class _Renderer(mistune.HTMLRenderer):
    """Escapes raw HTML, keeps headings below the page's title, refuses unsafe addresses."""

    def __init__(self, locale: str, picture: Picture | None) -> None:
        super().__init__(escape=True)
        self._locale, self._picture = locale, picture

    def lp_number(self, raw: str) -> str:
        return number(raw, self._locale)

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        level = max(2, level)  # the page's title is the only h1
        return f"<h{level}>{text}</h{level}>\n"

    def block_code(self, code: str, info: str | None = None) -> str:
        return f'<pre dir="ltr"><code>{escape(code)}</code></pre>\n'

    def codespan(self, text: str) -> str:
        return f'<code dir="ltr">{escape(text)}</code>'

    def link(self, text: str, url: str, title: str | None = None) -> str:
        if not url.lower().startswith(("http://", "https://", "#")):
            return text
        return f'<a href="{escape(url)}" rel="noopener noreferrer">{text}</a>'

    def image(self, text: str, url: str, title: str | None = None) -> str:
        alt = re.sub(r"<[^>]*>", "", text)
        return self._picture(url, alt) if self._picture else alt
