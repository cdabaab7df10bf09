"""A sheet as HTML: what stands there before a view comes, the same everywhere."""

from html import escape

from lp_widgets.pictures import Picture


def question_sheet(
    name: str,
    kind: str,
    ask: str,
    *,
    number: str = "",
    picture: Picture | None = None,
    tongue: str = "",
) -> str:
    """Return the placeholder of the question ``name``.

    ``ask`` and ``number`` are ready HTML; ``tongue`` is lang and dir of a text that is not in the
    page's language. A narrow picture stands beside the text, a wide one below it. The view is put
    into ``data-view``.
    """
    name, kind = escape(name), escape(kind)
    over = f'<p class="q-no">{number}</p>\n' if number else ""
    beside = f"\n{picture.html('qpic')}" if picture and not picture.wide else ""
    below = f"{picture.html()}\n" if picture and picture.wide else ""
    return (
        f'<section class="sheet q" data-question="{name}" data-type="{kind}"'
        f' aria-labelledby="q-{name}">\n'
        f'<div class="q-body">{over}'
        f'<div class="q-top"><p class="q-text" id="q-{name}"{tongue}>{ask}</p>{beside}</div>\n'
        f'{below}<div class="answer" data-view></div></div>\n</section>'
    )


def tool_sheet(name: str, kind: str, picture: Picture | None = None) -> str:
    """Return the placeholder of the widget ``name`` without a question."""
    shown = picture.html() if picture else ""
    return (
        f'<section class="sheet tool" data-widget="{escape(kind)}" data-id="{escape(name)}">'
        f"{shown}<div data-view></div></section>"
    )
