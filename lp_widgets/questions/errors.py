"""The one error of this package: a question that its author has to mend."""

from collections.abc import Iterable

from pydantic import ValidationError


class QuestionError(ValueError):
    """A question that cannot be used; ``field`` (``wrong/0/answer``) and ``message`` say why."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}" if field else message)
        self.field = field
        self.message = message


_WHAT = {
    "string_type": "must be text",
    "int_parsing": "must be a whole number, such as 1",
    "int_type": "must be a whole number, such as 1",
    "bool_parsing": "must be yes or no",
    "bool_type": "must be yes or no",
    "list_type": "must be a list, one entry a line, each after a dash",
    "dict_type": "must have entries of the form “name: text”, one a line",
    "model_type": "must have entries of the form “name: text”, one a line",
    "model_attributes_type": "must have entries of the form “name: text”, one a line",
    "missing": "is missing",
    "union_tag_not_found": "needs its “kind”, such as number or short_text",
    "extra_forbidden": "is not known here",
    "string_too_short": "is empty",
    "too_short": "has too few entries",
    "too_long": "has too many entries",
}


def from_validation(error: ValidationError, hints: dict[str, str]) -> QuestionError:
    """Turn pydantic's first finding into words; ``hints`` says what each field is for."""
    found = error.errors(include_url=False, include_context=True)[0]
    place = [str(part) for part in found["loc"] if part != "[key]"]
    kind, written = found["type"], found.get("input")
    if kind == "union_tag_invalid":
        # Pydantic's own words speak of tags and discriminators.
        known = found["ctx"]["expected_tags"].replace("'", "")
        return QuestionError("/".join([*place, "kind"]), f"is one of {known}")
    if kind == "value_error":
        said = str(found["ctx"]["error"])
    else:
        said = _WHAT.get(kind, found["msg"][:1].lower() + found["msg"][1:])
    if kind == "missing" and place and hints.get(place[0]):
        said += f": {hints[place[0]]}"
    elif isinstance(written, str) and written and kind != "extra_forbidden":
        said += f" (it says “{written[:40]}”)"
    return QuestionError("/".join(place), said)


def listed(names: Iterable[str]) -> str:
    """Return names as a person lists them: ``a, b and c``."""
    found = list(names)
    if len(found) < 2:
        return "".join(found)
    return f"{', '.join(found[:-1])} and {found[-1]}"
