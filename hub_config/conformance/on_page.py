"""The built page in a real browser, on a phone 360 pixels wide: seen, heard, touched and typed."""

import itertools
from collections.abc import Iterator
from functools import partial
from typing import Any

from hub_config.conformance import jupyterlab, keyboard, words
from hub_config.conformance.browser import Chromium, axe
from hub_config.conformance.lesson import Served
from hub_config.conformance.marks import expected, given
from hub_config.conformance.outcome import Check, Unmet, some
from lp_widgets.questions import QuestionType
from lp_widgets.widgets.widget_type import WidgetType

_PAINT = 'Paint what model.get("response") says, also when the view starts.'
_COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}
_THEMES: tuple[dict[str, Any], ...] = (
    {"color_scheme": "dark"},
    {"color_scheme": "light", "contrast": "more"},
)


STARTS = "Its view starts on a page, and calls no other host"


def checks(kind: QuestionType | WidgetType, served: Served, chromium: Chromium) -> Iterator[Check]:
    """Yield the checks of the page of ``kind``."""
    for check, work in (
        (STARTS, _starts),
        ("Nothing is wider than a phone, in either direction", _fits),
        ("Every control is large enough for a thumb", _large),
        ("Every control has a name and a role", keyboard.named),
        ("Every control is reached by keyboard", keyboard.reached),
        ("Every sentence can be translated", words.translated),
        ("It starts in JupyterLab, in a shadow root", jupyterlab.starts),
        ("axe-core finds nothing, in both directions and all themes", _axe),
    ):
        yield check, partial(work, kind, served, chromium)
    if isinstance(kind, QuestionType):
        for check, ask in (
            ("It can be answered by keyboard alone", keyboard.answered),
            ("The page gives the same marks", _marks),
            ("A response is there again when the page is loaded anew", _restored),
        ):
            yield check, partial(ask, kind, served, chromium)


def _starts(kind: QuestionType | WidgetType, served: Served, chromium: Chromium) -> None:
    with chromium.phone(kind.name) as phone:
        phone.open(served.page())
        phone.page.wait_for_timeout(200)  # for what a view fetches when it has started
        if phone.troubles:
            raise Unmet(f"Its script stops: {some(phone.troubles)}.")
        if not phone.page.evaluate("Boolean(window.lpProbe.el?.childNodes.length)"):
            raise Unmet("render puts nothing into el.")
        if outside := phone.outside():
            raise Unmet(f"It calls {some(outside)}. A lab has no internet: bring it along.")


def _fits(kind: QuestionType | WidgetType, served: Served, chromium: Chromium) -> None:
    for locale in ("en", "ar"):
        with chromium.phone(kind.name) as phone:
            found = phone.open(served.page(locale)).ask("overflow")
            if found:
                raise Unmet(
                    f"In {locale} the page is {found['wide']} pixels wider than 360, by"
                    f" {found['html']}. Let it wrap, or scroll in a place of its own."
                )


def _large(kind: QuestionType | WidgetType, served: Served, chromium: Chromium) -> None:
    with chromium.phone(kind.name) as phone:
        found = phone.open(served.page()).ask("small")
        if found:
            raise Unmet(f"Make these at least 44 by 44 pixels: {some(found)}.")


def _marks(kind: QuestionType, served: Served, chromium: Chromium) -> None:
    for response in given(kind):
        if not _can_travel(response):
            continue
        served.forget()
        told, wanted = served.answer(response), expected(kind, response)
        if (told["state"], told["score"]) != (wanted.state, wanted.score):
            raise Unmet(f"The page shows {told['state']} for {response!r}, mark {wanted.state}.")
    served.forget()


def _restored(kind: QuestionType, served: Served, chromium: Chromium) -> None:
    valid = [each for each in given(kind) if expected(kind, each).state != "invalid"]
    looks: list[tuple[Any, str]] = []
    with chromium.phone(kind.name) as phone:
        untouched = phone.open(served.page()).ask("look")
        for response in valid[:4]:
            served.forget()
            served.answer(response)
            phone.open(served.page())
            phone.page.wait_for_timeout(50)
            kept = phone.ask("response")
            if kept != response:
                raise Unmet(f"{response!r} was given, and the view makes {kept!r} of it.")
            looks.append((response, phone.ask("look")))
            if found := phone.ask("overflow"):
                raise Unmet(f"With {response!r} it is {found['wide']} pixels too wide.")
        if phone.troubles:
            raise Unmet(f"Its script stops: {some(phone.troubles)}.")
    served.forget()
    for (one, seen), (other, again) in itertools.combinations(looks, 2):
        if seen == again and not _alike(kind, one, other):
            raise Unmet(f"With {one!r} the view looks as with {other!r}. {_PAINT}")
    if looks and all(look == untouched for _, look in looks):
        raise Unmet(f"With {valid[0]!r} the view looks as with no answer. {_PAINT}")


def _alike(kind: QuestionType, one: Any, other: Any) -> bool:
    """Say whether two responses are one: what a set lists has no order."""
    return kind.response_shape.startswith("set") and sorted(one) == sorted(other)


def _can_travel(response: Any) -> bool:
    """Say whether a browser can send this as JSON; nothing given is never sent."""
    return response is not None and response == response


def _axe(kind: QuestionType | WidgetType, served: Served, chromium: Chromium) -> None:
    for locale in ("en", "ar"):
        with chromium.phone(kind.name) as phone:
            page = phone.open(served.page(locale)).page
            if found := axe(page):
                raise Unmet(f"In {locale}: {some(found)}.")
            for theme in _THEMES:
                page.emulate_media(**theme)
                if found := axe(page, **_COLOURS):
                    raise Unmet(f"In the theme {theme}: {some(found)}.")
