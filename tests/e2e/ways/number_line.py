"""Touch the line where a number is, or walk each point there with the arrow keys."""

import re
from fractions import Fraction

LOW, HIGH, SNAP = 0, 2, Fraction(1, 4)


def by_pointer(box, response, tap):
    tap(box.locator(".chips .btn"))
    frame, line = box.locator(".lined"), box.locator(".line")
    touch = box.page.evaluate("navigator.maxTouchPoints > 0")
    for number in response:
        outer, inner = frame.bounding_box(), line.bounding_box()
        along = float((Fraction(number) - LOW) / (HIGH - LOW)) * inner["width"]
        at = {"x": inner["x"] - outer["x"] + along, "y": inner["y"] - outer["y"]}
        (frame.tap if touch else frame.click)(position=at)


def by_keys(box, response):
    press = box.page.keyboard.press
    box.locator(".chips .btn").focus()
    press("Enter")
    for place, number in enumerate(response):
        chip = box.locator(".chip").nth(place)
        chip.focus()
        wanted = int((Fraction(number) - LOW) / SNAP)
        for _ in range(20):
            found = re.findall(r"\d+", chip.get_attribute("aria-label"))
            if found and int(found[0]) == wanted:
                break
            press("ArrowRight" if not found or int(found[0]) < wanted else "ArrowLeft")
