"""What an author wrote, and what a learner gave, as safe HTML for a page of the classroom."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from lp_widgets import locales
from lp_widgets.questions.readable import FIXED
from lp_widgets.text import inline


def html(source: str, locale: str) -> Markup:
    """Return an author's text with its marks, such as ``{3/4}``, drawn."""
    # ``inline`` escapes whatever is not its own small Markdown.
    return Markup(inline(source, locale))  # noqa: S704


def line(kind: str, spec: Mapping[str, Any], given: str, locale: str) -> Markup:
    """Return one line of ``readable``: what a learner typed is text and no more."""
    if given in FIXED.get(kind, {}).values():
        given = locales.catalog(locale, "interface-questions").gettext(given)
    ours = any(given in (spec.get(field) or {}).values() for field in ("options", "items"))
    return html(given, locale) if ours else Markup("<bdi>{}</bdi>").format(given)
