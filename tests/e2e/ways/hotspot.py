"""Touch the places on the picture, or walk each point there with the arrow keys."""

import re


def by_pointer(box, response, tap):
    tap(box.locator(".chips .btn"))
    frame = box.locator(".pictured")
    touch = box.page.evaluate("navigator.maxTouchPoints > 0")
    for x, y in response:
        wide, high = frame.evaluate("el => [el.clientWidth, el.clientHeight]")
        at = {"x": float(x) / 100 * wide, "y": float(y) / 100 * high}
        (frame.tap if touch else frame.click)(position=at)


def by_keys(box, response):
    press = box.page.keyboard.press
    box.locator(".chips .btn").focus()
    press("Enter")
    for place, point in enumerate(response):
        chip = box.locator(".chip").nth(place)
        chip.focus()
        for axis, (more, less) in enumerate(
            (("ArrowRight", "ArrowLeft"), ("ArrowDown", "ArrowUp"))
        ):
            for _ in range(60):
                found = re.findall(r"\d+", chip.get_attribute("aria-label"))
                there = int(found[axis]) if found else 50
                away = int(point[axis]) - there
                if found and not away:
                    break
                shift = "Shift+" if abs(away) >= 10 else ""
                press(shift + (more if away >= 0 else less))


def same(sent, response):
    """A finger is half a percent of the picture away from where it was meant to be."""
    return len(sent) == len(response) and all(
        abs(float(here) - float(there)) <= 0.5
        for pair, wanted in zip(sent, response, strict=True)
        for here, there in zip(pair, wanted, strict=True)
    )
