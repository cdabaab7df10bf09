"""A new lesson passes every check, and its course keeps what its author wrote."""

import tomllib

import pytest

from lp_widgets.lesson import LessonError, read, read_course
from lp_widgets.lesson.check import check
from lp_widgets.lesson.new import new_lesson


def test_a_new_lesson_is_sound_and_nothing_is_advised(tmp_path):
    file = new_lesson(tmp_path / "kites" / "wind")
    assert file == tmp_path / "kites" / "wind" / "wind.ipynb"
    assert check(tmp_path / "kites") == []
    assert read(file).about.title == "Wind"
    assert read_course(tmp_path / "kites").lessons == ("wind",)


@pytest.mark.parametrize(
    "written",
    [
        'title = "Kites"\nlessons = ["one"]\n',
        'title = "Kites" # ours\nlessons = [\n  "one",  # the first\n]\nsubject = "air"\n',
        'title = "Kites"\nlessons = ["one",]\nassignments = ["two"]\n',
    ],
)
def test_a_course_that_is_there_gets_the_lesson_at_the_end_of_its_list(tmp_path, written):
    course = tmp_path / "kites" / "course.toml"
    course.parent.mkdir()
    course.write_text(written, "utf-8")
    try:
        new_lesson(tmp_path / "kites" / "wind", "Where the wind comes from")
    except LessonError as error:
        assert "by hand" in str(error)
        assert course.read_text("utf-8") == written
        assert not (tmp_path / "kites" / "wind").exists()
        return
    made = course.read_text("utf-8")
    assert tomllib.loads(made) == {**tomllib.loads(written), "lessons": ["one", "wind"]}
    assert ("# ours" in made) == ("# ours" in written)


@pytest.mark.parametrize("place", ["Kites/wind", "kites/The Wind", "kites/-"])
def test_a_name_that_cannot_be_an_address_is_refused(tmp_path, place):
    with pytest.raises(LessonError, match="cannot be the name"):
        new_lesson(tmp_path / place)
    assert not list(tmp_path.iterdir())


def test_nothing_is_written_over(tmp_path):
    file = new_lesson(tmp_path / "kites" / "wind")
    before = file.read_bytes()
    with pytest.raises(LessonError, match="something already"):
        new_lesson(tmp_path / "kites" / "wind")
    assert file.read_bytes() == before
