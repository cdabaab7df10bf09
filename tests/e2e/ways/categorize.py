"""Put each item into its group."""

from tests.e2e.ways.placing import cards_by_keys, cards_by_pointer


def by_pointer(box, response, tap):
    cards_by_pointer(box, list(response.items()), tap)


def by_keys(box, response):
    cards_by_keys(box, list(response.items()))
