"""The same question in an author's own JupyterLab: same responses, same marks, by her kernel."""

import sys

import pytest
from playwright.sync_api import expect

from lp_widgets import plugins
from tests.e2e import matrix
from tests.e2e.browser import question
from tests.e2e.jupyterlab import jupyterlab, run


@pytest.fixture(scope="module")
def opened(chrome, tmp_path_factory):
    """The notebook with every cell run, and what its widgets send."""
    folder = tmp_path_factory.mktemp("jupyterlab")
    last = matrix.identity(matrix.NAMES[-1])
    with (
        jupyterlab(folder, plugins.load(), sys.executable) as address,
        run(chrome, address, last) as (page, sent),
    ):
        yield page, sent


@pytest.mark.parametrize("how", ["mouse", "keys"])
def test_an_author_gets_the_mark_that_a_learner_gets(opened, how):
    matrix.answer_in_jupyterlab(*opened, how, matrix.NAMES)


def test_what_is_typed_into_a_field_is_no_command_of_jupyterlabs(opened):
    page, _ = opened
    cells = page.locator(".jp-Cell").count()
    field = question(page, matrix.identity("short_text")).locator("input")
    field.fill("")
    field.press_sequentially("ddxa")
    expect(field).to_have_value("ddxa")
    assert page.locator(".jp-Cell").count() == cells
