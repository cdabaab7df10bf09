"""Put each card beside its line."""

from tests.e2e.ways.placing import cards_by_keys, cards_by_pointer


def by_pointer(box, response, tap):
    cards_by_pointer(box, [(card, line) for line, card in response.items()], tap)


def by_keys(box, response):
    cards_by_keys(box, [(card, line) for line, card in response.items()])
