"""Find what is installed: question types, widgets and courses, ours and those of others.

A plugin that fails, or that takes a name that is taken, is named in ``problems`` and left out
as a whole; the lab runs on without it.
"""

import importlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import EntryPoint, PackageNotFoundError, entry_points, version
from pathlib import Path
from typing import Any

import pluggy
import polib

from lp_widgets import hookspecs, locales, questions
from lp_widgets.extensions import AnywidgetView, ContentReader, Listener, Panel
from lp_widgets.hookspecs import GROUP
from lp_widgets.questions import QuestionType
from lp_widgets.questions.steps import STEPS, MarkStep
from lp_widgets.widgets import parts
from lp_widgets.widgets.widget_type import WidgetType

DISTRIBUTION = "learning-passport"
_SHIPPED = "lp_widgets.shipped"
_WIDGETS = Path(__file__).parent / "widgets"
_EXTENSIONS: dict[str, type] = {
    "anywidgets": AnywidgetView,
    "content_readers": ContentReader,
    "mark_steps": MarkStep,
    "home_panels": Panel,
    "desk_panels": Panel,
    "listeners": Listener,
}
"""Hooks whose things have nothing but a name of their own in common."""


@dataclass
class Plugins:
    """Everything that is installed, by name; names of courses are those of their folders."""

    question_types: dict[str, QuestionType] = field(default_factory=dict)
    lesson_widgets: dict[str, WidgetType] = field(default_factory=dict)
    courses: list[Path] = field(default_factory=list)
    anywidgets: dict[str, AnywidgetView] = field(default_factory=dict)
    content_readers: dict[str, ContentReader] = field(default_factory=dict)
    mark_steps: dict[str, MarkStep] = field(default_factory=dict)
    home_panels: dict[str, Panel] = field(default_factory=dict)
    desk_panels: dict[str, Panel] = field(default_factory=dict)
    listeners: dict[str, Listener] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    versions: dict[str, str] = field(default_factory=dict)
    sources: dict[tuple[str, str], str] = field(default_factory=dict)
    """Which distribution gave what: ``("question_types", "number")`` → ``learning-passport``."""

    def shown_by(self, names: Iterable[str]) -> list[str]:
        """Return the names of the views ``names`` and of the parts that these need, sorted."""
        views = self.views
        every = set(names)
        return sorted(
            every | {part for name in every if (part := parts.needed(views[f"{name}.js"]))}
        )

    @property
    def views(self) -> dict[str, Path]:
        """Return the files that pages may load for views, by the name they are served under.

        ``number.js``, ``number.css``: whatever its file is called, a view is served by its name.
        """
        found = parts.files()
        for kind in self.kinds:
            found[f"{kind.name}.js"] = kind.js or _WIDGETS / f"{kind.name}.js"
            css = kind.css or _WIDGETS / f"{kind.name}.css"
            if css.is_file():
                found[f"{kind.name}.css"] = css
        return found

    @property
    def translations(self) -> list[Path]:
        """Return the folders of catalogs that other packages bring, each once."""
        return list({kind.translations: None for kind in self.kinds if kind.translations})

    @property
    def kinds(self) -> list[QuestionType | WidgetType]:
        """Return everything that has a view."""
        return [*self.question_types.values(), *self.lesson_widgets.values()]

    def as_dict(self) -> dict[str, list[Any]]:
        """Return plain JSON values: each thing with its name, distribution and version."""
        listed: dict[str, list[Any]] = {
            "question_types": [],
            "lesson_widgets": [],
            "courses": [],
            **{hook: [] for hook in _EXTENSIONS},
        }
        for (kind, name), source in self.sources.items():
            listed[kind].append(
                {"name": name, "distribution": source, "version": self.versions[source]}
            )
        return {**listed, "problems": list(self.problems)}


@cache
def load() -> Plugins:
    """Return what is installed; found once a process (``load.cache_clear()`` looks again).

    The question types found can then be marked by ``lp_widgets.questions.mark``.
    """
    found = Plugins()
    manager = pluggy.PluginManager(GROUP)
    manager.add_hookspecs(hookspecs)
    for name, distribution, release, entry in _installed():
        try:
            _add(found, manager, name, distribution, release, entry)
        # A stranger's module may even leave by sys.exit(); the lab does not.
        except (Exception, SystemExit) as error:
            said = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
            found.problems.append(f"The plugin “{name}” of {distribution} is left out. {said}")
    for kind in found.question_types.values():
        questions.register(kind)
    STEPS[:] = found.mark_steps.values()
    locales.add(found.translations)
    return found


