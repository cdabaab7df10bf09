"""Touch each option that has to change, or press Space on it."""

from tests.e2e.ways import press


def _to_change(box, response):
    for field in box.locator("input").all():
        if field.is_checked() != (field.get_attribute("value") in response):
            yield field


def by_pointer(box, response, tap):
    for field in _to_change(box, response):
        tap(field.locator("xpath=.."))


def by_keys(box, response):
    for field in _to_change(box, response):
        press(field, "Space")
