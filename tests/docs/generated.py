"""The parts of the reference that are written from the code.

``python -m tests.docs.generated`` writes them anew; a test fails when a page is behind.
"""

import csv
import importlib
import inspect
import re
import tomllib
from collections.abc import Callable, Collection, Iterator
from functools import partial
from typing import Any, get_args

import click
from pydantic import BaseModel

from hub_config.cli import main
from lp_widgets import plugins
from lp_widgets.lesson.gallery import what
from lp_widgets.questions import BUILT_IN, SHAPES, Key, QuestionType, Spec
from lp_widgets.widgets import parts as shared
from tests.docs.pages import ROOT
from tests.grading.exchange.nbgrader_tests import NOT_APPLICABLE

OTHERS = ROOT / "tests" / "docs" / "others.csv"
REGISTER = ROOT / "grading" / "roster" / "personal-data.toml"

SETTLED = """
grading.roster.files.MAX_ROWS | learners | a roster file at most
grading.roster.secrets.PIN_LENGTH | digits | a PIN
grading.roster.secrets.PICTURES_LENGTH | pictures | in place of a PIN
grading.roster.secrets.MIN_PASSWORD | signs | a teacher's password at least
grading.roster.throttle.FREE_TRIES | tries | wrong, of one child at one phone, before a wait
grading.roster.throttle.FIRST_DELAY | seconds | the first wait; each further one is twice as long
grading.roster.throttle.LONGEST_DELAY | seconds | the longest wait
grading.records.responses.MAX_BODY | bytes | one answer at most
grading.exchange.manifest.MOST_FILES | files | handed in together from nbgrader
grading.exchange.manifest.LARGEST_FILE | bytes | one of these files
grading.exchange.manifest.LARGEST_WHOLE | bytes | all of these files
grading.exchange.paths.LONGEST_NAME | bytes | of a file's or folder's name in UTF-8
grading.exchange.paths.LONGEST_PATH | bytes | of a file's name with its folders
grading.exchange.paths.DEEPEST | folders | in one another, the file with them
grading.exchange.content.LARGEST_NOTEBOOK | bytes | a notebook that is handed in
grading.exchange.content.LARGEST_UNPACKED | bytes | what an archive that is handed in unpacks to
grading.exchange.content.MOST_ENTRIES | files | in an archive that is handed in
grading.exchange.store.RESERVE | bytes | of the disk that files leave for answers
grading.exchange.store.FORGOTTEN | seconds | until files that were sent and not handed in go
hub_config.classroom.handins.MOST_TIMES | times | one learner hands in files for one assignment
hub_config.classroom.handins.MOST_BYTES | bytes | of files of one learner
hub_config.classroom.uploads.LARGEST_PIECE | bytes | one piece of a file on its way
hub_config.servers.limits.MOST_BYTES | bytes | of one learner's files in JupyterLab
hub_config.servers.limits.MOST_FILES | files and folders | of one learner in JupyterLab
hub_config.servers.limits.LARGEST_UPLOAD | bytes | sent to JupyterLab at once
hub_config.servers.limits.KERNEL_DISK | bytes | of copies, and of what a program there writes
hub_config.servers.limits.IDLE_KERNEL | seconds | until a kernel in JupyterLab ends that nobody uses
hub_config.servers.limits.IDLE_SERVER | seconds | until a learner's JupyterLab ends that nobody uses
grading.records.statements.PASS_SHARE | of the points | for a lesson to count as passed
hub_config.classroom.app.CULL_IDLE | seconds | until a kernel that nobody looks at ends
hub_config.classroom.kernels.OwnedKernels.per_learner | kernels | of one learner at once
hub_config.classroom.kernels.OwnedKernels.at_once | kernels | starting at once
hub_config.classroom.turns.GRACE | seconds | until who left the line has lost her place
hub_config.classroom.idle.UNWATCHED | seconds | idle, no page open, others wait: until it goes
hub_config.classroom.idle.QUIET | seconds | idle, its page open, others wait: until it goes
hub_config.classroom.idle.QUIET_WHEN_SHORT | seconds | the same when memory is short
grading.kernels.options.KernelOptions.longest_run | seconds | of one run of a program
grading.kernels.options.KernelOptions.memory | bytes | of memory for one kernel
grading.kernels.options.KernelOptions.disk | bytes | of files for one kernel
grading.kernels.options.KernelOptions.files | files | of one kernel
grading.kernels.options.KernelOptions.cpu_seconds | seconds | of processor time in a kernel's life
hub_config.lab.running.START_PATIENCE | seconds | until a lab that does not answer is given up
"""
"""Limits that no option changes: where it stands in the code, its unit, what it is."""


