"""Points that keys move: each has a button that says where it is."""


def walk(box, points, read, start, keys):
    """Put each of ``points`` (whole numbers along each axis) to its place with the keyboard alone.

    ``read(chip)`` returns where a point is, or nothing; ``start`` is where keys begin, and ``keys``
    are the pair of keys of each axis that make its number larger and smaller.
    """
    press = box.page.keyboard.press
    box.locator(".chips .btn").focus()
    press("Enter")
    for place, wanted in enumerate(points):
        chip = box.locator(".chip").nth(place)
        chip.focus()
        for axis, (more, less) in enumerate(keys):
            for _ in range(60):
                there = read(chip)
                away = wanted[axis] - (there or start)[axis]
                if there and not away:
                    break
                shift = "Shift+" if abs(away) >= 10 else ""
                press(shift + (more if away >= 0 else less))
