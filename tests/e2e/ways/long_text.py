"""Type into the large field."""

from tests.e2e.ways import type_over


def by_pointer(box, response, tap):
    field = box.locator("textarea")
    tap(field)
    field.fill(response)


def by_keys(box, response):
    type_over(box.locator("textarea"), response)
