"""Move each line up to its place, by its button or by the arrow keys."""

from tests.e2e.ways import press


def _rows(box, response):
    for place, item in enumerate(response):
        row = box.locator(f'li[data-id="{item}"]')
        while row.evaluate("li => [...li.parentElement.children].indexOf(li)") > place:
            yield row


def by_pointer(box, response, tap):
    for row in _rows(box, response):
        tap(row.get_by_role("button").first)


def by_keys(box, response):
    for row in _rows(box, response):
        press(row.get_by_role("button").first, "ArrowUp")
