"""Plugins as packages on the path: with real metadata, good ones and broken ones."""

import importlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lp_widgets import plugins, questions, shipped
from lp_widgets.lesson import words
from lp_widgets.locales import catalog
from lp_widgets.plugins import Plugins

ROOT = Path(plugins.__file__).parents[1]
SHIPPED_TYPES = [kind.name for kind in questions.BUILT_IN]
SHIPPED_WIDGETS = [kind.name for kind in shipped.lesson_widgets()]

GOOD = """
from pathlib import Path
from lp_widgets.hookspecs import hookimpl
from lp_widgets.questions import Key, Mark, QuestionType, Sample, Spec
from lp_widgets.widgets.widget_type import WidgetType
from pydantic import BaseModel

HERE = Path(__file__).parent

def kind(name, **more):
    return QuestionType(
        name=name, Spec=Spec, Key=Key, mark=lambda spec, key, response, locale: Mark.graded(1),
        response_shape="string", partial_credit="None.", js=HERE / "view.js",
        generate=lambda spec, key: [Sample("", "correct")], **more,
    )

@hookimpl
def question_types():
    return [kind("always")]

@hookimpl
def lesson_widgets():
    return [WidgetType("shadow", BaseModel, HERE / "view.js", HERE / "view.css")]

@hookimpl
def courses():
    return [HERE / "stars"]
"""

Install = Callable[..., Plugins]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Put packages on the path as an installer would, and look for plugins again."""
    known = dict(questions.TYPES)
    made: list[str] = []

    def packages(**sources: str) -> Plugins:
        for name, source in sources.items():
            package(tmp_path, name, source)
            made.append(name)
        monkeypatch.syspath_prepend(str(tmp_path))
        importlib.invalidate_caches()
        plugins.load.cache_clear()
        return plugins.load()

    yield packages
    monkeypatch.undo()
    for name in made:
        sys.modules.pop(name, None)
    questions.TYPES.clear()
    questions.TYPES.update(known)
    plugins.load.cache_clear()
    plugins.load()  # its steps take the place of theirs


def package(site: Path, name: str, source: str) -> None:
    """Write a package and its metadata into ``site``, as pip does."""
    folder = site / name
    (folder / "stars").mkdir(parents=True, exist_ok=True)
    (folder / "__init__.py").write_text(source, "utf-8")
    (folder / "view.js").write_text("export default { render() {} };\n", "utf-8")
    (folder / "view.css").write_text("", "utf-8")
    (folder / "stars" / "course.toml").write_text('title = "Stars"\n', "utf-8")
    metadata(site, name, f"[learning_passport]\n{name} = {name}\n")


def metadata(site: Path, name: str, entry_points: str, version: str = "1.2") -> None:
    info = site / f"{name}-{version}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {name.replace('_', '-')}\nVersion: {version}\n", "utf-8"
    )
    (info / "entry_points.txt").write_text(entry_points, "utf-8")


def assert_shipped_is_there(found: Plugins) -> None:
    assert list(found.question_types)[: len(SHIPPED_TYPES)] == SHIPPED_TYPES
    assert list(found.lesson_widgets)[: len(SHIPPED_WIDGETS)] == SHIPPED_WIDGETS
    assert ROOT / "notebooks" / "first-steps" in found.courses


def test_what_we_ship_comes_through_the_same_hooks(install: Install) -> None:
    found = install()
    assert_shipped_is_there(found)
    assert not found.problems
    assert {"question_types", "lesson_widgets", "courses"} < set(found.as_dict())


def test_it_is_there_once_though_its_entry_point_is_listed_twice(
    install: Install, tmp_path: Path
) -> None:
    entry = "[learning_passport]\nshipped = lp_widgets.shipped\n"
    metadata(tmp_path, "learning_passport", entry, "0.0.9")
    found = install()
    assert_shipped_is_there(found)
    assert len(found.courses) == len(set(found.courses))
    assert not found.problems


def test_it_is_there_without_any_entry_point(tmp_path: Path) -> None:
    """A checkout that was never installed: the same libraries, no metadata of ours."""
    site = Path(importlib.import_module("pluggy").__file__ or "").parents[1]
    for entry in site.iterdir():
        if not entry.name.lower().startswith(("learning_passport", "_editable")):
            (tmp_path / entry.name).symlink_to(entry)
    program = (
        "import json, importlib.metadata as m\n"
        "assert not m.entry_points(group='learning_passport')\n"
        "from lp_widgets import plugins\n"
        "found = plugins.load()\n"
        "print(json.dumps([list(found.question_types), found.problems, found.versions]))"
    )
    ran = subprocess.run(
        [sys.executable, "-S", "-c", program],
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{tmp_path}"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    names, problems, versions = json.loads(ran.stdout)
    assert (names, problems) == (SHIPPED_TYPES, [])
    assert versions == {"learning-passport": "not installed"}


def test_a_strangers_package_adds_a_type_a_widget_and_a_course(install: Install) -> None:
    found = install(lp_good=GOOD)
    assert not found.problems
    assert_shipped_is_there(found)
    assert "always" in found.question_types
    assert "shadow" in found.lesson_widgets
    assert found.courses[-1].name == "stars"
    assert found.versions["lp-good"] == "1.2"
    assert {"name": "always", "distribution": "lp-good", "version": "1.2"} in found.as_dict()[
        "question_types"
    ]


def test_its_type_can_be_marked_and_its_views_are_served_by_name(install: Install) -> None:
    found = install(lp_good=GOOD)
    spec, key = questions.split("always", {"id": "q", "ask": "?"})
    assert questions.mark("always", spec, key, "anything").state == "correct"
    assert found.views["always.js"].name == "view.js"
    assert found.views["shadow.css"].name == "view.css"
    assert found.views["number.js"] == ROOT / "lp_widgets" / "widgets" / "number.js"
    assert all(path.is_file() for path in found.views.values())


CATALOG = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Always right"
msgstr "Toujours juste"

msgid "Check"
msgstr "Non"

msgid "Said by the marker"
msgstr "Dit par le correcteur"
"""


