"""A course folder says its title, its locale and its lessons."""

import pytest

from lp_widgets.lesson import LessonError, read_course


def course(tmp_path, text, name="first-steps"):
    folder = tmp_path / name
    folder.mkdir()
    (folder / "course.toml").write_text(text, "utf-8")
    return folder


def test_a_course_is_read_in_the_order_of_its_author(tmp_path):
    folder = course(tmp_path, 'title = "First steps"\nlocale = "EN"\nlessons = ["b", "a"]')
    found = read_course(folder)
    assert (found.id, found.title, found.locale) == ("first-steps", "First steps", "en")
    assert found.lessons == ("b", "a")
    assert found.notebook("a") == folder / "a" / "a.ipynb"
    with pytest.raises(LessonError, match="no lesson “c”"):
        found.notebook("c")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('lessons = ["a"]', "“title” is missing"),
        ('title = "x"', "“lessons” is missing"),
        ('title = "x"\nlessons = ["../a"]', "“../a” cannot be the name"),
        ('title = "x"\nlessons = ["a", "a"]', "“a” stands there twice"),
        ('title = "x"\nlessons = ["a"]\nlocale = "klingon"', "klingon"),
        ('title = "x"\nlesons = ["a"]\nlessons = ["a"]', "“lesons”"),
        ('title = "x', "not TOML"),
    ],
)
def test_what_is_wrong_with_a_course_is_said(tmp_path, text, said):
    with pytest.raises(LessonError) as caught:
        read_course(course(tmp_path, text))
    assert said in str(caught.value)
    assert "course.toml" in str(caught.value)


def test_a_folder_without_course_toml_is_no_course(tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(LessonError, match=r"course\.toml: It cannot be read"):
        read_course(tmp_path / "empty")
