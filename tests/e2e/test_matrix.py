"""One question, everywhere: each type answered on each page, in each way, with one mark."""

from pathlib import Path

import psutil
import pytest
from playwright.sync_api import expect

from lp_widgets import questions
from lp_widgets.cells import body
from tests.e2e import matrix
from tests.e2e.browser import check, question, ready, state
from tests.e2e.environment import with_package
from tests.e2e.lab import RunningLab
from tests.e2e.test_accessibility import judge

LEARNERS = {
    "Cards": "en",
    "Kernel": "en",
    "Touch": "en",
    "Mouse": "en",
    "Keys": "en",
    "Lina": "en",
    "Amal": "ar",
    "Noor": "en",
}
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


def test_no_kernel_has_a_key_in_its_memory(lab, handset):
    """Whatever a program could find in there: its variables, and everything else."""
    phone = handset("Kernel")
    matrix.open_lesson(phone, matrix.LIVE)
    run = question(phone.page, matrix.identity("code")).locator(".run-row .btn")
    expect(run).not_to_have_attribute("aria-disabled", "true", timeout=90_000)
    kernels = [
        each.pid
        for each in psutil.Process(lab.process.pid).children(recursive=True)
        if "grading/kernels/" in " ".join(each.cmdline())
    ]
    words = [matrix.SECRET, "lp_widgets.runner()"]
    found = {word for pid in kernels for word in told_in(pid, words)}
    assert found == {"lp_widgets.runner()"}  # which it was given to run


def test_a_card_that_went_well_rests_for_this_learner_and_this_learner_alone(lab, handset):
    phone = handset("Cards")
    pile = phone.page.locator('[data-id="pile"]')

    def rate(how):
        pile.get_by_role("button", name="Turn the card").tap()
        with phone.page.expect_response("**/api/reviews") as answer:
            pile.get_by_role("button", name=how).tap()
        assert answer.value.status == 200
        return answer.value.json()["wait"]

    matrix.open_lesson(phone, matrix.BUILT)
    expect(pile).to_contain_text("0 of 3 cards are done")
    assert rate("Easy") > 2 * 86_400
    assert rate("Again") == 0
    phone.page.reload()
    ready(phone.page)
    expect(pile).to_contain_text("1 of 3 cards are done")
    expect(pile.locator(".front")).to_have_text("What are clouds made of?")
    assert rate("Easy") > 0
    assert rate("Easy") > 0
    phone.page.reload()
    ready(phone.page)
    expect(pile).to_contain_text("All cards are done for now. The next one comes back")
    pile.get_by_role("button", name="Once more from the start").tap()
    expect(pile.locator(".front")).to_have_text("What does the Sun do to the water of a lake?")

    other = handset("Touch")
    matrix.open_lesson(other, matrix.BUILT)
    expect(other.page.locator('[data-id="pile"]')).to_contain_text("0 of 3 cards are done")


def told_in(pid, words):
    """Yield those of ``words``, in ASCII, that lie in the memory of a process."""
    regions = Path(f"/proc/{pid}/maps").read_text().splitlines()
    with Path(f"/proc/{pid}/mem").open("rb", 0) as memory:
        for region in regions:
            (start, end), rights = region.split()[0].split("-"), region.split()[1]
            if not rights.startswith("rw"):
                continue
            memory.seek(int(start, 16))
            held = memory.read(int(end, 16) - int(start, 16))
            yield from (word for word in words if word.encode() in held)


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
    assert matrix.SECRET not in everything
    for name in matrix.NAMES:
        _, key = questions.split(name, body(questions.TYPES[name].example))
        for told in questions.texts(key):
            assert told.kind == "answer" or told.text not in everything, (name, told.path)
