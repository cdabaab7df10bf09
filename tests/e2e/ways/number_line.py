"""Touch the line where a number is, or walk each point there with the arrow keys."""

import re
from fractions import Fraction

from tests.e2e.ways.points import walk

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
    def read(chip):
        return [int(each) for each in re.findall(r"\d+", chip.get_attribute("aria-label"))][:1]

    points = [[int((Fraction(number) - LOW) / SNAP)] for number in response]
    walk(box, points, read, (0,), (("ArrowRight", "ArrowLeft"),))
