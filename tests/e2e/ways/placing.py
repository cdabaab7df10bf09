"""Take a card and put it into its place: by touch one after the other, or with Enter and arrows."""

from tests.e2e.ways import press


def cards_by_pointer(box, pairs, tap):
    """Put each card of ``pairs`` (card, place) where it belongs; all others go back."""
    for back in _too_much(box, pairs):
        tap(back)
        tap(box.get_by_role("button", name="Take it back"))
    for card, place in _missing(box, pairs):
        tap(card)
        tap(place)


def cards_by_keys(box, pairs):
    """Do the same with the keyboard alone: the arrows lead from one place to the next."""
    for back in _too_much(box, pairs):
        press(back, "Delete")
    for card, place in _missing(box, pairs):
        press(card, "Enter")
        for _ in range(box.locator(".slot").count()):
            if place.evaluate("el => el.getRootNode().activeElement === el"):
                break
            box.page.keyboard.press("ArrowDown")
        box.page.keyboard.press("Enter")


def _too_much(box, pairs):
    placed = box.locator(".slot .card")
    wanted = dict(pairs)
    while True:
        for card in placed.all():
            name = card.get_attribute("data-card")
            if card.evaluate("el => el.closest('[data-place]').dataset.place") != wanted.get(name):
                yield card
                break
        else:
            return


def _missing(box, pairs):
    for name, place in pairs:
        card = box.locator(f'.card[data-card="{name}"]')
        if card.evaluate("el => !el.closest('.slot')"):
            yield card, box.locator(f'.slot[data-place="{place}"] .target')
