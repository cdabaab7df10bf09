"""Work that a learner hands in to act as the teacher who looks at it, or to harm the laptop."""

import json
from collections.abc import Callable

from nbformat import NotebookNode

from tests.e2e.marking import cell

HARM = "harm-7c1e"
"""What every attack would leave: a request, a file, a title or a mark of this name."""

MARKUP = f"""The sum.

<script>document.title = "{HARM}"; fetch("/{HARM}/script")</script>
<script src="/{HARM}/src.js"></script>
<img src="x" onerror="fetch('/{HARM}/onerror')">
<svg onload="fetch('/{HARM}/svg')"><script>fetch("/{HARM}/in-svg")</script>
<foreignObject><img src=x onerror="fetch('/{HARM}/foreign')"></foreignObject></svg>
<math><mtext><table><mglyph><style><img src=x onerror="fetch('/{HARM}/mutated')"></style></mglyph>
</table></mtext></math>
[a link](javascript:fetch('/{HARM}/markdown-link'))
<a class="hostile" href="javascript:fetch('/{HARM}/link')">another link</a>
<a class="hostile" href=" java&#x09;script:fetch('/{HARM}/tab-link')">a third</a>
<meta http-equiv="refresh" content="0;url=/{HARM}/refresh">
<base href="http://{HARM}.test/">
<link rel="stylesheet" href="/{HARM}/style.css">
<style>@import "/{HARM}/import.css"; body {{ background: url("/{HARM}/background") }}</style>
<iframe srcdoc="<script>parent.fetch('/{HARM}/srcdoc')</script>"></iframe>
<iframe src="/{HARM}/frame"></iframe><object data="/{HARM}/object"></object>
<embed src="/{HARM}/embed"><video src="/{HARM}/video" autoplay></video>
<form action="/{HARM}/form"><button class="hostile">press</button></form>
<img src="/services/formgrader/quick/formgrader?path=submitted/hostile/ps1">
<img src="https://{HARM}.test/beacon.png"><img src="//{HARM}.test/beacon.png">
<p class="full-credit tabbable" style="position: fixed; inset: 0; z-index: 9999">anywhere</p>
<input id="sum_of_squares_equation" class="score" value="1">
<textarea id="sum_of_squares_equation-comment" class="comment">{HARM}</textarea>
<span id="part-a" data-press="toggleAllNames" data-toggle="tooltip" data-html="true"
 title="<img src=x onerror=fetch('/{HARM}/tooltip')>">hover</span>
"""

PROGRAM = f"""
from IPython.display import HTML, Javascript, SVG, Markdown, display
markup = {json.dumps(MARKUP)}
display(HTML(markup), Markdown(markup), Javascript("fetch('/{HARM}/javascript')"))
display(HTML(markup), metadata={{"text/html": {{"isolated": True}}}})
display(SVG('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
            '<script>fetch("/{HARM}/svg-output")</script></svg>'))
display({{"application/vnd.jupyter.widget-view+json": {{"model_id": "x"}},
         "text/html": markup}}, raw=True)
print("<img src=x onerror=fetch('/{HARM}/stdout')>")
"""


def harmful(folder: str) -> str:
    """Return a program that reads and writes where it must not; ``folder`` is the lab's data."""
    return f"""
import os, pathlib, subprocess
data = pathlib.Path({folder!r})
def attempt(action):
    try:
        print(action())
    except Exception as error:
        print("refused", type(error).__name__)
attempt(lambda: data.joinpath("{HARM}").write_text("x"))
attempt(lambda: data.joinpath("courses/quick/gradebook.db").open("r+b"))
attempt(lambda: "secret " + data.joinpath("secrets/formgrader-token").read_bytes().hex())
attempt(lambda: "source " + data.joinpath("courses/quick/source/ps1/problem1.ipynb").read_text())
attempt(lambda: "environment " + os.environ["LEARNING_PASSPORT_DATA"])
attempt(lambda: subprocess.Popen(["sh", "-c", "sleep 600; : {HARM}"], start_new_session=True))
"""


def hostile(data: str) -> Callable[[NotebookNode], object]:
    """Return what makes a submission hostile: its words, its outputs and its program."""

    def change(notebook: NotebookNode) -> None:
        cell(notebook, "sum_of_squares_equation").source = MARKUP
        cell(notebook, "sum_of_squares_application").source = PROGRAM
        cell(notebook, "squares").source = harmful(data)
        for each in notebook.cells:
            if each.cell_type == "markdown" and "nbgrader" not in each.metadata:
                each.source += "\n\n" + MARKUP
                break
        lexer = f'"><img src=x onerror="{HARM}">'
        notebook.metadata["language_info"] = {"name": "python", "pygments_lexer": lexer}
        notebook.metadata["title"] = f"</title><script>fetch('/{HARM}/title')</script>"

    return change
