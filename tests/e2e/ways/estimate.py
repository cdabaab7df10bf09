"""Move the slider of ``docs/examples/lp-estimate`` near the number, then step to it."""

from tests.e2e.ways import press


def by_pointer(box, response, tap):
    slider = box.get_by_role("slider")
    low, high = (int(slider.get_attribute(end)) for end in ("min", "max"))
    slider.scroll_into_view_if_needed()
    place = slider.bounding_box()
    share = (int(response) - low) / (high - low)
    slider.click(position={"x": place["width"] * share, "y": place["height"] / 2})
    while (off := int(response) - int(slider.input_value())) != 0:
        tap(box.get_by_role("button", name="One more" if off > 0 else "One less"))


def by_keys(box, response):
    slider = box.get_by_role("slider")
    while (off := int(response) - int(slider.input_value())) != 0:
        if abs(off) >= 90:
            press(slider, "PageUp" if off > 0 else "PageDown")
        else:
            press(slider, *["ArrowRight" if off > 0 else "ArrowLeft"] * abs(off))
