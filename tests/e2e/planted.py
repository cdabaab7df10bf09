"""The how-to's package with one fault in it: what is changed, and what must be said of it."""

import random
import shutil
from pathlib import Path

from tests.docs.generated import EXAMPLE
from tests.lp_widgets.test_plugins import metadata

PY, JS, CSS = "__init__.py", "estimate.js", "estimate.css"
FR = "translations/fr/LC_MESSAGES/interface-questions.po"
_NOISE = random.Random(5).randbytes(9000).hex()
_FIRST = "    const { low, high } = model.get"
_RIGHT = "One layer is about {40} beans, and there are ten layers."
_MORE = "more = lambda key: {'answer': key.answer + 100}"
_CALL = 'new Image().src = ["http:", "", "example.org", "x.png"].join("/");'
_SMALL = ".estimate button { inline-size: 1rem; block-size: 1rem; }"

Change = tuple[str, str, str]
FAULTS: dict[str, tuple[str, str, list[Change]]] = {
    "has no example": ("has an example", "example=…", [(PY, "    example=EXAMPLE,\n", "")]),
    "has an example that cannot be read": (
        "has an example",
        "did you mean “low”?",
        [(PY, "\nlow: 0\n", "\nlo: 0\n")],
    ),
    "says another mark than its example": (
        "examples get the marks",
        "gets partial 0.5 and not 1",
        [(PY, "mark: 0.5", "mark: 1")],
    ),
    "keeps from a browser what all types show": (
        "browser gets the fields",
        "hints",
        [(PY, '(*COMMON, "low", "high")', '("id", "ask", "low", "high")')],
    ),
    "tells the key": (
        "browser gets the fields",
        "texts of the key: right",
        [(PY, "\nlow: 0\n", f'\nhelp: "{_RIGHT}"\nlow: 0\n')],
    ),
    "sends a shape of its own": (
        "has a shape",
        "response_shape is “integer”",
        [(PY, 'response_shape="string"', 'response_shape="integer"')],
    ),
    "has no rule for partial credit": (
        "partial credit",
        "one sentence",
        [(PY, "Half for a guess that", "Half. For a guess that")],
    ),
    "has a field that nobody describes": (
        "describes every field",
        "low has none",
        [(PY, 'ge=0, description="the least value of the slider"', "ge=0")],
    ),
    "has a catalog with a hole": (
        "catalogs are whole",
        "fr does not say: One less",
        [(FR, 'msgstr "Un de moins"', 'msgstr ""')],
    ),
    "takes a right answer for a wrong one": (
        "samples get the states",
        "mark says correct to '400', and generate says wrong",
        [(PY, 'Sample(str(key.answer), "correct")', 'Sample(str(key.answer), "wrong")')],
    ),
    "has no unreadable sample": (
        "samples get the states",
        "there is none for: invalid",
        [
            (PY, '        Sample(None, "invalid"),\n        Sample(key.answer, "invalid"),\n', ""),
            (PY, '        Sample(str(spec.high + 1), "invalid"),\n', ""),
        ],
    ),
    "stumbles over what it does not expect": (
        "makes its marker fail",
        "mark raises TypeError for no number",
        [(PY, "not isinstance(response, str) or ", "")],
    ),
    "never ends": (
        "makes its marker fail",
        "more than 5 seconds for ten million letters",
        [(PY, 're.fullmatch("[0-9]{1,7}", response)', 're.fullmatch("(9+)+x", response)')],
    ),
    "returns no mark": (
        "samples get the states",
        "which is no Mark",
        [(PY, "return Mark.invalid(NOT_MOVED)", "return None")],
    ),
    "marks by chance": (
        "same mark again",
        "got two marks",
        [(PY, "Mark.graded(1, key.right)", "Mark.graded(1, __import__('uuid').uuid4().hex)")],
    ),
    "marks a stored key otherwise": (
        "a lesson gives the same marks",
        "A lesson says",
        [
            (PY, "    return spec, key\n", "    return spec, key.model_copy(update=more(key))\n"),
            (PY, "\n\nclass Spec(", f"\n{_MORE}\n\nclass Spec("),
        ],
    ),
    "imports": (
        "imports nothing",
        "imports something",
        [(JS, "/** A slider", 'import "./other.js";\n/** A slider')],
    ),
    "looks for itself in the page": (
        "imports nothing",
        "document.querySelector(",
        [(JS, _FIRST, 'document.querySelector(".estimate");\n' + _FIRST)],
    ),
    "names an address": (
        "no address",
        "https://example.org/a.png",
        [(CSS, "flex: 1;", "flex: 1; background: url(https://example.org/a.png);")],
    ),
    "is heavy": (
        "at most 8 KB",
        "It takes",
        [(JS, _FIRST, f'el.dataset.noise = "{_NOISE}";\n{_FIRST}')],
    ),
    "has a left side": (
        "no left",
        "margin-left",
        [(CSS, "flex: 1;", "flex: 1; margin-left: 1px;")],
    ),
    "stops": (
        "starts on a page",
        "Its script stops: out of beans",
        [(JS, _FIRST, f'throw new Error("out of beans");\n{_FIRST}')],
    ),
    "shows nothing": (
        "starts on a page",
        "puts nothing into el",
        [(JS, "el.append(", "el.contains(")],
    ),
    "calls another host": (
        "starts on a page",
        "It calls http://example.org/",
        [(JS, _FIRST, f"{_CALL}\n{_FIRST}")],
    ),
    "is wide": (
        "wider than a phone",
        "pixels wider than 360",
        [(CSS, "align-items: center; inline-size: 100%;", "flex: none; inline-size: 30rem;")],
    ),
    "is small": (
        "for a thumb",
        "One less",
        [(CSS, "\n.estimate .meta", f"\n{_SMALL}\n.estimate .meta")],
    ),
    "has no name": (
        "a name and a role",
        "(button)",
        [(JS, '"aria-label": name, ', "")],
    ),
    "cannot be reached": (
        "reached by keyboard",
        "Keys do not reach <span",
        [(JS, '"button",\n        { type: "button"', '"span",\n        { role: "button"')],
    ),
    "cannot be answered by keys": (
        "by keyboard alone",
        "Every drag needs another way",
        [
            (JS, "click: () => give", "pointerdown: () => give"),
            (JS, "      input: take,\n", "      keydown: (event) => event.preventDefault(),\n"),
        ],
    ),
    "speaks English to all": (
        "can be translated",
        "“One less”",
        [(JS, 'ui.t("One less")', '"One less"')],
    ),
    "says a word in English when it is used": (
        "can be translated",
        "pieces",
        [(JS, "ui.n(Number(response))", "`${ui.n(Number(response))} pieces`")],
    ),
    "needs our page around it": (
        "in JupyterLab, in",
        "Its script stops there",
        [(JS, _FIRST, "document.forms[0].focus();\n" + _FIRST)],
    ),
    "forgets": (
        "is there again",
        "the view looks as with",
        [(JS, "    show();\n  },", "  },")],
    ),
    "changes what was given": (
        "is there again",
        "the view makes '5' of it",
        [(JS, "    show();\n  },", '    show();\n    model.set("response", "5");\n  },')],
    ),
    "makes up a role": (
        "axe-core",
        "aria-roles",
        [(JS, '{ class: "slide" }', '{ class: "slide", role: "bean" }')],
    ),
}
"""What it does, then: words of the check that notices, words of what is said, the changes."""


def plant(site: Path, fault: str) -> None:
    """Write the package with this fault into ``site``, with its metadata."""
    package = site / "lp_estimate"
    shutil.copytree(EXAMPLE / "lp_estimate", package)
    for name, old, new in FAULTS[fault][2]:
        path = package / name
        text = path.read_text("utf-8")
        assert text.count(old) == 1, (fault, old)
        path.write_text(text.replace(old, new), "utf-8")
    metadata(site, "lp_estimate", "[learning_passport]\nestimate = lp_estimate\n")
