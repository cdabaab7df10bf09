"""Touch the corners of the grid, or walk each point there with the arrow keys."""

import re

from tests.e2e.ways.points import walk


def _corner(box, point):
    """Return where a point lies in the drawing, in pixels from its corner."""
    return box.locator(".plane").evaluate(
        """(svg, [x, y]) => {
          const lines = [...svg.querySelectorAll(":scope > line")];
          const across = lines.filter((l) => l.getAttribute("x1") === l.getAttribute("x2"));
          const up = lines.filter((l) => l.getAttribute("y1") === l.getAttribute("y2"));
          const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
          const [left, top] = [across[x + 5].getAttribute("x1"), up[y + 5].getAttribute("y1")];
          return {x: left * scale, y: top * scale};
        }""",
        [int(each) for each in point],
    )


def by_pointer(box, response, tap):
    tap(box.locator(".chips .btn"))
    plane = box.locator(".plane")
    touch = box.page.evaluate("navigator.maxTouchPoints > 0")
    for point in response:
        (plane.tap if touch else plane.click)(position=_corner(box, point))


def by_keys(box, response):
    def read(chip):
        found = re.findall(r"[−-]?\d+", chip.inner_text())
        return [int(each.replace("−", "-")) for each in found]

    points = [[int(each) for each in point] for point in response]
    walk(box, points, read, (0, 0), (("ArrowRight", "ArrowLeft"), ("ArrowUp", "ArrowDown")))
