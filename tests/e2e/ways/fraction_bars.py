"""Cut the bar and colour it, step by step."""


def _steps(box, response):
    """Yield each button to use: of the parts first, then of the colour."""
    coloured, parts = response.split("/")
    bar = box.get_by_role("slider")
    for stepper, wanted, now in ((0, parts, "aria-valuemax"), (1, coloured, "aria-valuenow")):
        less, more = box.locator(".steps > div").nth(stepper).locator("button").all()
        while (there := int(bar.get_attribute(now))) != int(wanted):
            yield less if there > int(wanted) else more


def by_pointer(box, response, tap):
    for button in _steps(box, response):
        tap(button)


def by_keys(box, response):
    bar = box.get_by_role("slider")
    steppers = box.locator(".steps > div")
    for button in _steps(box, response):
        if button.evaluate("(b, s) => s.contains(b)", steppers.nth(0).element_handle()):
            button.focus()
            box.page.keyboard.press("Enter")
        else:
            more = int(bar.get_attribute("aria-valuenow")) < int(response.split("/")[0])
            bar.focus()
            box.page.keyboard.press("ArrowUp" if more else "ArrowDown")
