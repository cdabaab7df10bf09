"""Links lead somewhere, the reference is whole, and nothing that is documented is made up."""

import json
import os
import re
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import click
import pytest

import grading.records.tables
import grading.roster.tables  # noqa: F401 (fills the metadata)
from benchmarks import chart
from grading.records.database import metadata
from lp_widgets import hookspecs
from tests.docs import generated
from tests.docs.pages import ROOT, anchors, blocks, links, pages, read
from tests.e2e.lab import PROGRAM
from tests.lp_widgets.test_plugins import metadata as install

INDEPENDENCE = (
    "An independent free project in the spirit of UNICEF's Learning Passport; "
    "not affiliated with or endorsed by UNICEF or Microsoft"
)
KINDS = {"name", "pseudonym", "secret", "work", "about", "none"}


@pytest.mark.parametrize("page", pages())
def test_every_link_inside_the_repository_leads_somewhere(page):
    for target in links(page):
        if re.match(r"https?:", target):
            continue
        path, _, anchor = target.partition("#")
        found = (ROOT / page).parent / path if path else ROOT / page
        assert found.resolve().is_relative_to(ROOT) and found.exists(), f"{page}: {target}"
        if anchor and found.suffix == ".md":
            assert anchor in anchors(str(found.resolve().relative_to(ROOT))), f"{page}: {target}"


def test_every_page_of_docs_can_be_reached_from_its_index():
    reached, waiting = set(), ["docs/index.md"]
    while waiting:
        page = waiting.pop()
        if page in reached:
            continue
        reached.add(page)
        for target in links(page):
            path = ((ROOT / page).parent / target.partition("#")[0]).resolve()
            if path.suffix == ".md" and path.is_relative_to(ROOT / "docs"):
                waiting.append(str(path.relative_to(ROOT)))
    assert {page for page in pages() if page.startswith("docs/")} == reached


@pytest.mark.parametrize("name", generated.SECTIONS)
def test_what_is_written_from_the_code_is_up_to_date(name):
    page, make = generated.SECTIONS[name]
    found = generated.section(name).search(read(page))
    assert found and found[2].strip() == make().strip(), (
        f"{page} is behind the code: run  python -m tests.docs.generated"
    )


@pytest.mark.parametrize("path", chart.texts(), ids=lambda path: path.name)
def test_charts_and_tables_are_those_of_the_runs_that_are_kept(path):
    assert path.read_text("utf-8") == chart.texts()[path], (
        f"{path.name} is behind its run: run  python -m benchmarks.chart"
    )


def test_every_command_and_option_is_in_the_reference():
    """Said once more without the generator, which might leave something out."""
    text = read("docs/reference/command-line.md")
    for words, command in generated.every_command():
        heading = re.search(
            rf"^#+ {re.escape(' '.join(words))}$(.*?)(?=^#+ |\Z)", text, re.M | re.S
        )
        assert heading, words
        for parameter in command.params:
            for name in (*parameter.opts, *parameter.secondary_opts):
                shown = (
                    name
                    if name.startswith("-")
                    else parameter.make_metavar(click.Context(command)).strip("[]")
                )
                assert shown in heading[1], (words, name)  # fmt: skip


def test_every_hook_is_documented_with_an_example_and_no_other():
    names = [
        name for name, each in vars(hookspecs).items() if hasattr(each, f"{hookspecs.GROUP}_spec")
    ]
    headings = re.findall(r"^## (\w+)$", read("docs/reference/hooks.md"), re.M)
    assert names and headings == names
    examples = [each for each in blocks("docs/reference/hooks.md") if each.language == "python"]
    for name, example in zip(names, examples, strict=True):
        assert f"@hookimpl\ndef {name}(" in example.text


