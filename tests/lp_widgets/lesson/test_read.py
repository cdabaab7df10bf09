"""A lesson's notebook is read strictly, and what is wrong is said to its author."""

import json

import pytest

from lp_widgets.lesson import LessonError, read
from lp_widgets.lesson.model import Code, Prose, Question, Tool
from lp_widgets.lesson.read import split_blocks
from tests.lp_widgets.lesson.author import JUG, LEAF, MAP, code, md, notebook, write


def refusal(path):
    with pytest.raises(LessonError) as caught:
        read(path)
    assert str(caught.value.file) in str(caught.value)
    return str(caught.value)


def test_a_lesson_is_text_questions_and_widgets_in_the_order_of_its_cells(tmp_path):
    path = write(
        tmp_path,
        notebook(
            code("load", "%load_ext lp_widgets"),
            md("intro", "# Sharing fairly\n\nAmal baked a loaf."),
            code("q", JUG),
            code("bar", "%%widget fraction_bars\nparts: 8\ncompare: 3/4"),
            minutes=20,
        ),
    )
    lesson = read(path)
    assert (lesson.id, lesson.course, lesson.about.minutes) == ("jug", "demo", 20)
    assert [type(part) for part in lesson.parts] == [Prose, Question, Tool]
    assert lesson.parts[0].blocks == ("Amal baked a loaf.",), "the title is not said twice"
    assert lesson.questions[0].spec.ask.startswith("The jug holds {2}")
    assert lesson.tools[0].id == "bar"
    assert not lesson.live


def test_any_other_code_makes_a_lesson_live(tmp_path):
    path = write(tmp_path, notebook(code("run", "import lp_widgets\nlp_widgets.runner()")))
    lesson = read(path)
    assert lesson.live
    assert isinstance(lesson.parts[0], Code)


def test_the_python_twin_asks_the_same_question(tmp_path):
    asked = 'import lp_widgets\n\nlp_widgets.ask("number", id="jug", ask="How much?", answer=1.5)'
    path = write(tmp_path, notebook(code("q", asked)))
    lesson = read(path)
    assert lesson.questions[0].type == "number"
    assert not lesson.live


def test_a_question_whose_key_is_computed_is_refused(tmp_path):
    asked = 'from lp_widgets import ask\nask("number", id="jug", ask="How much?", answer=3 * x)'
    said = refusal(write(tmp_path, notebook(code("q", asked))))
    assert "cell “q”" in said
    assert "kernel" in said


def test_a_file_that_is_not_json_is_named_with_its_line(tmp_path):
    said = refusal(write(tmp_path, '{"cells": [\n  oops'))
    assert "not JSON (line 2" in said


@pytest.mark.parametrize("content", ["[]", "{}", '"x"', '{"cells": {}}', "[" * 20_000])
def test_json_that_is_not_a_notebook_is_refused(tmp_path, content):
    assert "jug.ipynb" in refusal(write(tmp_path, content))


def test_a_huge_notebook_is_refused_before_it_is_parsed(tmp_path):
    path = write(tmp_path, "")
    with path.open("wb") as file:
        file.truncate(50_000_000)
    said = refusal(path)
    assert "50 MB" in said
    assert "5 MB" in said


def test_a_missing_file_is_said(tmp_path):
    assert "cannot be read" in refusal(tmp_path / "notebooks" / "demo" / "jug" / "jug.ipynb")


def test_an_old_notebook_format_is_refused(tmp_path):
    old = {**notebook(), "nbformat": 3}
    assert "not 4" in refusal(write(tmp_path, old))


def test_a_cell_without_an_id_is_refused(tmp_path):
    cell = md("a", "x")
    del cell["id"]
    assert "Cell 1 has no id" in refusal(write(tmp_path, notebook(cell)))


def test_two_cells_with_one_id_are_refused(tmp_path):
    said = refusal(write(tmp_path, notebook(md("a", "x"), md("b", "y"), md("a", "z"))))
    assert "Cells 1 and 3 have the same id" in said


def test_a_cell_without_a_source_is_refused(tmp_path):
    cell = md("a", "x")
    del cell["source"]
    assert "not a sound notebook" in refusal(write(tmp_path, notebook(cell)))


def test_a_notebook_that_says_nothing_of_its_lesson_is_refused(tmp_path):
    bare = notebook(md("a", "x"))
    del bare["metadata"]["learning_passport"]
    assert "learning_passport" in refusal(write(tmp_path, bare))


def test_an_unknown_entry_about_the_lesson_is_refused(tmp_path):
    assert "“tittle”" in refusal(write(tmp_path, notebook(tittle="x")))


def test_a_question_without_an_id_is_refused(tmp_path):
    said = refusal(write(tmp_path, notebook(code("q", JUG.replace("id: jug\n", "")))))
    assert "cell “q”" in said
    assert "no id" in said


