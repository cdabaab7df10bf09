"""Number: whole, decimal, fraction or mixed, with or without a unit, compared exactly."""

from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import Field

from lp_widgets.questions import base, messages
from lp_widgets.questions.base import COMMON, Mark, QuestionType, Sample
from lp_widgets.questions.errors import QuestionError
from lp_widgets.questions.exact import Exact, NotNegative, Share, Tolerance, exact, tolerance
from lp_widgets.questions.numerals import Reading, Unreadable, read, write
from lp_widgets.questions.texts import Answers, Text, Translatable
from lp_widgets.questions.units import known, resolve

Form = Literal["any", "integer", "decimal", "fraction", "lowest"]
_ASKED = {
    "integer": messages.FORM_INTEGER,
    "decimal": messages.FORM_DECIMAL,
    "fraction": messages.FORM_FRACTION,
    "lowest": messages.FORM_LOWEST,
}


class Unit(base.BaseModel):
    """A unit that a learner may write, and what it is worth in the unit of the key."""

    model_config = base.Spec.model_config

    write: Answers = Field(description="the unit, or a list of its spellings: m, metre, metres")
    worth: NotNegative = Field(
        default="1", description="how much one of it is in the unit of the answer: 1/100 for cm"
    )


class Spec(base.Spec):
    """A number to write."""

    unit: Text = Field(default="", description="a unit that stands after the field already")
    units: list[Unit] = Field(
        default=[], max_length=20, description="units of which the learner must write one"
    )
    form: Form = Field(
        default="any", description="how to write it: any, integer, decimal, fraction or lowest"
    )
    places: int | None = Field(
        default=None, ge=0, le=12, description="round to so many digits after the decimal sign"
    )
    figures: int | None = Field(
        default=None, ge=1, le=12, description="round to so many significant figures"
    )


class Wrong(base.BaseModel):
    """A wrong number that was foreseen, and what to say to it."""

    model_config = base.Key.model_config

    answer: Annotated[Exact, Translatable("answer")] = Field(description="the wrong number")
    say: Text = Field(min_length=1, description="what this answer shows")


class Key(base.Key):
    """The right number."""

    answer: Annotated[Exact, Translatable("answer")] = Field(description="the right number")
    tolerance: Tolerance = Field(
        default="0",
        description="how far off is still right, the edge included: 0.1, or 5% of the answer",
    )
    credit: Share = Field(
        default="1/2", description="what the right value is worth in another form than asked for"
    )
    wrong: list[Wrong] = Field(
        default=[], description="foreseen wrong numbers; the first that fits is said"
    )


def check(spec: Spec, key: Key) -> tuple[Spec, Key]:
    """Refuse a wrong number that is right, and a unit in two ways."""
    if spec.unit and spec.units:
        raise QuestionError("units", "“unit” stands after the field already; keep one of the two")
    if spec.places is not None and spec.figures is not None:
        raise QuestionError("figures", "a number is rounded by “places” or by “figures”; keep one")
    for place, slip in enumerate(key.wrong):
        if _is_right(spec, key, exact(slip.answer)):
            raise QuestionError(f"wrong/{place}/answer", f"{slip.answer} is marked as right")
    return spec, key


def mark(spec: Spec, key: Key, response: Any, locale: str) -> Mark:
    """Mark what was typed, as it was typed; None is nothing."""
    if response is None:
        return Mark.invalid(messages.NOTHING_WRITTEN)
    if not isinstance(response, str):
        return Mark.invalid(messages.WRONG_SHAPE)
    try:
        reading = read(response, locale)
        value = reading.value * resolve(reading, known(spec), locale, bool(spec.units))
    except Unreadable as trouble:
        return Mark.invalid(trouble.message, **trouble.values)
    if _is_right(spec, key, value):
        return _formed(spec, key, reading)
    said = next((slip.say for slip in key.wrong if exact(slip.answer) == value), key.otherwise)
    if reading.obvious:
        return Mark.graded(0, said)
    return Mark.graded(
        0, said, message=messages.READ_AS, values={"number": write(reading.value, locale)}
    )


def _is_right(spec: Spec, key: Key, value: Fraction) -> bool:
    target = _target(spec, key)
    return abs(value - target) <= tolerance(key.tolerance, target)


