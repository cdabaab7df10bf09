"""What a preview shows around a lesson: the list of lessons, and what its author has to mend."""

import json
from html import escape
from typing import Any

from lp_widgets import locales
from lp_widgets.lesson import LessonError

RELOAD = """\
/** Load the page again when its lesson has changed on disk. */
const changes = new EventSource("/changes" + new URL(import.meta.url).search);
changes.onmessage = () => location.reload();
"""


def told(
    locale: str, name: str, kept: dict[str, object], theme: str, variants: dict[str, Any]
) -> str:
    """Return what the classroom puts into a lesson's page, and the script that reloads it."""
    learner = {
        "account": "preview",
        "api": "/api/",
        "home": f"/{locale}/",
        "theme": theme,
        "responses": kept,
        "variants": variants,
    }
    written = json.dumps(learner, ensure_ascii=False).replace("<", "\\u003c")
    return (
        f'<script type="application/json" id="lp-learner">{written}</script>'
        '<script type="module" src="/reload.js"></script>'
    )


def listed(titles: dict[str, str], locale: str, static: str) -> str:
    """Return the page with a link to each lesson, and to each language."""
    rows = "".join(
        f'<a class="row" href="/{locale}/lesson/{escape(name)}"><span class="grow">'
        f"{escape(title)}</span></a>"
        for name, title in titles.items()
    )
    tags = " · ".join(
        f'<a href="/{tag}/" lang="{tag}" dir="{locales.direction(tag)}">'
        f"{escape(locales.own_name(tag))}</a>"
        for tag in locales.available()
    )
    return _page("Lessons", f"{rows}<p>{tags}</p>", static)


def trouble(error: LessonError, static: str) -> str:
    """Return the page that stands in a lesson's place until its author has mended it."""
    where = f"{error.file}, cell “{error.cell}”" if error.cell else str(error.file)
    return _page(
        "This lesson cannot be shown yet",
        f'<section class="sheet"><div class="in"><p><b>{escape(error.problem)}.</b></p>'
        f"<p>{escape(error.remedy)}.</p><p><code>{escape(where)}</code></p></div></section>"
        '<p class="meta">This page loads itself again when the file is saved.</p>',
        static,
    )


def _page(title: str, body: str, static: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(title)}</title><link rel="icon" href="data:,">'
        f'<link rel="stylesheet" href="{static}/passport.css"></head><body>'
        f'<main class="wrap"><h1>{escape(title)}</h1>{body}</main>'
        '<script type="module" src="/reload.js"></script></body></html>'
    )
