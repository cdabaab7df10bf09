"""One sound question of each shipped type, as an author writes it."""

from typing import Any

SOURCES: dict[str, dict[str, Any]] = {
    "single_choice": {
        "id": "puddle",
        "ask": "Where is the water now?",
        "options": {"air": "In the air", "stone": "In the stone", "sun": "In the sun"},
        "answer": "air",
        "say": {"stone": "Stone drinks no water."},
        "right": "It is vapour now.",
        "otherwise": "Read again how water goes up.",
        "hints": ["Water can be invisible."],
    },
    "multiple_choice": {
        "id": "drying",
        "ask": "What helps washing to dry?",
        "options": {"wind": "wind", "warm": "warm air", "fog": "fog", "fold": "folding"},
        "answers": ["wind", "warm"],
        "say": {"fog": "Fog is full of water."},
    },
    "number": {
        "id": "jug",
        "ask": "The jug holds {2} litres. How much is in it?",
        "answer": "1.5",
        "tolerance": "1/100",
        "unit": "litres",
        "wrong": [{"answer": "0.5", "say": "That is the empty part."}],
        "points": "2",
    },
    "short_text": {
        "id": "name",
        "ask": "What is this step called?",
        "accepted": ["evaporation", "it evaporates"],
        "wrong": [{"answer": ["condensation", "condensing"], "say": "That is the way back."}],
    },
    "ordering": {
        "id": "stages",
        "ask": "Put the steps in order.",
        "items": {"sun": "The sun warms", "rise": "Vapour rises", "fall": "Rain falls"},
        "order": ["sun", "rise", "fall"],
        "wrong": [{"answer": ["fall", "sun", "rise"], "say": "Begin with the sun."}],
    },
    "long_text": {"id": "garden", "ask": "Why does a garden need shade?"},
    "code": {"id": "square", "ask": "Draw a square.", "starter": "forward(100)\n"},
}

KEPT = ("code", "long_text")
"""Types whose response is only checked for its form when it arrives."""


def source(name: str, **changes: Any) -> dict[str, Any]:
    """Return the example of a type with some fields changed; None takes a field away."""
    made = {**SOURCES[name], **changes}
    return {field: value for field, value in made.items() if value is not None}
