"""Every byte goes to every phone: what a page with all question types weighs at most."""

from benchmarks.question_types import RUNTIME, STATIC, packed
from lp_widgets import plugins, questions

MOST = 60 * 1024


def test_the_runtime_and_all_question_types_together_are_light():
    views = plugins.load().views
    files = [
        views[name]
        for kind in questions.BUILT_IN
        for name in (f"{kind.name}.js", f"{kind.name}.css")
        if name in views
    ]
    assert (
        packed(*(STATIC / f"{each}.js" for each in RUNTIME), STATIC / "passport.css", *files)
        <= MOST
    )
