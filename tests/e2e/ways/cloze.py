"""Write into each gap or choose from its list; what the response leaves out is emptied."""

from tests.e2e.ways import type_over


def _gaps(box, response):
    for field in box.locator("[data-gap]").all():
        wanted = response.get(field.get_attribute("data-gap"), "")
        if field.input_value() != wanted:
            yield field, wanted, field.evaluate("field => field.tagName") == "SELECT"


def by_pointer(box, response, tap):
    for field, wanted, is_list in _gaps(box, response):
        if is_list:  # the list that opens is the system's own
            field.select_option(wanted)
        else:
            tap(field)
            field.fill(wanted)


def by_keys(box, response):
    for field, wanted, is_list in _gaps(box, response):
        if not is_list:
            type_over(field, wanted)
            continue
        field.focus()
        values = field.locator("option").evaluate_all("all => all.map((one) => one.value)")
        steps = values.index(wanted) - values.index(field.input_value())
        for _ in range(abs(steps)):
            box.page.keyboard.press("ArrowDown" if steps > 0 else "ArrowUp")
