"""A submission is shown without anything that could act, hide or pass for a field of the page."""

import nbformat
import pytest
from nbformat.v4 import (
    new_code_cell,
    new_markdown_cell,
    new_notebook,
    new_output,
    new_raw_cell,
)

from hub_config.formgrader.inert import clean, inert


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<script>alert(1)</script>text", "text"),
        ("<style>p{}</style><p>text</p>", "<p>text</p>"),
        ('<p class="full-credit" id="x" style="position:fixed">a</p>', "<p>a</p>"),
        ('<img src=x onerror="alert(1)">', '<img src="x">'),
        ('<a href="javascript:alert(1)">a</a>', "<a>a</a>"),
        ('<a href=" java&#9;script:alert(1)">a</a>', "<a>a</a>"),
        ('<a href="/services/classroom/signout">a</a>', "<a>a</a>"),
        ('<a href="https://example.org/">a</a>', '<a href="https://example.org/">a</a>'),
        ('<form><input name="x"><button>a</button></form>', "a"),
        ('<svg><script>alert(1)</script></svg><b dir="rtl">a</b>', '<b dir="rtl">a</b>'),
        ('<iframe srcdoc="x"></iframe><object data="y"></object>', ""),
        ('<img src="/services/formgrader/c/formgrader?path=x">', "<img>"),
        ('<img src="//elsewhere.test/x.png"><img src="a/../../x.png">', "<img><img>"),
        ('<img src="data:text/html,x"><img src="data:image/png;base64,AA==">',
         '<img><img src="data:image/png;base64,AA==">'),
        ('<img src="pictures/my dog.png" alt="a dog">',
         '<img src="pictures/my dog.png" alt="a dog">'),
        ("<p>كيف <bdi>3 &lt; 4</bdi></p>", "<p>كيف <bdi>3 &lt; 4</bdi></p>"),
        ('<table><tr onclick="x()"><td colspan="2" data-press="y">a</td></tr></table>',
             '<table><tbody><tr><td colspan="2">a</td></tr></tbody></table>'),
        ('<span class="kn">import</span><span class="score">a</span>',
         '<span class="kn">import</span><span>a</span>'),
    ],
)  # fmt: skip
def test_markup_is_left_with_text_tables_and_pictures(written, shown):
    assert clean(written) == shown


def graded(grade_id, **more):
    """Return nbgrader's metadata of a cell."""
    told = {"grade": True, "solution": True, "grade_id": grade_id, "points": 2, **more}
    return {"nbgrader": {**told, "schema_version": 3, "cell_type": "markdown"}}


def test_only_the_gradebooks_own_cells_get_fields_and_each_only_one():
    notebook = new_notebook(
        cells=[
            new_markdown_cell("mine", metadata=graded("essay")),
            new_markdown_cell("again", metadata=graded("essay")),
            new_markdown_cell("made up", metadata=graded('x"><script>')),
            new_markdown_cell("odd", metadata={"nbgrader": "not a mapping"}),
            new_markdown_cell("points", metadata=graded("other", points="<b>2</b>")),
        ]
    )
    shown = inert(notebook, {"essay", "other"}).cells
    assert [each.metadata.get("nbgrader", {}).get("grade_id") for each in shown] == [
        "essay", None, None, None, "other",
    ]  # fmt: skip
    assert shown[4].metadata.nbgrader.points == 0
    assert [each.source for each in shown] == ["mine", "again", "made up", "odd", "points"]


def test_what_a_notebook_says_of_itself_and_what_only_runs_is_left_behind():
    outputs = [
        new_output(
            "display_data",
            {"application/javascript": "alert(1)", "text/plain": "plain"},
            metadata={"image/png": {"width": '1" onload="x'}},
        ),
        new_output("execute_result", {"application/vnd.jupyter.widget-view+json": {"x": 1}}),
        new_output("stream", name="stdout", text="said"),
        new_output("error", ename="E", evalue="v", traceback=["line"]),
    ]
    notebook = new_notebook(
        metadata={"language_info": {"name": "x", "pygments_lexer": '"><script>'}, "widgets": {}},
        cells=[new_code_cell("x", outputs=outputs, id="full-credit"), new_raw_cell("<b>raw</b>")],
    )
    shown = inert(notebook, set())
    nbformat.validate(shown)
    assert shown.metadata == {"language_info": {"name": "python"}}
    code = shown.cells[0]
    assert code.id == "cell-0" and code.metadata == {}
    assert code.outputs[0].data == {"text/plain": "plain"} and code.outputs[0].metadata == {}
    assert code.outputs[1].data == {}
    assert (code.outputs[2].text, code.outputs[3].traceback) == ("said", ["line"])


def test_a_flood_of_output_does_not_make_a_page_that_no_browser_shows():
    flood = [new_output("stream", name="stdout", text="x" * 150_000) for _ in range(40)]
    shown = inert(new_notebook(cells=[new_code_cell("x", outputs=flood)]), set())
    assert sum(len(each.text) for each in shown.cells[0].outputs) <= 200_000
