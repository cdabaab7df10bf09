"""Mark words: find the words of a text that fit what is asked."""

import re
from typing import Any

from pydantic import Field

from lp_widgets.questions import base, messages
from lp_widgets.questions.base import COMMON, Mark, QuestionType, Sample
from lp_widgets.questions.choices import net_correct
from lp_widgets.questions.errors import QuestionError
from lp_widgets.questions.texts import Answers, Text
from lp_widgets.questions.words import fold

MAX_WORDS = 300

_SIGNED = re.compile(r"\[([^\[\]]+)\]")
# A word: letters, digits and marks, held together by hyphens and apostrophes between them.
_WORD = re.compile("[^\\W_](?:[\\w\u0300-\u036f\u064b-\u0652]|[-'’‑\u200c\u200d](?=\\w))*")


class Spec(base.Spec):
    """A text, cut into its words and what stands between them."""

    pieces: list[str] = Field(
        default=[],
        description="what stands before the first word, the word, what stands between, and so on:"
        " made from `marked`",
    )


class Wrong(base.BaseModel):
    """Words that were foreseen as a slip, and what to say to whoever marks one of them."""

    model_config = base.Key.model_config

    answer: Answers = Field(description="a word of the text, or a list of them")
    say: Text = Field(min_length=1, description="what marking this word shows")


class Key(base.Key):
    """Which words are to be marked."""

    marked: Text = Field(
        min_length=1, description="the text, with the words to find in brackets: the [sun] warms"
    )
    wrong: list[Wrong] = Field(
        default=[], description="foreseen slips; the first that fits is said"
    )


def check(spec: Spec, key: Key) -> tuple[Spec, Key]:
    """Refuse brackets that hold no word, and cut the text into its words."""
    bare = _SIGNED.sub(r"\1", key.marked)
    if "[" in bare or "]" in bare:
        raise QuestionError("marked", "has a bracket without its partner")
    pieces = _pieces(bare)
    words = pieces[1::2]
    if not 2 <= len(words) <= MAX_WORDS:
        raise QuestionError(
            "marked", f"has {len(words)} words; 2 to {MAX_WORDS} can be chosen from"
        )
    if not _right(key):
        raise QuestionError("marked", "has no word in brackets")
    known = {fold(word, "") for word in words}
    for place, slip in enumerate(key.wrong):
        for text in slip.answer:
            if fold(text, "") not in known:
                raise QuestionError(f"wrong/{place}/answer", f"“{text}” is no word of the text")
    return spec.model_copy(update={"pieces": pieces}), key


def _pieces(text: str) -> list[str]:
    """Return text between words and words in turn: the words stand at the odd places."""
    made, end = [], 0
    for found in _WORD.finditer(text):
        made += [text[end : found.start()], found[0]]
        end = found.end()
    return [*made, text[end:]]


def _right(key: Key) -> set[str]:
    """Return the names (``w0`` is the first word) of the words in brackets."""
    right, number, inside = set(), 0, False
    for piece in re.split(r"([\[\]])", key.marked):
        if piece in ("[", "]"):
            inside = piece == "["
            continue
        for _ in _WORD.finditer(piece):
            if inside:
                right.add(f"w{number}")
            number += 1
    return right


def mark(spec: Spec, key: Key, response: Any, locale: str) -> Mark:
    """Mark the list of names of the chosen words, in any order; None is untouched."""
    if response is None or response == []:
        return Mark.invalid(messages.NOTHING_CHOSEN)
    words = {f"w{number}": word for number, word in enumerate(spec.pieces[1::2])}
    if not isinstance(response, list) or len(response) > len(words):
        return Mark.invalid(messages.WRONG_SHAPE)
    if not all(isinstance(name, str) for name in response):
        return Mark.invalid(messages.WRONG_SHAPE)
    chosen = set(response)
    if len(chosen) < len(response):
        return Mark.invalid(messages.WRONG_SHAPE)
    if not chosen <= set(words):
        return Mark.invalid(messages.NOT_OFFERED)
    right = _right(key)
    if chosen == right:
        return Mark.graded(1, key.right)
    score, message = net_correct(chosen, right)
    slips = {fold(words[name], locale) for name in chosen - right}
    said = (w.say for w in key.wrong if slips & {fold(text, locale) for text in w.answer})
    return Mark.graded(float(score), next(said, key.otherwise), message=message)


def generate(spec: Spec, key: Key) -> list[Sample]:
    """Return the right words, all the others, and what is no set of words."""
    every = [f"w{number}" for number in range(len(spec.pieces) // 2)]
    right = sorted(_right(key))
    others = [name for name in every if name not in right]
    samples = [
        Sample(right, "correct"),
        Sample(None, "invalid"),
        Sample([], "invalid"),
        Sample([right[0], right[0]], "invalid"),
        Sample([f"w{len(every)}"], "invalid"),
        Sample(dict.fromkeys(right, True), "invalid"),
    ]
    return [*samples, Sample(others, "wrong")] if others else samples


EXAMPLE = """\
id: doing
ask: Touch every word that says what the water does.
marked: >-
  The sun warms the sea. Water [rises] into the cold air, [cools] and [falls] as rain.
wrong:
  - answer: warms
    say: The sun does this, not the water.
  - answer: [rain, Water, sea]
    say: That is a thing. What does it do?
right: Up, colder, down again.
otherwise: Read each sentence and ask what the water does in it.
examples:
  - response: [w6, w11, w13]
    mark: 1
  - response: [w6, w11]
    mark: 2/3
  - response: [w1, w15]
    mark: 0
  - response: [w99]
    mark: invalid
"""

QUESTION = QuestionType(
    name="mark_words",
    Spec=Spec,
    Key=Key,
    mark=mark,
    response_shape="set<id>",
    partial_credit=(
        "Right words less wrong ones, over the number of words to find, and never below 0."
    ),
    generate=generate,
    example=EXAMPLE,
    public=(*COMMON, "pieces"),
    check=check,
)
