"""What may stand in a gap: a number, a word, or a choice; each is the key of one gap."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from lp_widgets.questions import base, number, short_text
from lp_widgets.questions.base import Id
from lp_widgets.questions.exact import Exact, Tolerance
from lp_widgets.questions.texts import Answers, Text, Translatable

MOST_VALUES = 50


def _one_or_more(given: Any) -> Any:
    return given if isinstance(given, list) else [given]


class NumberGap(base.BaseModel):
    """A number, in the learner's own way of writing."""

    model_config = base.Key.model_config

    kind: Literal["number"]
    answer: Annotated[
        list[Exact],
        Field(min_length=1, max_length=MOST_VALUES),
        BeforeValidator(_one_or_more),
        Translatable("answer"),
    ] = Field(description="the right number, or a list of them")
    tolerance: Tolerance = Field(default="0", description="how far off is still right")
    wrong: list[number.Wrong] = Field(default=[], description="foreseen wrong numbers")

    def each(self) -> list[number.Key]:
        """Return one key of the type `number` for each right number."""
        return [
            number.Key(answer=value, tolerance=self.tolerance, wrong=self.wrong)
            for value in self.answer
        ]


class TextGap(base.BaseModel):
    """A word or a few, compared as `short_text` compares them."""

    model_config = base.Key.model_config

    kind: Literal["short_text"]
    accepted: Answers = Field(description="the right answer, or a list of them")
    ignore_accents: bool = Field(default=False, description="as in short_text")
    vowels: bool = Field(default=False, description="as in short_text")
    capitals: bool = Field(default=False, description="as in short_text")
    typos: int = Field(default=0, ge=0, le=3, description="as in short_text")
    wrong: list[short_text.Wrong] = Field(default=[], description="foreseen wrong answers")

    def key(self) -> short_text.Key:
        """Return the key of the type `short_text`."""
        return short_text.Key(**self.model_dump(exclude={"kind"}))

    def each(self) -> list[short_text.Key]:
        """Return one key of the type `short_text` for each accepted text."""
        return [self.key().model_copy(update={"accepted": [text]}) for text in self.accepted]


class ChoiceGap(base.BaseModel):
    """One of the gap's `choices`, which are public."""

    model_config = base.Key.model_config

    kind: Literal["choice"]
    answer: Id = Field(description="the name of the right choice")
    say: dict[Id, Text] = Field(default={}, description="what to say to whoever chose it")


Gap = Annotated[NumberGap | TextGap | ChoiceGap, Field(discriminator="kind")]
Choices = dict[str, dict[Id, Text]]
