"""Panels that packages add to home and desk: asked beside the service, cleaned, left out if bad."""

import asyncio
import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass

import bleach
from markupsafe import Markup

from lp_widgets.extensions import Panel

PATIENCE = 2.0
"""Seconds that all panels of a page have together; a page does not wait longer for them."""
MAX_HTML = 20_000
_ELEMENTS = frozenset(
    """
    a b bdi br code dd dl dt em h3 i li ol p small span strong sub sup table tbody td th thead tr
    ul
    """.split()  # noqa: SIM905 - a list of words reads better so
)
_ATTRIBUTES = {"*": ["lang", "dir"], "a": ["href"], "th": ["scope"], "td": ["colspan"]}

# What these hold is no text: taken away whole, where other elements leave theirs behind.
_NO_TEXT = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|$)", re.I | re.S)

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Shown:
    """One panel as the page shows it."""

    title: str
    html: Markup


async def shown(panels: Iterable[Panel], who: str, locale: str) -> list[Shown]:
    """Return the panels that have something to say to ``who``; no page fails because of one."""
    asked = [(panel, asyncio.to_thread(panel.make, who, locale)) for panel in panels]
    tasks = [asyncio.ensure_future(work) for _, work in asked]
    if tasks:
        await asyncio.wait(tasks, timeout=PATIENCE)
    made = [_made(panel, task) for (panel, _), task in zip(asked, tasks, strict=True)]
    return [each for each in made if each is not None]


def _made(panel: Panel, task: "asyncio.Future[tuple[str, str] | None]") -> Shown | None:
    if not task.done():
        task.cancel()
        _log.error("The panel “%s” is left out: it takes too long", panel.name)
        return None
    try:
        answer = task.result()
        if answer is None:
            return None
        title, html = answer
        told = _NO_TEXT.sub("", str(html)[:MAX_HTML])
        clean = bleach.clean(told, _ELEMENTS, _ATTRIBUTES, protocols={"http", "https"}, strip=True)
        return Shown(str(title)[:200], Markup(clean))  # noqa: S704
    except Exception as error:
        # Only the kind of error is told: its text may name a child.
        _log.error("The panel “%s” is left out: %s", panel.name, type(error).__name__)
        return None
