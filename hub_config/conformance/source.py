"""What an author is offered and a browser is given: example, schema, public fields, catalogs."""

import json
from collections.abc import Iterator
from typing import Any

import polib
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from hub_config.conformance.outcome import Check, Unmet, some
from lp_widgets import questions
from lp_widgets.cells import CellError, body
from lp_widgets.locales import SCRIPT_DOMAIN
from lp_widgets.questions import COMMON, SHAPES, QuestionError, QuestionType
from lp_widgets.widgets.widget_type import WidgetType

EXAMPLE = "It has an example, and the example is sound"


def checks(kind: QuestionType | WidgetType) -> Iterator[Check]:
    """Yield the checks of what ``kind`` says of itself."""
    if isinstance(kind, QuestionType):
        yield EXAMPLE, lambda: _example(kind)
        yield "Its examples get the marks that their author says", lambda: _examples(kind)
        yield (
            "A browser gets the fields that are listed, and nothing of the key",
            lambda: _public(kind),
        )
        yield "Its response has a shape that every surface knows", lambda: _shape(kind)
        yield "Its rule for partial credit is one sentence", lambda: _rule(kind)
    else:
        yield EXAMPLE, lambda: _widget_example(kind)
    yield "Its schema is sound and describes every field", lambda: _schema(kind)
    yield "Its catalogs are whole", lambda: _catalogs(kind)


def made(kind: QuestionType) -> tuple[Any, Any]:
    """Return spec and key of the example. Raises Unmet."""
    if not kind.example:
        raise Unmet("Give the type an example=…: the body of a whole %%question cell.")
    try:
        return kind.split(body(kind.example))
    except (CellError, QuestionError) as error:
        raise Unmet(f"Mend its example. {error}") from error


def state(kind: WidgetType) -> dict[str, Any]:
    """Return what the view of a widget gets of its example. Raises Unmet."""
    if not kind.example:
        raise Unmet("Give the widget an example=…: the body of a %%widget cell.")
    try:
        return kind.schema(**body(kind.example)).model_dump(mode="json")
    except (CellError, ValidationError) as error:
        raise Unmet(f"Mend its example. {error}") from error


def _example(kind: QuestionType) -> None:
    spec, key = made(kind)
    marks = {example.mark for example in key.examples}
    if not {"0", "1"} <= marks and "pending" not in marks:
        raise Unmet(
            "Write “examples” into its example: at least one response with mark 1 and one with"
            " mark 0 (or pending, where a person marks)."
        )
    if spec.picture and spec.picture not in {file.name for file in kind.files}:
        raise Unmet(f"Name the picture {spec.picture} in files=(…): the example shows it.")


def _widget_example(kind: WidgetType) -> None:
    state(kind)


def _examples(kind: QuestionType) -> None:
    spec, key = made(kind)
    for example in key.examples:
        given = questions.mark(kind.name, spec, key, example.response, example.locale or "en")
        if not example.fits(given):
            raise Unmet(
                f"The response {example.response!r} gets {given.state} {given.score:g} and not"
                f" {example.mark}. Mend mark, or the example."
            )


def _public(kind: QuestionType) -> None:
    spec, key = made(kind)
    missing = [name for name in COMMON if name not in kind.public]
    if missing:
        raise Unmet(f"Every type shows these fields; add them to public=(…): {some(missing)}.")
    sent = json.dumps(kind.public_spec(spec), ensure_ascii=False).lower()
    told = [
        message.path
        for message in questions.texts(key)
        if message.kind == "text" and message.text.lower() in sent
    ]
    if told:
        raise Unmet(f"A browser gets texts of the key: {some(told)}. Take them out of the spec.")


def _shape(kind: QuestionType) -> None:
    if kind.response_shape not in SHAPES:
        raise Unmet(f"response_shape is “{kind.response_shape}”; say one of {', '.join(SHAPES)}.")


def _rule(kind: QuestionType) -> None:
    if not kind.partial_credit.endswith(".") or ". " in kind.partial_credit:
        raise Unmet("Authors read it: write partial_credit as one sentence with a full stop.")


def _schema(kind: QuestionType | WidgetType) -> None:
    schema = kind.schema() if isinstance(kind, QuestionType) else kind.json_schema()
    Draft202012Validator.check_schema(schema)
    if kind.version < 1:
        raise Unmet("version counts from 1.")
    fields = schema.get("properties", {})
    bare = [name for name, each in fields.items() if "description" not in each]
    if bare:
        raise Unmet(f"Give each field Field(description=…): {some(bare)} has none.")


def _catalogs(kind: QuestionType | WidgetType) -> None:
    if kind.translations is None:
        return
    files = sorted(kind.translations.glob(f"*/LC_MESSAGES/{SCRIPT_DOMAIN}.po"))
    catalogs = {file.parents[1].name: polib.pofile(str(file), encoding="utf-8") for file in files}
    every = {entry.msgid for catalog in catalogs.values() for entry in catalog}
    for locale, catalog in catalogs.items():
        said = {entry.msgid for entry in catalog.translated_entries()}
        if every - said:
            raise Unmet(f"{locale} does not say: {some(sorted(every - said))}. Translate it.")
