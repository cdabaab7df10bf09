"""The gallery is a sound course that shows everything that is installed."""

from lp_widgets import plugins
from lp_widgets.lesson import build, read, read_course
from lp_widgets.lesson.gallery import gallery


def test_the_gallery_shows_every_type_and_widget_that_we_ship(tmp_path):
    found = plugins.load()
    course = read_course(gallery(tmp_path, found))
    questions, widgets = (read(course.notebook(name)) for name in course.lessons)
    assert [q.type for q in questions.questions] == list(found.question_types)
    assert [t.name for t in widgets.tools] == list(found.lesson_widgets)
    for lesson in (questions, widgets):
        assert not lesson.live
        assert "%%" in build(lesson, "en").page
