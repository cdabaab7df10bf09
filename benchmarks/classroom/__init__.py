"""A whole class at one lab, beside stock Voilà: opening, answering, memory, and a crash."""
