"""What ends a learner's programs is told to her kindly, and one touch goes on."""

import pytest
from playwright.sync_api import expect

from lp_widgets.lesson import words
from lp_widgets.locales import catalog
from tests.e2e.browser import question
from tests.e2e.test_live_lesson import KERNEL, LESSON, SQUARE, run

LINE = "[data-programs]"
KEPT = "All that you have written is here."
EXIT = "import os\nos._exit(3)\n"
DEAF = """import signal
for each in (signal.SIGALRM, signal.SIGINT):
    signal.signal(each, signal.SIG_IGN)
"""
TALK = """from lp_widgets.widgets.runner import Runner
while True:
    Runner._started.send('more')
"""
BESIDE = """from IPython import get_ipython
kernel = get_ipython().kernel
page = kernel._parent_ident["shell"]
while True:
    kernel.session.send(kernel.shell_stream, "comm_info_reply", {"status": "ok"}, ident=page)
"""
THREAD = """import threading
def work():
    while True:
        pass
threading.Thread(target=work).start()
"""
FILL = """for n in range(100):
    with open(f'f{n}', 'w') as file:
        file.write('x' * 1000000)
"""

ENDINGS = {
    "ended": (EXIT, "A program has ended Python itself, so nothing runs here any more."),
    "run": (
        DEAF + "while True:\n    pass\n",
        "A program took very long and was stopped. Perhaps a loop in it never stops.",
    ),
    "thread": (
        THREAD,
        "A program took very long and was stopped. Perhaps a loop in it never stops.",
    ),
    "flood": (DEAF + TALK, "A program wrote more than fits here and was stopped."),
    "flood beside": (DEAF + BESIDE, "A program wrote more than fits here and was stopped."),
}


@pytest.mark.parametrize("cause", ENDINGS)
def test_the_page_says_what_ended_its_programs_and_goes_on_at_one_touch(handset, cause):
    source, told = ENDINGS[cause]
    page = handset(f"Child {20 + list(ENDINGS).index(cause)}").lesson(LESSON)
    run(page, "own", source)
    line = page.locator(LINE)
    expect(line).to_contain_text(told, timeout=KERNEL)
    expect(line).to_contain_text(KEPT)
    expect(page.locator("#f-own")).to_have_value(source)
    line.get_by_role("button", name="Start them again").tap()
    output = run(page, "own", SQUARE)
    expect(output.locator("img.drawing")).to_be_visible(timeout=KERNEL)
    expect(line).to_be_hidden()


def test_a_program_that_talks_too_much_is_interrupted_and_its_kernel_goes_on(handset):
    page = handset("Child 29").lesson(LESSON)
    output = run(page, "own", TALK)
    expect(output).to_contain_text("Perhaps a loop in it never stops.", timeout=KERNEL)
    expect(page.locator(LINE)).to_be_hidden()
    expect(run(page, "own", SQUARE).locator("img.drawing")).to_be_visible(timeout=KERNEL)


@pytest.mark.parametrize("name, locale", [("سلمى", "ar"), ("Sara", "fr"), ("Anna", "en")])
def test_run_itself_gets_a_new_kernel_and_runs_the_program(handset, name, locale):
    say = catalog(locale, words.SCRIPT_DOMAIN).gettext
    phone = handset(name)
    page = phone.lesson(LESSON)
    run(page, "own", EXIT)
    expect(page.locator(LINE)).to_contain_text(say(ENDINGS["ended"][1]), timeout=KERNEL)
    expect(page.locator(LINE)).to_contain_text(say(KEPT))
    told = say("Press Run to go on.")
    expect(question(page, "own").locator(".run-row")).to_contain_text(told)
    assert phone.overflow() == 0
    drawing = run(page, "own", SQUARE).locator("img.drawing")
    expect(drawing).to_be_visible(timeout=KERNEL)


@pytest.mark.parametrize(
    "source, told",
    [
        ("held = 'x' * 2000000000\n", "This needs more memory than there is."),
        (FILL, "There is no room for more files here."),
    ],
)
def test_what_only_one_program_did_is_told_beside_it_and_nothing_ends(handset, source, told):
    page = handset("Child 26").lesson(LESSON)
    output = run(page, "own", source)
    expect(output.locator(".say")).to_contain_text(told)
    expect(run(page, "own", SQUARE).locator("img.drawing")).to_be_visible()
    expect(page.locator(LINE)).to_have_count(0)
