"""Every byte goes to every phone: what a page with all question types weighs at most."""

from benchmarks.question_types import all_bytes

MOST = 60 * 1024


def test_the_runtime_and_all_question_types_together_are_light():
    assert all_bytes() <= MOST
