"""Touch each word that has to change, or press Space on it."""

from tests.e2e.ways import press


def _to_change(box, response):
    for word in box.locator(".mark-words button").all():
        on = word.get_attribute("aria-pressed") == "true"
        if on != (word.get_attribute("data-id") in response):
            yield word


def by_pointer(box, response, tap):
    for word in _to_change(box, response):
        tap(word)


def by_keys(box, response):
    for word in _to_change(box, response):
        press(word, "Space")
