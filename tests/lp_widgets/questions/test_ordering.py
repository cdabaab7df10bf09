"""How lines are shuffled before a learner sees them."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from lp_widgets import questions
from lp_widgets.questions.ordering import longest_run, shuffle
from tests.lp_widgets.questions.examples import source

names = st.lists(
    st.text(alphabet="abcdefgh", min_size=1, max_size=6), min_size=2, max_size=12, unique=True
)


@given(seed=st.text(max_size=20), right=names)
def test_the_right_order_is_never_shown_and_no_line_is_lost(seed: str, right: list[str]) -> None:
    shown = shuffle(seed, right)
    assert shown != right
    assert sorted(shown) == sorted(right)
    assert shown == shuffle(seed, right)


def test_two_lines_are_shown_the_other_way_round() -> None:
    for seed in map(str, range(50)):
        assert shuffle(seed, ["sun", "rain"]) == ["rain", "sun"]


def test_the_order_in_which_the_author_lists_the_items_changes_nothing() -> None:
    items = source("ordering")["items"].items()
    shown = {
        tuple(questions.split("ordering", source("ordering", items=dict(listed)))[0].items)
        for listed in itertools.permutations(items)
    }
    assert len(shown) == 1


def test_other_questions_shuffle_otherwise() -> None:
    right = ["sun", "rise", "cool", "join", "fall", "river"]
    assert len({tuple(shuffle(f"q-{n}", right)) for n in range(40)}) > 30


def test_a_browser_gets_the_lines_shuffled() -> None:
    spec, key = questions.split("ordering", source("ordering"))
    assert list(questions.public_spec("ordering", spec)["items"]) != key.order


def test_the_longest_run_is_the_longest_rising_subsequence() -> None:
    for places in itertools.permutations(range(6)):
        longest = max(
            length
            for length in range(1, 7)
            for chosen in itertools.combinations(places, length)
            if list(chosen) == sorted(chosen)
        )
        assert longest_run(list(places)) == longest