def _installed() -> Iterator[tuple[str, str, str, EntryPoint | None]]:
    """Return name, distribution, version and entry point of each plugin, ours first.

    Ours is there without its entry point too: a checkout that was never installed has none.
    """
    try:
        own = version(DISTRIBUTION)
    except PackageNotFoundError:
        own = "not installed"
    yield "shipped", DISTRIBUTION, own, None
    seen = {("shipped", _SHIPPED)}
    # In the order of their names: which of two takes a name must not hang on the file system.
    for entry in sorted(entry_points(group=GROUP), key=_order):
        # An installation that lies on the path twice lists its entry points twice.
        if (entry.name, entry.value) in seen or entry.value == _SHIPPED:
            continue
        seen.add((entry.name, entry.value))
        dist = entry.dist
        yield entry.name, dist.name if dist else entry.value, dist.version if dist else "", entry


def _order(entry: EntryPoint) -> tuple[str, str]:
    return entry.dist.name if entry.dist else "", entry.name


def _add(
    found: Plugins,
    manager: pluggy.PluginManager,
    name: str,
    distribution: str,
    release: str,
    entry: EntryPoint | None,
) -> None:
    """Take all that one plugin gives, or nothing of it. Raises whatever is wrong."""
    plugin = entry.load() if entry else importlib.import_module(_SHIPPED)
    before = set(manager.get_plugins())
    if manager.register(plugin, name=f"{distribution}:{name}") is None:
        raise ValueError("It is blocked")
    try:
        manager.check_pending()
        others = before - {plugin}

        def given(hook: str, kind: type) -> list[Any]:
            caller = manager.subset_hook_caller(hook, others)
            things = [thing for answer in caller() for thing in answer]
            for thing in things:
                if not isinstance(thing, kind):
                    raise TypeError(f"Its {hook}() gives {thing!r}, which is no {kind.__name__}")
            return things

        types = given("question_types", QuestionType)
        widgets = given("lesson_widgets", WidgetType)
        courses = given("courses", Path)
        _check_views(types, found.question_types, found.lesson_widgets)
        _check_views(widgets, found.lesson_widgets, found.question_types)
        _check_courses(courses, found.courses)
        more = {
            hook: _named(given(hook, kind), getattr(found, hook))
            for hook, kind in _EXTENSIONS.items()
        }
        _check_readers(more["content_readers"].values(), found.content_readers.values())
    except BaseException:
        manager.unregister(plugin)
        raise
    found.versions[distribution] = release
    found.question_types.update({kind.name: kind for kind in types})
    found.lesson_widgets.update({kind.name: kind for kind in widgets})
    found.courses.extend(courses)
    for hook, things in more.items():
        getattr(found, hook).update(things)
    for hook, names in (
        ("question_types", [kind.name for kind in types]),
        ("lesson_widgets", [kind.name for kind in widgets]),
        ("courses", [course.name for course in courses]),
        *((hook, list(things)) for hook, things in more.items()),
    ):
        found.sources.update({(hook, each): distribution for each in names})


def _check_views(
    given: Sequence[QuestionType | WidgetType], taken: Collection[str], others: Collection[str]
) -> None:
    """Refuse a taken name and a view that is not there.

    A question type and a widget of one plugin may share a name: it is one view, with or without
    a question. With those of another plugin they may not.
    """
    names: set[str] = set()
    for view in given:
        if view.name in {*names, *taken, *others, *parts.NAMES}:
            raise ValueError(f"The name “{view.name}” is taken")
        names.add(view.name)
        for path in (view.js or _WIDGETS / f"{view.name}.js", view.css):
            if path is not None and not path.is_file():
                raise ValueError(f"The file {path} of “{view.name}” is not there")
        if view.translations is not None:
            _check_catalogs(view.translations)


def _check_catalogs(folder: Path) -> None:
    """Refuse a folder without catalogs, and a catalog that cannot be read."""
    found = sorted(folder.glob(f"*/LC_MESSAGES/{locales.SCRIPT_DOMAIN}.po"))
    if not found:
        raise ValueError(f"There is no LOCALE/LC_MESSAGES/{locales.SCRIPT_DOMAIN}.po in {folder}")
    for path in found:
        polib.pofile(str(path), encoding="utf-8").to_binary()


def _named(things: list[Any], taken: Collection[str]) -> dict[str, Any]:
    """Return things by name. Raises ValueError for a taken one."""
    found: dict[str, Any] = {}
    for each in things:
        if each.name in found or each.name in taken:
            raise ValueError(f"The name “{each.name}” is taken")
        found[each.name] = each
    return found


def _check_readers(given: Iterable[ContentReader], known: Iterable[ContentReader]) -> None:
    """Refuse a second reader of one kind of file."""
    extensions = {reader.extension for reader in known}
    for reader in given:
        if reader.extension in extensions:
            raise ValueError(f"There is a reader of “{reader.extension}” already")
        extensions.add(reader.extension)


def _check_courses(given: list[Path], known: list[Path]) -> None:
    """Refuse a folder that is no course, and a taken name."""
    names = {course.name for course in known}
    for course in given:
        if not (course / "course.toml").is_file():
            raise ValueError(f"The folder {course} has no course.toml")
        if course.name in names:
            raise ValueError(f"The course name “{course.name}” is taken")
        names.add(course.name)