def test_a_catalog_of_its_own_speaks_on_its_own_pages_and_changes_no_word_of_ours(
    install: Install, tmp_path: Path
) -> None:
    brings = 'js=HERE / "view.js", translations=HERE / "words",'
    folder = tmp_path / "lp_good" / "words" / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "interface-questions.po").write_text(CATALOG, "utf-8")
    found = install(lp_good=GOOD.replace('js=HERE / "view.js",', brings))
    assert not found.problems
    found.views["always.js"].write_text(
        'export default { render({ ui }) { ui.t("Always right"); } };'
    )
    said = words.of_scripts("fr", ["always"], live=False)
    assert said["Always right"] == "Toujours juste"
    assert said["Check"] == catalog("fr", "interface-questions").gettext("Check") != "Non"
    assert "Said by the marker" not in said
    assert catalog("fr-CA", "interface-questions").gettext("Said by the marker").startswith("Dit")
    assert "Always right" not in words.of_scripts("fr", ["number"], live=False)


def test_a_catalog_that_cannot_be_read_is_named(install: Install, tmp_path: Path) -> None:
    brings = 'js=HERE / "view.js", translations=HERE / "words",'
    folder = tmp_path / "lp_good" / "words" / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "interface-questions.po").write_text("no catalog at all", "utf-8")
    found = install(lp_good=GOOD.replace('js=HERE / "view.js",', brings))
    assert "“lp_good” of lp-good is left out" in found.problems[0]
    assert "interface-questions.po" in found.problems[0]
    assert_shipped_is_there(found)


def test_a_question_type_and_a_widget_of_one_package_may_share_a_name(install: Install) -> None:
    found = install(lp_good=GOOD.replace('"shadow"', '"always"'))
    assert not found.problems
    assert "always" in found.question_types
    assert "always" in found.lesson_widgets


HOOK = "\n@hookimpl\ndef question_types():\n    "
BROKEN = {
    "does not import": ("import no_such_module_here", "no_such_module_here"),
    "is not Python": ("def", "SyntaxError"),
    "leaves the program": ("raise SystemExit('goodbye')", "goodbye"),
    "fails in its hook": (GOOD + HOOK + "raise RuntimeError('out of chalk')", "out of chalk"),
    "gives no list": (GOOD + HOOK + "return 3", "not iterable"),
    "gives something else": (GOOD + HOOK + "return ['number']", "is no QuestionType"),
    "takes a shipped type's name": (GOOD.replace('"always"', '"number"'), "“number” is taken"),
    "takes a widget's name for a type": (
        GOOD.replace('"always"', '"fraction_bars"'),
        "“fraction_bars” is taken",
    ),
    "gives one name twice": (
        GOOD.replace('[kind("always")]', '[kind("always"), kind("always")]'),
        "“always” is taken",
    ),
    "names no type": (GOOD.replace('"always"', '"Always!"'), "is not a type's name"),
    "has a hook that we do not have": (
        GOOD + "\n@hookimpl\ndef question_kinds():\n    return []",
        "question_kinds",
    ),
    "wants what a hook does not give": (
        GOOD.replace("def courses():", "def courses(hub):"),
        "hub",
    ),
    "lacks its view": (GOOD.replace("view.js", "gone.js"), "gone.js"),
    "lacks a view of its own": (GOOD.replace('js=HERE / "view.js",', ""), "always.js"),
    "has a folder without catalogs": (
        GOOD.replace('js=HERE / "view.js",', 'js=HERE / "view.js", translations=HERE / "stars",'),
        "There is no LOCALE/LC_MESSAGES/interface-questions.po",
    ),
    "lacks its course": (GOOD.replace('"stars"', '"moons"'), "no course.toml"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_plugin_that_is_broken_is_named_and_left_out_as_a_whole(
    install: Install, what: str
) -> None:
    source, said = BROKEN[what]
    found = install(lp_broken=source, lp_zeal=GOOD)
    assert len(found.problems) == 1
    assert "“lp_broken” of lp-broken is left out" in found.problems[0]
    assert said in found.problems[0]
    assert_shipped_is_there(found)
    # Nothing of the broken one is kept, and another one with the same names comes in its place.
    assert found.sources["question_types", "always"] == "lp-zeal"
    assert "lp-broken" not in found.versions


def test_an_entry_point_to_nothing_is_named(install: Install, tmp_path: Path) -> None:
    metadata(tmp_path, "lp_ghost", "[learning_passport]\nghost = lp_ghost.nowhere\n")
    found = install()
    assert "“ghost” of lp-ghost is left out. ModuleNotFoundError" in found.problems[0]
    assert_shipped_is_there(found)


def test_of_two_courses_with_one_name_the_first_stays(install: Install) -> None:
    first = "\n".join(GOOD.replace('"always"', '"other"').replace('"shadow"', '"ray"').splitlines())
    found = install(lp_a=first, lp_b=GOOD)
    assert "The course name “stars” is taken" in found.problems[0]
    assert len([course for course in found.courses if course.name == "stars"]) == 1


def test_plugins_are_looked_for_once_a_process(install: Install) -> None:
    assert install() is plugins.load()
