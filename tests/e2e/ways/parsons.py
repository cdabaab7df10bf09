"""Take out what stands there, then choose line by line and move each to its depth."""

INDENT = 4


def _wanted(response):
    for line in response.split("\n"):
        yield line.strip(), (len(line) - len(line.lstrip())) // INDENT


def _depth(row):
    return int(row.evaluate("line => getComputedStyle(line).getPropertyValue('--depth') || 0"))


def by_pointer(box, response, tap):
    built = box.locator(".built .line")
    while built.count():
        if built.first.get_attribute("aria-pressed") != "true":
            tap(built.first)
        tap(box.locator('[data-key="Delete"]'))
    for text, depth in _wanted(response):
        tap(box.locator(".pool .line").get_by_text(text, exact=True).first)
        while (there := _depth(built.last)) != depth:
            tap(box.locator(f'[data-key="{"ArrowLeft" if there > depth else "ArrowRight"}"]'))


def by_keys(box, response):
    press = box.page.keyboard.press
    built = box.locator(".built .line")
    while built.count():
        built.last.focus()
        press("Delete")
    for text, depth in _wanted(response):
        box.locator(".pool .line").get_by_text(text, exact=True).first.focus()
        press("Enter")
        while (there := _depth(built.last)) != depth:
            press("ArrowLeft" if there > depth else "ArrowRight")
