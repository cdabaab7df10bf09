"""The export of a submission: the text that nbconvert writes, from a notebook that is read once."""

import nbformat
import pytest
from nbconvert.exporters import NotebookExporter
from nbconvert.preprocessors import ClearOutputPreprocessor
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from traitlets.config import Config

from grading.autograder.exporter import SubmissionExporter

CONFIG = Config({"Exporter": {"default_preprocessors": [], "optimistic_validation": True}})


def notebook():
    shown = {"text/plain": "1\n2", "image/svg+xml": "<svg>\n</svg>", "image/png": "aGVsbG8="}
    code = new_code_cell("x = 1\nprint(x)", id="code", metadata={"trusted": True, "tags": ["é"]})
    code.outputs = [new_output("stream", text="1\nzwei\n"), new_output("display_data", data=shown)]
    told = new_markdown_cell("# Title\nwith a line", id="told")
    told.attachments = {"a.txt": {"text/plain": "one\ntwo"}}
    return new_notebook(cells=[told, code], metadata={"orig_nbformat": 3, "signature": "s"})


def exporters(*steps):
    made = [kind(config=CONFIG) for kind in (NotebookExporter, SubmissionExporter)]
    for each in made:
        for step in steps:
            each.register_preprocessor(step, enabled=True)
    return made


@pytest.mark.parametrize("steps", [(ClearOutputPreprocessor,), (lambda nb, told: (nb, told),)])
def test_it_writes_what_nbconvert_writes(tmp_path, steps):
    path = tmp_path / "work.ipynb"
    nbformat.write(notebook(), path)
    stock, ours = exporters(*steps)
    expected, told = stock.from_filename(str(path))
    text, resources = ours.from_filename(str(path))
    assert text == expected
    assert resources == told


def test_double_names_of_cells_are_repaired_as_nbconvert_repairs_them(tmp_path):
    double = notebook()
    double.cells[1].id = double.cells[0].id
    path = tmp_path / "work.ipynb"
    path.write_text(nbformat.v4.writes(double))
    text, _ = exporters(lambda nb, told: (nb, told))[1].from_filename(str(path))
    names = [cell.id for cell in nbformat.reads(text, as_version=4).cells]
    assert len(set(names)) == 2


def test_what_makes_a_notebook_invalid_is_refused(tmp_path):
    def spoil(nb, told):
        nb.cells[1].outputs = [{"output_type": "nonsense"}]
        return nb, told

    path = tmp_path / "work.ipynb"
    nbformat.write(notebook(), path)
    with pytest.raises(nbformat.ValidationError):
        exporters(spoil)[1].from_filename(str(path))


def test_what_is_handed_on_is_not_read_again_and_serves_once_and_there_only(tmp_path):
    first, second = tmp_path / "first.ipynb", tmp_path / "second.ipynb"
    nbformat.write(notebook(), first)
    ours = exporters(ClearOutputPreprocessor)[1]
    sanitized, _ = ours.from_filename(str(first))
    second.write_text(sanitized.replace("zwei", "drei").replace("Title", "Read anew"))
    ours.hand_on(second)
    assert ours.from_filename(str(second))[0] == sanitized
    assert "Read anew" in ours.from_filename(str(second))[0]
    ours.hand_on(first)
    assert "Read anew" in ours.from_filename(str(second))[0]
