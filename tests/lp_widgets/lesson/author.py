"""Writes small lessons to disk, as an author's JupyterLab would."""

import json
from pathlib import Path
from typing import Any

LEAF = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><path d="M1 1h9"/></svg>'
JUG = """\
%%question number
id: jug
ask: The jug holds {2} litres. How much is three quarters of it?
answer: 1.5
wrong:
  - answer: 0.5
    say: Half a litre is the part that is empty.
right: Each quarter is half a litre.
"""
MAP = """\
%%widget map_pins
picture: leaf.svg
alt: A leaf
pins:
  - x: 50
    y: 25.5
    name: The stalk
    text: It carries the water.
"""


def md(name: str, source: str) -> dict[str, Any]:
    """Return a Markdown cell."""
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": source}


def code(name: str, source: str) -> dict[str, Any]:
    """Return a code cell."""
    return {
        "cell_type": "code",
        "id": name,
        "metadata": {},
        "source": source,
        "outputs": [],
        "execution_count": None,
    }


def notebook(*cells: dict[str, Any], **about: Any) -> dict[str, Any]:
    """Return a notebook of these cells; ``about`` adds to what it says of its lesson."""
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {"learning_passport": {"title": "Sharing fairly", **about}},
        "cells": list(cells),
    }


def write(folder: Path, content: Any, lesson: str = "jug", course: str = "demo") -> Path:
    """Put a notebook (or any text) where a lesson belongs and return its path."""
    place = folder / "notebooks" / course / lesson
    place.mkdir(parents=True, exist_ok=True)
    path = place / f"{lesson}.ipynb"
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return path


def translate(folder: Path, text: str, locale: str = "ar", domain: str = "demo.jug") -> Path:
    """Put a lesson's catalog where it belongs."""
    path = folder / "translations" / locale / "LC_MESSAGES" / f"{domain}.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path
