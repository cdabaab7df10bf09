"""One question, everywhere: each type answered on each page, in each way, with one mark."""

import pytest

from lp_widgets import questions
from lp_widgets.cells import body
from tests.e2e import matrix
from tests.e2e.browser import check, question, state
from tests.e2e.environment import with_package
from tests.e2e.lab import RunningLab
from tests.e2e.test_accessibility import judge

LEARNERS = {"Touch": "en", "Mouse": "en", "Keys": "en", "Lina": "en", "Amal": "ar", "Noor": "en"}
ROSTER = "name,locale,class\n" + "".join(f"{name},{tag},Kite\n" for name, tag in LEARNERS.items())


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A lab that has one question of every type, in a course that a plugin brings."""
    folder = tmp_path_factory.mktemp("matrix")
    course = matrix.write_course(folder / "courses")
    program = with_package(folder / "environment", "matrix_course", matrix.HOOKS.format(course))
    running = RunningLab(folder, ROSTER, program)
    running.start()
    yield running
    running.stop()


@pytest.mark.parametrize("how", matrix.HOW)
@pytest.mark.parametrize("lesson", [matrix.BUILT, matrix.LIVE])
def test_a_page_sends_what_was_meant_and_shows_its_mark(lab, handset, lesson, how):
    phone = handset(how.title(), desktop=how != "touch")
    matrix.answer_on_a_page(phone, lesson, how, matrix.NAMES)


@pytest.mark.parametrize("learner", ["Lina", "Amal"])
def test_no_type_hinders_anybody(lab, handset, learner):
    """axe-core, in both directions and all themes, before an answer and after one."""
    phone = handset(learner)
    matrix.open_lesson(phone, matrix.BUILT)
    judge(phone.page)
    for name in matrix.NAMES:
        response, expected = next(matrix.examples(name))
        matrix.give(name, question(phone.page, matrix.identity(name)), response, "touch")
        check(phone.page, matrix.identity(name))
        state(phone.page, matrix.identity(name), expected.state)
    judge(phone.page)
    assert phone.overflow() <= 0


def test_no_byte_that_a_learner_gets_holds_a_key(lab, handset):
    """Everything that a browser receives for both lessons, before any answer."""
    phone = handset("Noor")  # who has answered nothing
    received, frames = [], []
    phone.page.on("response", lambda answer: received.append(answer))
    phone.page.on("websocket", lambda ws: ws.on("framereceived", lambda f: frames.append(f)))
    everything = ""
    for lesson in (matrix.BUILT, matrix.LIVE):
        matrix.open_lesson(phone, lesson)
        bodies = [each.text() for each in received if each.status == 200]
        everything += "\n".join(bodies)
        received.clear()
    everything += b"".join(f if isinstance(f, bytes) else f.encode() for f in frames).decode(
        errors="replace"
    )
    everything += (lab.data / "built/en/matrix/live/live.ipynb").read_text()
    assert "Where is its water now?" in everything
    for name in matrix.NAMES:
        _, key = questions.split(name, body(questions.TYPES[name].example))
        for told in questions.texts(key):
            assert told.kind == "answer" or told.text not in everything, (name, told.path)
