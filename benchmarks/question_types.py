"""What each question type costs: bytes of its view, and the time of one mark.

Marks are timed over the type's own samples, and over 10,000 responses that nobody honest would
send. ``python -m benchmarks.question_types [RESPONSES]``
"""

import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lp_widgets
from benchmarks import figures
from hub_config.classroom.statics import asset
from lp_widgets import plugins, questions
from lp_widgets.cells import body

STATIC = Path(lp_widgets.__file__).parent / "lesson" / "static"
# What every page with questions loads: styles and the modules of the shell.
RUNTIME = ("host", "icons", "outbox", "page", "progress", "question")
LETTERS = "0123456789.,'/-+*^()[]{}xyπ√½٣٫٬ \u202e\u0301\0\ud800éß"


def packed(*paths: Path) -> int:
    """Return the bytes of files as they are served: compressed one by one."""
    return sum(len(asset(path).packed) for path in paths if path.is_file())


def all_bytes() -> int:
    """Return what the runtime and every shipped type weigh, with the parts that views share."""
    found = plugins.load()
    names = found.shown_by([kind.name for kind in questions.BUILT_IN])
    files = [
        found.views[f] for each in names for f in (f"{each}.js", f"{each}.css") if f in found.views
    ]
    shell = [STATIC / f"{each}.js" for each in RUNTIME]
    return packed(*shell, STATIC / "passport.css", *files)


def nested(depth: int) -> Any:
    made: Any = "x"
    for _ in range(depth):
        made = [made]
    return made


def hostile(name: str, count: int) -> Iterator[Any]:
    """Yield responses out of a few shapes, ever different and always the same in each run."""
    chance = random.Random(f"hostile {name}")
    fixed = ["9**9**9**9", "(" * 5000, "9" * 1_000_000, "\u064b" * 1_000_000, nested(10_000)]
    names = list(_names(body(questions.TYPES[name].example)))
    yield from fixed
    for _ in range(count - len(fixed)):
        yield _odd(chance, chance.choices(names, k=chance.randrange(1, 30)))


def _odd(chance: random.Random, picked: list[str]) -> Any:
    text = "".join(chance.choices(LETTERS, k=chance.randrange(1, 200)))
    shapes = (
        text,
        picked,
        dict.fromkeys(picked, text),
        {each: each for each in picked},
        [[text, text]] * len(picked),
        dict.fromkeys(picked, picked),
        float("nan"),
    )
    return chance.choice(shapes)


def _names(value: Any) -> Iterator[str]:
    """Yield every key and short word of an example: names that might be options, gaps or lines."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield key
            yield from _names(each)
    elif isinstance(value, list):
        for each in value:
            yield from _names(each)
    elif isinstance(value, str) and len(value) < 20:
        yield value


def timed(name: str, spec: Any, key: Any, responses: Any) -> list[float]:
    """Return the microseconds of each mark."""
    took = []
    for response in responses:
        began = time.perf_counter()
        questions.mark(name, spec, key, response)
        took.append((time.perf_counter() - began) * 1e6)
    return took


def main(count: int = 10_000) -> None:
    """Measure every type that is shipped."""
    views = plugins.load().views
    rows, told = [], {}
    for kind in questions.BUILT_IN:
        name = kind.name
        spec, key = kind.split(body(kind.example))
        size = packed(
            *(views[f"{name}.{end}"] for end in ("js", "css") if f"{name}.{end}" in views)
        )
        own = [sample.response for sample in kind.generate(spec, key)] * 50
        usual, worst = timed(name, spec, key, own), timed(name, spec, key, hostile(name, count))
        told[name] = {
            "view_bytes": size,
            "mark_us_median": round(figures.median(usual), 1),
            "hostile_us_median": round(figures.median(worst), 1),
            "hostile_us_worst": round(max(worst), 1),
        }
        rows.append([name, *told[name].values()])
    runtime = packed(*(STATIC / f"{each}.js" for each in RUNTIME), STATIC / "passport.css")
    whole = all_bytes()
    figures.table(
        ["type", "view, bytes gzip", "mark, µs", "hostile, µs", "hostile worst, µs"], rows
    )
    print(f"runtime with styles {runtime:,} bytes, with every type {whole:,} bytes (gzip)\n")
    figures.finish(
        "question_types",
        {"hostile_responses": count, "runtime_bytes": runtime, "all_bytes": whole, "types": told},
    )


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
