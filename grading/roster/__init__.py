"""Who learns and teaches here: the roster, its secrets, and the cards that carry them."""
