"""Every sentence of a view comes from a catalog: shown in a language that nobody speaks."""

import re
from collections.abc import Iterator
from typing import Any

from hub_config.conformance import keyboard
from hub_config.conformance.browser import Chromium, Phone
from hub_config.conformance.lesson import Served
from hub_config.conformance.marks import expected, given
from hub_config.conformance.outcome import Unmet, some
from hub_config.conformance.source import made, state
from lp_widgets.questions import QuestionType
from lp_widgets.widgets.widget_type import WidgetType


def translated(kind: QuestionType | WidgetType, served: Served, chromium: Chromium) -> None:
    """Look for words that neither passed ``ui.t`` or ``ui.tn`` nor are the author's.

    The view is used first, so that what it says then is heard too.
    """
    authors = list(_strings(_public(kind)))
    with chromium.phone(kind.name, pseudo=True) as phone:
        phone.open(served.page())
        found = phone.ask("plain")
        _use(phone)
        found += phone.ask("plain")
        if isinstance(kind, QuestionType):
            for response in given(kind)[:4]:
                if expected(kind, response).state != "invalid":
                    served.forget()
                    served.answer(response)
                    found += phone.open(served.page()).ask("plain")
                    authors += _strings(response)
            served.forget()
    left = sorted({each for each in found if _beside(each, authors)})
    if left:
        raise Unmet(
            f"These words did not come through ui.t: {some([f'“{each}”' for each in left])}. What"
            " is no word of any language stands in an element with translate=no."
        )


def _use(phone: Phone) -> None:
    for place in keyboard.stops(phone):
        if place < phone.ask("count"):
            phone.ask("focus", place)
            phone.press("1" if phone.ask("isText") else "Space")
            phone.press("ArrowRight")


def _public(kind: QuestionType | WidgetType) -> dict[str, Any]:
    if isinstance(kind, QuestionType):
        return kind.public_spec(made(kind)[0])
    return state(kind)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, each in value.items():
            yield str(name)
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)
    elif isinstance(value, str):
        yield value


def _beside(shown: str, authors: list[str]) -> bool:
    """Say whether words are left of ``shown`` when everything that an author wrote is taken out."""
    written = " ".join(_plain(each) for each in authors)
    if _plain(shown) in written:
        return False
    rest = _plain(shown)
    for each in sorted(map(_plain, authors), key=len, reverse=True):
        if len(each) >= 3:
            rest = rest.replace(each, " ")
    return re.search("[A-Za-z]{3}", rest) is not None


def _plain(text: str) -> str:
    """Return a text without the marks of our Markdown, its spaces as one."""
    return re.sub(r"\s+", " ", re.sub(r"[{}*`]|\[\[[\w-]+\]\]", " ", text)).strip()