def test_two_questions_with_one_id_are_refused(tmp_path):
    said = refusal(write(tmp_path, notebook(code("one", JUG), code("two", JUG))))
    assert "cell “two”" in said
    assert "cell “one”" in said


@pytest.mark.parametrize("name", ["lesson", "../x", "a b", "<script>", "x" * 65])
def test_an_id_that_does_not_fit_is_refused(tmp_path, name):
    source = JUG.replace("id: jug", f"id: '{name}'")
    assert "does not fit" in refusal(write(tmp_path, notebook(code("q", source))))


def test_bad_yaml_is_named_with_its_line_in_the_cell(tmp_path):
    source = "%%question number\nid: jug\nask: Look: how much is it?\nanswer: 1"
    said = refusal(write(tmp_path, notebook(code("q", source))))
    assert "Line 3" in said
    assert "quotes" in said


def test_an_unknown_question_type_is_refused_with_the_known_ones(tmp_path):
    source = JUG.replace("question number", "question numbre")
    said = refusal(write(tmp_path, notebook(code("q", source))))
    assert "“numbre”" in said
    assert "short_text" in said


def test_an_unknown_widget_is_refused(tmp_path):
    said = refusal(write(tmp_path, notebook(code("w", "%%widget pie"))))
    assert "fraction_bars" in said


def test_a_widget_with_a_wrong_field_is_refused(tmp_path):
    said = refusal(write(tmp_path, notebook(code("w", "%%widget fraction_bars\nparts: many"))))
    assert "“parts”" in said


def test_a_question_without_its_answer_is_refused(tmp_path):
    said = refusal(write(tmp_path, notebook(code("q", JUG.replace("answer: 1.5\n", "")))))
    assert "“answer”" in said
    assert "missing" in said


def test_a_picture_without_words_is_refused(tmp_path):
    path = write(tmp_path, notebook(code("q", JUG + "picture: jug.svg\n")))
    path.with_name("jug.svg").write_text(LEAF)
    assert "alt" in refusal(path)


def test_a_picture_in_text_without_words_is_refused(tmp_path):
    path = write(tmp_path, notebook(md("a", "![](jug.svg)")))
    path.with_name("jug.svg").write_text(LEAF)
    assert "alt" in refusal(path)


def test_a_widget_has_a_picture_beside_the_notebook_or_is_refused(tmp_path):
    path = write(tmp_path, notebook(code("w", MAP)))
    assert "There is no picture “leaf.svg”" in refusal(path)
    path.with_name("leaf.svg").write_text(LEAF)
    assert read(path).tools[0].state.picture == "leaf.svg"
    path.with_name("leaf.svg").write_text(LEAF.replace("<path", "<script/><path"))
    assert "script element" in refusal(path)


@pytest.mark.parametrize(
    "name", ["../secret.svg", "../../secret.svg", "/etc/secret.svg", "a/../../../secret.svg"]
)
def test_a_picture_outside_of_the_lessons_folder_is_refused(tmp_path, name):
    (tmp_path / "notebooks" / "demo").mkdir(parents=True)
    (tmp_path / "notebooks" / "demo" / "secret.svg").write_text(LEAF)
    path = write(tmp_path, notebook(md("a", f"![a secret]({name})")))
    said = refusal(path)
    assert "beside the notebook" in said


def test_a_link_to_a_picture_outside_is_refused(tmp_path):
    path = write(tmp_path, notebook(md("a", "![a secret](jug.svg)")))
    (tmp_path / "secret.svg").write_text(LEAF)
    path.with_name("jug.svg").symlink_to(tmp_path / "secret.svg")
    assert "outside of the lesson's folder" in refusal(path)


@pytest.mark.parametrize("lesson", ["Jug", "-jug", "j_ug", "x" * 65, "жук"])
def test_a_lesson_name_that_is_no_address_is_refused(tmp_path, lesson):
    assert "cannot be the name" in refusal(write(tmp_path, notebook(), lesson=lesson))


def test_blocks_are_divided_at_blank_lines_but_not_inside_code():
    source = "One\ntwo\n\n\n```python\na\n\nb\n```\n\n- x\n- y\n"
    assert split_blocks(source) == ("One\ntwo", "```python\na\n\nb\n```", "- x\n- y")


def test_a_source_in_lines_is_the_same_as_one_string(tmp_path):
    cell = md("a", "x")
    cell["source"] = ["One.\n", "\n", "Two."]
    lesson = read(write(tmp_path, notebook(cell)))
    assert lesson.parts[0].blocks == ("One.", "Two.")


def test_an_authors_own_outputs_are_not_read(tmp_path):
    cell = code("q", JUG)
    cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "1.5"}]
    lesson = read(write(tmp_path, notebook(cell)))
    assert "output" not in json.dumps([str(part) for part in lesson.parts])