@pytest.mark.parametrize(
    "example",
    [each for each in blocks("docs/reference/hooks.md") if each.language == "python"],
    ids=lambda each: re.search(r"@hookimpl\ndef (\w+)", each.text)[1],
)
def test_the_example_of_a_hook_is_found_by_the_lab(tmp_path, example):
    package = tmp_path / "example"
    (package / "notebooks" / "stars").mkdir(parents=True)
    (package / "__init__.py").write_text(example.text, "utf-8")
    (package / "notebooks" / "stars" / "course.toml").write_text('title = "Stars"\n', "utf-8")
    for name in ("agree", "abacus"):
        (package / f"{name}.js").write_text("export default { render() {} };\n", "utf-8")
    install(tmp_path, "example", "[learning_passport]\nexample = example\n")
    done = subprocess.run(
        [PROGRAM, "plugins", "--json"],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    listed = json.loads(done.stdout)
    hook = re.search(r"@hookimpl\ndef (\w+)", example.text)[1]
    assert [each["name"] for each in listed[hook] if each["distribution"] == "example"]


def test_every_column_of_the_database_is_in_the_register_of_personal_data():
    columns = {
        (table.name, column.name) for table in metadata.sorted_tables for column in table.columns
    }
    registered = {(t, c) for t, said in generated.register().items() for c in said}
    assert registered == columns


def test_the_database_has_no_tables_beside_those_that_are_registered(folder):
    """The migrations make the tables; what they make beyond the metadata is no secret drawer."""
    import sqlite3

    from grading.records.database import Database

    database = Database(folder.database)
    database.upgrade()
    database.close()
    connection = sqlite3.connect(folder.database)
    found = {
        (table, row[1])
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        if not table.startswith("sqlite_") and table != "alembic_version"
        for row in connection.execute(f'PRAGMA table_info("{table}")')
    }
    connection.close()
    registered = {(t, c) for t, said in generated.register().items() for c in said}
    assert found == registered


@pytest.mark.parametrize("table", generated.register())
def test_the_register_says_what_for_who_reads_and_how_long(table):
    for column, said in generated.register()[table].items():
        assert set(said) == {"kind", "purpose", "reader", "kept"}, (table, column)
        assert said["kind"] in KINDS, (table, column)
        assert all(said.values()), (table, column)


def test_the_readme_starts_with_what_it_is_how_it_starts_and_whose_it_is_not():
    first_screen = "\n".join(read("README.md").splitlines()[:45])
    assert "git clone" in first_screen and "make run" in first_screen
    assert INDEPENDENCE in " ".join(first_screen.split())
    assert any(target.endswith(".png") for target in links("README.md"))
    for image in re.findall(r"<img [^>]*>", read("README.md")):
        assert re.search(r'alt="[^"]{30,}"', image), image


def test_the_changelogs_newest_version_is_the_one_that_is_installed():
    done = subprocess.run([PROGRAM, "--version"], capture_output=True, text=True, check=True)
    version = done.stdout.split()[-1]
    assert re.search(r"^## (\d\S*)", read("CHANGELOG.md"), re.M)[1] == version


def test_every_file_that_the_reference_of_the_folder_names_is_known(lab):
    """The data folder's page names what a running lab has, and misses nothing."""
    text = read("docs/reference/data-folder.md")
    named = set(re.findall(r"`([\w.-]+)(?:/[\w.-]*)?`", _rows(text)))
    for path in lab.data.iterdir():
        name = path.name.removesuffix("-journal")
        assert name in named or name == "classroom.sqlite-shm", name
    secrets = set(re.findall(r"`secrets/([\w-]+)`", text))
    made = {path.name for path in (lab.data / "secrets").iterdir()}
    assert made | {"formgrader-cookies"} == secrets  # made when a teacher first marks by hand


def _rows(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if line.startswith("| `"))


@pytest.mark.parametrize("path", sorted((ROOT / "docs").rglob("*.svg")), ids=lambda path: path.name)
def test_drawings_are_sound_and_say_in_words_what_they_show(path: Path):
    tree = ElementTree.parse(path).getroot()
    names = {child.tag.rpartition("}")[2] for child in tree}
    assert {"title", "desc"} <= names
    assert set(re.findall(r"\w+://[^\s\"']+", path.read_text("utf-8"))) == {
        "http://www.w3.org/2000/svg"
    }


def test_the_page_on_sealed_checks_counts_right():
    from tests.grading.autograder.sealed_scenarios import SCENARIOS
    from tests.hostile.sealed_table import FORGERS
    from tests.hostile.test_sealed_planted import PLANTED

    page = " ".join(read("docs/explanation/sealed-checks.md").split())

    assert f"{len(SCENARIOS)} ways of testing" in page
    assert f"{len(FORGERS)} hostile submissions" in page
    assert {11: "Eleven"}[len(PLANTED)] + " rules are each proven" in page