def _target(spec: Spec, key: Key) -> Fraction:
    """Return the right number, rounded as the question asks."""
    target = exact(key.answer)
    if spec.places is not None:
        return round_half_away(target, spec.places)
    if spec.figures is not None and target:
        return round_half_away(target, spec.figures - _whole_places(target))
    return target


def _whole_places(value: Fraction) -> int:
    """Return how many digits stand before the decimal sign; below 0: zeros right after it."""
    places = len(str(int(abs(value)))) if abs(value) >= 1 else 0
    while abs(value) * Fraction(10) ** -places < Fraction(1, 10):
        places -= 1
    return places


def round_half_away(value: Fraction, places: int) -> Fraction:
    """Round as schools do: a half goes away from zero. ``places`` below 0 rounds tens."""
    step = Fraction(10) ** -places
    rounded = int(abs(value) / step + Fraction(1, 2)) * step
    return -rounded if value < 0 else rounded


def _formed(spec: Spec, key: Key, reading: Reading) -> Mark:
    """Mark a right value by the form in which it is written."""
    message = ""
    if not _has_form(spec.form, reading):
        message = _ASKED[spec.form]
        if spec.form == "lowest" and reading.form == "decimal":
            message = messages.FORM_FRACTION
    elif spec.places is not None and reading.places != spec.places:
        message = messages.FORM_PLACES
    elif spec.figures is not None and not _has_figures(spec.figures, reading):
        message = messages.FORM_FIGURES
    if not message:
        return Mark.graded(1, key.right)
    credit = float(exact(key.credit))
    return Mark.graded(credit, message=message, parts={"value": 1.0, "form": 0.0})


def _has_form(form: Form, reading: Reading) -> bool:
    if form == "any":
        return True
    if form == "integer":
        return reading.form == "integer"
    if form == "decimal":
        return reading.form in ("integer", "decimal")
    if reading.form == "integer":
        return True
    return reading.form in ("fraction", "mixed") and (form == "fraction" or reading.lowest)


def _has_figures(figures: int, reading: Reading) -> bool:
    """Say whether a number is written with so many significant figures; 1200 may have 2, 3 or 4."""
    if reading.form not in ("integer", "decimal"):
        return False
    digits = str(int(abs(reading.value) * 10**reading.places))
    least = len(digits) if reading.places else max(len(digits.rstrip("0")), 1)
    return least <= figures <= len(digits)


def generate(spec: Spec, key: Key) -> list[Sample]:
    """Return the answer, numbers beyond its tolerance, foreseen slips, and what is no number."""
    target = _target(spec, key)
    beyond = tolerance(key.tolerance, target) + 1
    unit = f" {spec.units[0].write[0]}" if spec.units else ""
    worth = exact(spec.units[0].worth) if spec.units else Fraction(1)
    exactly = spec.form == "any" and spec.places is None and spec.figures is None
    samples = [
        Sample(write((target + beyond) / worth, "en") + unit, "wrong"),
        Sample(write((target - beyond) / worth, "en") + unit, "wrong"),
        *(Sample(write(exact(slip.answer) / worth, "en") + unit, "wrong") for slip in key.wrong),
        *(Sample(text, "invalid") for text in ("", "nan", "1e999", "0x10", "1_000", "1/0", "1 2")),
        *(Sample(thing, "invalid") for thing in (None, 1.5, True, ["1"], {"1": 1})),
    ]
    if exactly:
        samples.append(Sample(write(target / worth, "en") + unit, "correct"))
    if spec.units:
        samples.append(Sample(write(target, "en"), "invalid"))
    return samples


EXAMPLE = """\
id: jug
ask: The jug holds {2} litres. It is three quarters full. How much water is in it?
unit: litres
answer: 1.5
tolerance: 1/100
wrong:
  - answer: 0.5
    say: "{0.5} litres is the part that is empty. How much is full?"
right: Each quarter is half a litre. Three of them make {1.5} litres.
hints:
  - How much water is in one of the four parts?
points: 2
examples:
  - response: "1,5"
    locale: fr
    mark: 1
  - response: 0.5
    mark: 0
  - response: a lot
    mark: invalid
"""

QUESTION = QuestionType(
    name="number",
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
    public=(*COMMON, "unit", "units", "form", "places", "figures"),
    check=check,
)
