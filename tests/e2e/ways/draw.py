"""Draw line by line with a finger, a mouse or the keys, and write the words."""

import re

from tests.e2e.ways import type_over


def _lines(response):
    for line in re.findall(r"M[^M]+", response.get("lines", "")):
        yield [(int(x), int(y)) for x, y in re.findall(r"[ML](\d+) (\d+)", line)]


def by_pointer(box, response, tap):
    # Right behind another tap, a tap may still count as the second half of a double one.
    while box.locator(".ink").get_attribute("d"):
        tap(box.locator(".do .btn").nth(1))
    paper = box.locator(".paper")
    paper.scroll_into_view_if_needed()
    touch = box.page.evaluate("navigator.maxTouchPoints > 0")
    client = box.page.context.new_cdp_session(box.page) if touch else None
    mouse = box.page.mouse
    for line in _lines(response):
        at = paper.bounding_box()
        spots = [
            {"x": at["x"] + x / 1000 * at["width"], "y": at["y"] + y / 750 * at["height"]}
            for x, y in line
        ]
        if client:
            for kind, spot in zip(["touchStart"] + ["touchMove"] * len(spots), spots, strict=False):
                client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [spot]})
            client.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
            continue
        mouse.move(**spots[0])
        mouse.down()
        for spot in spots[1:]:
            mouse.move(**spot)
        mouse.up()
    box.locator("textarea").fill(response.get("words", ""))


def by_keys(box, response):
    press = box.page.keyboard.press
    box.locator(".do .btn").nth(1).focus()
    press("Enter")
    paper = box.locator(".paper")
    paper.focus()
    nib = box.locator(".nib")
    for line in _lines(response):
        for place, spot in enumerate(line):
            for axis, (more, less) in enumerate(
                (("ArrowRight", "ArrowLeft"), ("ArrowDown", "ArrowUp"))
            ):
                while away := spot[axis] - int(nib.get_attribute("cx" if axis == 0 else "cy")):
                    press(more if away > 0 else less)
            if place == 0:
                press("Space")
        press("Space")
    type_over(box.locator("textarea"), response.get("words", ""))


def same(sent, response):
    """Lines begin and end where they were meant to, two pixels of a phone more or less."""
    made, meant = list(_lines(sent)), list(_lines(response))
    return (
        sent.get("words") == response.get("words")
        and len(made) == len(meant)
        and all(
            abs(here - there) <= 8
            for line, wanted in zip(made, meant, strict=True)
            for end in (0, -1)
            for here, there in zip(line[end], wanted[end], strict=True)
        )
    )
