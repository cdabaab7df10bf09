"""Touch the places on the picture, or walk each point there with the arrow keys."""

import re

from tests.e2e.ways.points import walk


def by_pointer(box, response, tap):
    tap(box.locator(".chips .btn"))
    frame = box.locator(".pictured")
    touch = box.page.evaluate("navigator.maxTouchPoints > 0")
    for x, y in response:
        wide, high = frame.evaluate("el => [el.clientWidth, el.clientHeight]")
        at = {"x": float(x) / 100 * wide, "y": float(y) / 100 * high}
        (frame.tap if touch else frame.click)(position=at)


def by_keys(box, response):
    def read(chip):
        return [int(each) for each in re.findall(r"\d+", chip.get_attribute("aria-label"))]

    points = [[int(each) for each in point] for point in response]
    walk(box, points, read, (50, 50), (("ArrowRight", "ArrowLeft"), ("ArrowDown", "ArrowUp")))


def same(sent, response):
    """A finger is half a percent of the picture away from where it was meant to be."""
    return len(sent) == len(response) and all(
        abs(float(here) - float(there)) <= 0.5
        for pair, wanted in zip(sent, response, strict=True)
        for here, there in zip(pair, wanted, strict=True)
    )
