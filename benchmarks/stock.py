"""Stock Voilà serving a lesson: a notebook of the lab's, or the same text with one slider."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import ProxyHandler, build_opener

import nbformat
import psutil
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from lp_widgets.resources import shipped
from tests.e2e.lab import free_port

_SLIDER = """\
import ipywidgets
sides = ipywidgets.IntSlider(value=3, min=1, max=8, description="Parts")
label = ipywidgets.Label()
def tell(change):
    label.value = f"One of {sides.value} equal parts is 1/{sides.value}."
sides.observe(tell, "value")
tell(None)
ipywidgets.VBox([sides, label])
"""
_PATIENCE = 120


@dataclass(frozen=True)
class Stock:
    """A running stock Voilà."""

    address: str
    process: psutil.Process


@contextmanager
def voila(lesson: Path | None = None) -> Iterator[Stock]:
    """Run ``voila`` as its documentation says, with no configuration of anybody's."""
    with tempfile.TemporaryDirectory() as folder:
        notebook = Path(folder) / "lesson.ipynb"
        if lesson is None:
            nbformat.write(_lesson(), notebook)
        else:
            shutil.copy(lesson, notebook)
        port = free_port()
        program = str(Path(sys.executable).with_name("voila"))
        command = [program, str(notebook), f"--port={port}", "--no-browser"]
        environment = {**os.environ, "JUPYTER_CONFIG_DIR": folder, "JUPYTER_NO_CONFIG": "1"}
        with (Path(folder) / "voila.log").open("wb") as log:
            process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
        try:
            _wait(port, process)
            yield Stock(f"http://127.0.0.1:{port}/", psutil.Process(process.pid))
        finally:
            process.terminate()
            process.wait(timeout=30)


def _lesson() -> nbformat.NotebookNode:
    source = shipped("notebooks") / "first-steps" / "fractions" / "fractions.ipynb"
    cells = [
        new_markdown_cell(cell.source)
        for cell in nbformat.read(source, as_version=4).cells
        if cell.cell_type == "markdown"
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=[*cells, new_code_cell(_SLIDER)], metadata={"kernelspec": kernel})


def _wait(port: int, process: subprocess.Popen) -> None:
    """Wait until Voilà answers anything at all, without making it start a kernel."""
    until = time.monotonic() + _PATIENCE
    opener = build_opener(ProxyHandler({}))
    while True:
        try:
            opener.open(f"http://127.0.0.1:{port}/voila/static/nothing", timeout=5).read()
        except HTTPError:
            return
        except OSError as error:
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError("stock Voilà did not start") from error
            time.sleep(0.1)
        else:
            return
