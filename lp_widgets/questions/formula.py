"""Formula: any way of writing it is right that has the same value."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from lp_widgets.questions import base, messages
from lp_widgets.questions.algebra import equal, has_value
from lp_widgets.questions.base import COMMON, Mark, QuestionType, Sample
from lp_widgets.questions.errors import QuestionError, listed
from lp_widgets.questions.exact import Share, exact
from lp_widgets.questions.expression import CONSTANTS, FUNCTIONS, Node, names, parse
from lp_widgets.questions.forms import is_expanded, is_factored, is_product
from lp_widgets.questions.numerals import Unreadable, write
from lp_widgets.questions.texts import Text, Translatable

Form = Literal["any", "expanded", "factored"]
_ASKED = {"expanded": messages.FORM_EXPANDED, "factored": messages.FORM_FACTORED}


def _readable(text: str) -> str:
    """Refuse an author's formula that cannot be read."""
    try:
        node = parse(text, "en")
    except Unreadable as trouble:
        said = trouble.message.format(**trouble.values)
        raise ValueError(said.removesuffix(" This did not count as a try.")) from trouble
    if not has_value(node):
        raise ValueError("this formula has no value anywhere")
    return text


def _written(given: Any) -> Any:
    return str(given) if type(given) in (int, float) else given


Formula = Annotated[
    str, BeforeValidator(_written), AfterValidator(_readable), Translatable("answer")
]
"""A formula as its author wrote it: ``2*x + 2``, ``2(x + 1)`` or ``sqrt(2)/2``."""
Letter = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1)]


class Spec(base.Spec):
    """A formula to write."""

    variables: list[Letter] = Field(
        default=[],
        max_length=12,
        description="the letters that may stand in it: [x, y]; a learner hears of any other one",
    )
    form: Form = Field(
        default="any", description="how to write it: any, expanded (no brackets) or factored"
    )


class Wrong(base.BaseModel):
    """A wrong formula that was foreseen, and what to say to it and to all that are equal to it."""

    model_config = base.Key.model_config

    answer: Formula = Field(description="the wrong formula")
    say: Text = Field(min_length=1, description="what this answer shows")


class Key(base.Key):
    """The right formula."""

    answer: Formula = Field(description="the right formula, in any form: 2*x + 2")
    credit: Share = Field(
        default="1/2", description="what the right value is worth in another form than asked for"
    )
    wrong: list[Wrong] = Field(
        default=[],
        max_length=20,
        description="foreseen wrong formulas; the first that is equal is said",
    )


def check(spec: Spec, key: Key) -> tuple[Spec, Key]:
    """Refuse letters that mean something else or are not offered, and a wrong that is right."""
    for letter in spec.variables:
        if not letter.isalpha() or letter in CONSTANTS or letter in FUNCTIONS:
            raise QuestionError("variables", f"“{letter}” cannot be a variable; take a letter")
    answer = _known(spec, key.answer, "answer")
    for place, slip in enumerate(key.wrong):
        field = f"wrong/{place}/answer"
        if equal(_known(spec, slip.answer, field), answer):
            raise QuestionError(field, f"{slip.answer} is equal to the answer")
    fits = is_product(answer) if spec.form == "factored" else _has_form(spec, answer, answer)
    if not fits:
        raise QuestionError("answer", f"is not {spec.form}; write it as learners shall write it")
    return spec, key


def _known(spec: Spec, text: str, field: str) -> Node:
    node = parse(text, "en")
    strange = sorted(names(node) - set(spec.variables)) if spec.variables else []
    if strange:
        raise QuestionError(
            field, f"“{strange[0]}” is not among the variables {listed(spec.variables)}"
        )
    return node


def mark(spec: Spec, key: Key, response: Any, locale: str) -> Mark:
    """Mark what was typed, as it was typed; None is nothing."""
    if response is None:
        return Mark.invalid(messages.NOTHING_WRITTEN)
    if not isinstance(response, str):
        return Mark.invalid(messages.WRONG_SHAPE)
    try:
        given = parse(response, locale, spec.variables)
    except Unreadable as trouble:
        return Mark.invalid(trouble.message, **trouble.values)
    if not has_value(given):
        return Mark.invalid(messages.FORMULA_NO_VALUE, zero=write(exact("0"), locale))
    answer = parse(key.answer, "en")
    if equal(given, answer):
        if _has_form(spec, given, answer):
            return Mark.graded(1, key.right)
        parts = {"value": 1.0, "form": 0.0}
        return Mark.graded(float(exact(key.credit)), message=_ASKED[spec.form], parts=parts)
    slips = (slip.say for slip in key.wrong if equal(given, parse(slip.answer, "en")))
    return Mark.graded(0, next(slips, key.otherwise))


def _has_form(spec: Spec, given: Node, answer: Node) -> bool:
    if spec.form == "expanded":
        return is_expanded(given)
    return spec.form == "any" or is_factored(given, answer)


def generate(spec: Spec, key: Key) -> list[Sample]:
    """Return the answer in several guises, what is not equal to it, and what is no formula."""
    samples = [
        Sample(key.answer, "correct"),
        Sample(f"{key.answer} + 1", "wrong"),
        Sample(f"({key.answer})*2 + 9/7", "wrong"),
        *(Sample(slip.answer, "wrong") for slip in key.wrong),
        *(
            Sample(text, "invalid")
            for text in ("", "2x = 4", "1/0", "9**9**9**9", "2 +", "(2", "2 3", "?", "sin")
        ),
        *(Sample(thing, "invalid") for thing in (None, 1.5, True, ["x"], {"x": 1})),
    ]
    if spec.form == "any":
        samples.append(Sample(f"(({key.answer})*3 + 0)/3", "correct"))
    return samples


EXAMPLE = """\
id: fence
ask: >-
  A garden bed is *x* metres wide and {3} metres longer than wide. How long is the fence around it?
  Write it without brackets.
help: A formula with *x* in it.
variables: [x]
form: expanded
answer: 4x + 6
wrong:
  - answer: 2x + 3
    say: This is one long side and one short side. How many sides does the fence have?
right: There are two short sides and two long ones.
hints:
  - How long is the longer side?
examples:
  - response: 6 + 4x
    mark: 1
  - response: 2(2x + 3)
    mark: 1/2
  - response: x + x + 3
    mark: 0
  - response: 4y + 6
    mark: invalid
"""

QUESTION = QuestionType(
    name="formula",
    Spec=Spec,
    Key=Key,
    mark=mark,
    response_shape="string",
    partial_credit=(
        "The right value in another form than the one asked for is worth `credit`,"
        " any other value nothing."
    ),
    generate=generate,
    example=EXAMPLE,
    public=(*COMMON, "variables", "form"),
    check=check,
)
