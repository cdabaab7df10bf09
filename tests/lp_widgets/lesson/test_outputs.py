"""What a kernel sends is shown as text and pictures and is never trusted."""

import base64

import pytest

from lp_widgets.lesson.outputs import MAX_TEXT, html

BROKEN = "This part did not start."


def display(**data):
    return {
        "output_type": "display_data",
        "metadata": {},
        "data": {mime.replace("_", "/", 1): value for mime, value in data.items()},
    }


def test_printed_text_is_shown_and_its_html_is_not_obeyed():
    shown = html([{"output_type": "stream", "name": "stdout", "text": "<b>hi</b>"}], BROKEN)
    assert shown == '<pre class="out" dir="auto">&lt;b&gt;hi&lt;/b&gt;</pre>'


def test_warnings_are_left_out():
    assert (
        html([{"output_type": "stream", "name": "stderr", "text": "FutureWarning"}], BROKEN) == ""
    )


def test_html_and_scripts_of_a_kernel_are_never_put_into_the_page():
    evil = "<script>alert(1)</script>"
    made = html(
        [
            display(text_html=evil, text_plain="plain"),
            {"output_type": "display_data", "data": {"application/javascript": evil}},
            {"output_type": "display_data", "data": {"text/latex": evil, "text/markdown": evil}},
        ],
        BROKEN,
    )
    assert made == '<pre class="out" dir="auto">plain</pre>'


def test_a_drawing_is_a_picture_in_which_no_script_runs():
    svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    made = html([{"output_type": "display_data", "data": {"image/svg+xml": [svg]}}], BROKEN)
    coded = base64.b64encode(svg.encode()).decode()
    assert made == f'<img class="out" alt="" src="data:image/svg+xml;base64,{coded}">'


def test_a_png_keeps_nothing_but_its_bytes():
    data = base64.b64encode(b"\x89PNG").decode() + '"><script>'
    made = html([display(image_png=data, text_plain='a "figure"')], BROKEN)
    assert "<script" not in made
    assert 'alt="a &quot;figure&quot;"' in made


def test_a_widget_is_a_place_for_the_page_to_fill():
    model = "0123456789abcdef" * 2
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": model}}
    made = html([{"output_type": "display_data", "data": view}], BROKEN)
    assert made == f'<div class="live-widget" data-model="{model}"></div>'
    view["application/vnd.jupyter.widget-view+json"]["model_id"] = '"><script>'
    assert html([{"output_type": "display_data", "data": view}], BROKEN) == ""


def test_an_error_is_one_kind_sentence_without_a_traceback():
    error = {"output_type": "error", "ename": "X", "evalue": "/home/secret", "traceback": ["/home"]}
    assert html([error], BROKEN) == f'<p class="meta live-error">{BROKEN}</p>'


def test_much_text_is_cut():
    made = html([{"output_type": "stream", "name": "stdout", "text": "x" * 10**6}], BROKEN)
    assert len(made) < MAX_TEXT + 100


@pytest.mark.parametrize(
    "outputs",
    [
        None,
        "x",
        [None, 1, "x", [], {}],
        [{"output_type": "stream", "name": "stdout", "text": {"a": 1}}],
        [{"output_type": "display_data", "data": [1]}],
        [{"output_type": "display_data", "data": {"image/png": {"a": 1}}}],
        [{"output_type": "display_data", "data": {"image/png": "é"}}],
        [{"output_type": "display_data", "data": {"image/svg+xml": "\ud800"}}],
        [{"output_type": "execute_result", "data": {"text/plain": [1, None]}}],
    ],
)
def test_what_is_no_output_is_left_out_without_an_error(outputs):
    assert "<script" not in html(outputs, BROKEN)
