"""A package that uses the hooks that change no question: installed into a lab by a test.

Its course is written in Markdown, its panels try to do harm, and its listener writes what it hears
into a file beside the module. It names the view of another package's anywidget.
"""

import json
import re
from pathlib import Path

from lp_widgets.extensions import AnywidgetView, ContentReader, Listener, Panel
from lp_widgets.hookspecs import hookimpl

COURSE = Path(__file__).parent / "sea"
HEARD = Path(__file__).parent / "heard.jsonl"
WORDS = {
    "en": "Estuary: where a river meets the sea.",
    "ar": "المصبّ: حيث يلتقي النهر بالبحر.",
}
HARM = '<script>document.title = "taken"</script><img src=x onerror="document.title = 1">'


def read(path):
    """Read a lesson in Markdown: its title, blocks of text, and fences that ask."""
    title, _, text = path.read_text("utf-8").partition("\n")
    cells = [{"cell_type": "code", "id": "load", "source": "%load_ext lp_widgets", **_CODE}]
    for place, part in enumerate(re.split(r"^(```question .*?^```)$", text, flags=re.M | re.S)):
        asked = re.match(r"```question (\w+)\n(.*?)^```$", part, re.M | re.S)
        if asked:
            source = f"%%question {asked[1]}\n{asked[2]}"
            cells.append({"cell_type": "code", "id": f"ask-{place}", "source": source, **_CODE})
        elif part.strip():
            about = {"cell_type": "markdown", "id": f"text-{place}", "metadata": {}}
            cells.append({**about, "source": part.strip()})
    told = {"title": title.removeprefix("# ").strip(), "minutes": 5}
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {"learning_passport": told, "kernelspec": kernel},
        "cells": cells,
    }


_CODE = {"metadata": {}, "outputs": [], "execution_count": None}


def word(account, locale):
    """Greet on the home, and try to do harm."""
    said = {"ar": "المصبّ: حيث يلتقي النهر بالبحر."}.get(
        locale, "Estuary: where a river meets the sea."
    )
    return "A word for <b>today</b>", f"<p>{said}</p>{HARM}"


def garden(class_name, locale):
    """Speak of one class on the desk."""
    if class_name != "Kite":
        return None
    rows = "<table><tr><th scope='col'>Who</th><td>Lina</td></tr></table>"
    return "Garden", f"<p>It is the turn of {class_name} to water.</p>{rows}{HARM}"


def hear(event):
    """Write down what is told."""
    with HEARD.open("a") as file:
        told = [event.kind, event.verb, event.course, event.lesson, event.question, event.state]
        file.write(json.dumps([*told, event.score]) + "\n")


@hookimpl
def courses():
    return [COURSE]


@hookimpl
def anywidgets():
    view = Path(__file__).parents[1] / "waves.js"
    return [AnywidgetView("waves.Waves", view, view.with_suffix(".css"))]


@hookimpl
def content_readers():
    return [ContentReader("Markdown", ".md", read)]


@hookimpl
def home_panels():
    return [Panel("word", word)]


@hookimpl
def desk_panels():
    return [Panel("garden", garden)]


@hookimpl
def listeners():
    return [Listener("notes", hear)]
