"""Put each label to its spot: a finger touches the spot on the picture itself."""

from tests.e2e.ways.placing import cards_by_keys, cards_by_pointer


def by_pointer(box, response, tap):
    names = [slot.get_attribute("data-place") for slot in box.locator(".slot").all()]

    def tap_spot(place):
        slot = place.evaluate("el => el.closest('.slot')?.dataset.place")
        tap(box.locator(".spot").nth(names.index(slot)) if slot and _is_target(place) else place)

    cards_by_pointer(box, [(label, spot) for spot, label in response.items()], tap_spot)


def _is_target(place):
    return place.evaluate("el => el.matches('.target')")


def by_keys(box, response):
    cards_by_keys(box, [(label, spot) for spot, label in response.items()])
