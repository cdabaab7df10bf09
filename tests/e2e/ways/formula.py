"""Type into the field."""

from tests.e2e.ways import type_over


def by_pointer(box, response, tap):
    field = box.locator("input")
    tap(field)
    field.fill(response)


def by_keys(box, response):
    type_over(box.locator("input"), response)