def every_command(
    command: click.Command = main, words: tuple[str, ...] = ("learning-passport",)
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield every command with the words that call it, groups before their commands."""
    yield words, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            assert child is not None
            yield from every_command(child, (*words, name))


def commands() -> str:
    """Return one entry a command, as its own ``--help`` says it."""
    return "\n".join(_entry(words, command) for words, command in every_command())


def _entry(words: tuple[str, ...], command: click.Command) -> str:
    context = click.Context(command, info_name=" ".join(words))
    usage = " ".join([*words, *command.collect_usage_pieces(context)])
    lines = [f"{'#' * min(len(words) + 1, 4)} {' '.join(words)}", "", "```text", usage, "```", ""]
    lines += [_prose(command.help or ""), ""]
    # --help is said once, at the top of the page.
    options = [p for p in command.params if isinstance(p, click.Option)]
    rows = [record for each in options if (record := each.get_help_record(context))]
    if rows:
        lines += ["| option | |", "|---|---|"]
        lines += [f"| `{name}` | {_cell(text)} |" for name, text in rows]
        lines.append("")
    return "\n".join(lines)


def _prose(help_: str) -> str:
    """Return a command's help as Markdown: what click must not wrap stands as it is."""
    parts = []
    for part in re.split(r"\n\s*\n", inspect.cleandoc(help_)):
        if part.startswith("\b"):
            parts.append("```text\n" + part.lstrip("\b").strip("\n") + "\n```")
        else:
            parts.append(part)
    return "\n\n".join(parts)


def _cell(text: str) -> str:
    return re.sub(r"\s+", " ", text).replace("|", "\\|").strip()


def settled() -> str:
    """Return the limits that no option changes, with the values that the code has."""
    rows = ["| what | limit | in the code |", "|---|---|---|"]
    for line in SETTLED.strip().splitlines():
        name, unit, what = line.split(" | ")
        rows.append(f"| {what} | {_value(name):,.10g} {unit} | `{name}` |")
    return "\n".join(rows) + "\n"


def _value(name: str) -> Any:
    parts = name.split(".")
    for end in range(len(parts) - 1, 0, -1):
        try:
            found: Any = importlib.import_module(".".join(parts[:end]))
        except ModuleNotFoundError:
            continue
        for part in parts[end:]:
            found = getattr(found, part)
        return getattr(found, "default_value", found)
    raise LookupError(name)


def register() -> dict[str, dict[str, dict[str, str]]]:
    """Return the register of personal data: table, column, what is said of it."""
    return tomllib.loads(REGISTER.read_text("utf-8"))


def personal_data() -> str:
    """Return the register as one table for each table of the database."""
    lines: list[str] = []
    for table, columns in register().items():
        lines += [f"### {table}", ""]
        lines += ["| column | kind | what for | who reads it | how long |", "|---|---|---|---|---|"]
        for column, said in columns.items():
            cells = (said[field] for field in ("kind", "purpose", "reader", "kept"))
            lines.append(f"| `{column}` | {' | '.join(_cell(each) for each in cells)} |")
        lines.append("")
    return "\n".join(lines)


def fields(spec: type[Spec], key: type[Key], left_out: Collection[str] = ()) -> str:
    """Return what an author may write into a question, a row a field."""
    rows = ["| field | | |", "|---|---|---|"]
    for kind, model in (("public", spec), ("secret", key)):
        for name, field in model.model_fields.items():
            if name not in left_out:
                need = f"{kind}, needed" if field.is_required() else kind
                rows.append(f"| `{name}` | {need} | {_cell(field.description or '')} |")
    return "\n".join(rows) + "\n"


def question_type(kind: QuestionType) -> str:
    """Return a type's example, its own fields, how its answer travels and what half of it earns."""
    own = fields(kind.Spec, kind.Key, {*Spec.model_fields, *Key.model_fields})
    return "\n".join(
        [
            f"```\n%%question {kind.name}\n{kind.example}```\n",
            *([own] if own.count("\n") > 2 else []),
            f"The answer travels as `{kind.response_shape}`."
            f" Partial credit: {kind.partial_credit}\n",
        ]
    )


def widgets() -> str:
    """Return each widget that we ship: what it is, its example and its fields."""
    found = plugins.load()
    ours = [
        kind
        for name, kind in found.lesson_widgets.items()
        if found.sources["lesson_widgets", name] == plugins.DISTRIBUTION
    ]
    written = []
    for kind in ours:
        rows = ["| field | | |", "|---|---|---|", *_rows_of(kind.schema)]
        example = f"```\n%%widget {kind.name}\n{kind.example}```\n"
        written += [f"## {kind.name}\n", f"{what(kind)}\n", example, "\n".join(rows) + "\n"]
    return "\n".join(written)


def _rows_of(
    model: type[BaseModel], above: str = "", within: tuple[type[BaseModel], ...] = ()
) -> Iterator[str]:
    """Yield a row a field of a widget, those of the models in it below their own, each once."""
    for name, field in model.model_fields.items():
        default = "" if field.is_required() else field.get_default(call_default_factory=True)
        numbers = isinstance(default, list | tuple) and all(type(each) is int for each in default)
        plain = list(default) if numbers else default if isinstance(default, str | int) else ""
        need = "needed" if field.is_required() else f"`{plain}`" if plain not in ("", []) else ""
        said = re.sub(r"(\[[^]]*\]\([^)]*\))", r"`\1`", _cell(field.description or ""))
        yield f"| `{above}{name}` | {need} | {said} |"
        for inner in _models(field.annotation):
            if inner not in (*within, model):
                yield from _rows_of(inner, f"{above}{name}/", (*within, model))


def _models(hint: Any) -> Iterator[type[BaseModel]]:
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        yield hint
    for part in get_args(hint):
        yield from _models(part)


def others() -> str:
    """Return what a learner can be asked to do, here, in jupyterquiz and in H5P."""
    rows = ["| a learner is to | Learning Passport | jupyterquiz | H5P |", "|---|---|---|---|"]
    known = {kind.name for kind in plugins.load().kinds}
    with OTHERS.open(encoding="utf-8", newline="") as file:
        for task in csv.DictReader(file):
            named = ", ".join(f"`{name}`" for name in task["ours"].split() if name in known)
            cells = [named, task["jupyterquiz"], task["h5p"]]
            rows.append(f"| {task['task']} | {' | '.join(each or '–' for each in cells)} |")
    return "\n".join(rows) + "\n"


def shapes() -> str:
    """Return the shapes that a response may have."""
    return (
        "\n".join(
            [
                "| `response_shape` | |",
                "|---|---|",
                *(f"| `{name}` | {said} |" for name, said in SHAPES.items()),
            ]
        )
        + "\n"
    )


def view_parts() -> str:
    """Return the parts of views that a view may ask for, and who does."""
    rows = ["| part | | used by |", "|---|---|---|"]
    views = plugins.load().views
    for name in shared.NAMES:
        said = re.search(
            r"/\*\*\n \* (.*?)(?<=[.:]) ", shared.script(name).read_text("utf-8"), re.S
        )
        assert said, name
        first = re.sub(r"\s*\n \* ", " ", said[1]).rstrip(".:")
        users = [each for each, path in views.items() if each.endswith(".js")
                 and each != f"{name}.js" and shared.needed(path) == name]  # fmt: skip
        rows.append(f"| `{name}` | {first} | {', '.join(f'`{each}`' for each in sorted(users))} |")
    return "\n".join(rows) + "\n"


EXAMPLE = ROOT / "docs" / "examples" / "lp-estimate"
LANGUAGES = {".py": "python", ".toml": "toml", ".js": "js", ".css": "css", ".po": "po"}
EXAMPLE_FILES = (
    "pyproject.toml",
    "lp_estimate/__init__.py",
    "lp_estimate/estimate.js",
    "lp_estimate/estimate.css",
    "lp_estimate/translations/fr/LC_MESSAGES/interface-questions.po",
    "tests/test_estimate.py",
)
"""What the how-to shows of its package."""


def file(name: str) -> str:
    """Return a file of the how-to's package, word for word."""
    path = EXAMPLE / name
    return f"```{LANGUAGES[path.suffix]}\n{path.read_text('utf-8')}```\n"


def exchange_tests() -> str:
    """Return nbgrader's tests of its exchange that do not apply to ours, and why."""
    rows = ["| test | why not |", "|---|---|"]
    for test, why in NOT_APPLICABLE.items():
        file, _, name = test.split("::")
        rows.append(f"| `{file}::{name}` | {why} |")
    return "\n".join(rows) + "\n"


HOW_TO = "docs/how-to/add-a-question-type.md"
TYPES_PAGE = "docs/reference/question-types.md"
SECTIONS: dict[str, tuple[str, Callable[[], str]]] = {
    "common fields": (TYPES_PAGE, partial(fields, Spec, Key)),
    **{f"type {kind.name}": (TYPES_PAGE, partial(question_type, kind)) for kind in BUILT_IN},
    **{f"file {name}": (HOW_TO, partial(file, name)) for name in EXAMPLE_FILES},
    "response shapes": (HOW_TO, shapes),
    "parts": (HOW_TO, view_parts),
    "lesson widgets": ("docs/reference/lesson-widgets.md", widgets),
    "others": ("docs/explanation/one-question.md", others),
    "commands": ("docs/reference/command-line.md", commands),
    "settled": ("docs/reference/settings.md", settled),
    "exchange tests": ("docs/reference/exchange.md", exchange_tests),
    "personal data": ("docs/reference/personal-data.md", personal_data),
}


def section(name: str) -> re.Pattern[str]:
    """Return what finds the written part ``name`` of a page."""
    return re.compile(rf"(<!-- written from the code: {name} -->\n\n)(.*?)(<!-- end -->)", re.S)


def write() -> None:
    """Write every section into its page."""
    for name, (page, make) in SECTIONS.items():
        path = ROOT / page
        fresh, times = section(name).subn(
            lambda found, made=make: found[1] + made() + "\n" + found[3], path.read_text("utf-8")
        )
        assert times == 1, f"{page} has no place for “{name}”"
        path.write_text(fresh, "utf-8")


if __name__ == "__main__":
    write()
