"""A response in words, for whoever reads it without the page."""

from lp_widgets.questions.readable import readable


def test_names_are_read_as_their_texts_and_strangers_as_they_are() -> None:
    spec = {"ask": "?", "options": {"air": "in the air"}}
    assert readable(spec, ["air", "fire"]) == ["in the air", "fire"]
    assert readable(spec, None) == []


def test_true_and_not_true_are_read_as_their_buttons_say_it() -> None:
    assert readable({"ask": "?"}, "false", "true_false") == ["Not true"]
    assert readable({"ask": "?"}, "false", "short_text") == ["false"]
