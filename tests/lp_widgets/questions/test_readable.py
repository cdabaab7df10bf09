"""A response in words, for whoever reads it without the page."""

from lp_widgets.questions.readable import readable


def test_names_are_read_as_their_texts_and_strangers_as_they_are() -> None:
    spec = {"ask": "?", "options": {"air": "in the air"}}
    assert readable(spec, ["air", "fire"]) == ["in the air", "fire"]
    assert readable(spec, None) == []


def test_true_and_not_true_are_read_as_their_buttons_say_it() -> None:
    assert readable({"ask": "?"}, "false", "true_false") == ["Not true"]
    assert readable({"ask": "?"}, "false", "short_text") == ["false"]


def test_a_text_with_gaps_is_read_with_what_was_put_into_them() -> None:
    spec = {
        "text": "It boils at [[heat]] and is [[weight]] than [[gas]].",
        "choices": {"weight": {"light": "lighter"}},
    }
    given = {"heat": "100", "weight": "light"}
    assert readable(spec, given) == ["It boils at [100] and is [lighter] than []."]


def test_a_cell_of_a_table_is_read_by_its_row_and_column() -> None:
    spec = {
        "rows": {"bee": "Bee"},
        "columns": {"legs": "Legs", "home": "Home"},
        "given": {},
        "choices": {"bee.home": {"hive": "in a hive"}},
    }
    given = {"bee.legs": "6", "bee.home": "hive"}
    assert readable(spec, given) == ["Bee, Legs: 6", "Bee, Home: in a hive"]
