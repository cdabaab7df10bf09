"""Names that occur nowhere else are followed through a lab: one database holds them, and then none.

The classroom's database may hold a name, and nothing else may: no log, no address, no exported
record, no file, no process's command line. When a person is erased, no file holds the name.
"""

import json
import re
import tarfile
from pathlib import Path
from urllib.request import BaseHandler, Request

import pytest

from grading.records.database import Database
from grading.roster import importing, people
from tests.e2e.lab import RunningLab, Visitor
from tests.e2e.test_attacks import CLASSROOM, LIVE, a_question, answer

NAMES = {"Xantippqua": "en", "Вьюгозавра": "en", "زقنبوطة": "ar"}
"""Children's names; each is in a different script."""
CLASS = "Quexalotl"
TEACHER = "Zyxwhitfeld"
WRITTEN = "Fjordquibble"
"""What a child writes of herself in an answer."""
OWN_DATABASE = re.compile(r"classroom\.sqlite(-wal|-shm)?")


class Listener(BaseHandler):
    """Notes every address that is asked for, redirects included."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def http_request(self, request: Request) -> Request:
        self.asked.append(request.full_url)
        return request


def spellings(name: str) -> list[bytes]:
    """Return the byte sequences in which a name could lie about."""
    escaped = json.dumps(name)[1:-1]
    quoted = "".join(f"%{byte:02X}" for byte in name.encode())
    found = {
        name.encode(),
        name.encode("utf-16-le"),
        name.encode("utf-16-be"),
        escaped.encode(),
        escaped.upper().encode(),
        quoted.encode(),
        quoted.lower().encode(),
    }
    return sorted(found)


def holders(folder: Path, name: str) -> set[str]:
    """Return the files below ``folder`` that hold ``name`` in their path or content."""
    found = set()
    for path in folder.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        content += str(path.relative_to(folder)).encode()
        if any(each in content for each in spellings(name)):
            found.add(str(path.relative_to(folder)))
    return found


def command_lines() -> bytes:
    """Return the command lines of all processes of this machine."""
    lines = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            lines.append(path.read_bytes())
        except OSError:
            continue
    return b"\n".join(lines)


@pytest.fixture(scope="module")
def canaries(tmp_path_factory):
    """A lab in which children with rare names have signed in, answered and done wrong things."""
    rows = "".join(f"{name},{locale},{CLASS}\n" for name, locale in NAMES.items())
    lab = RunningLab(tmp_path_factory.mktemp("canary"), f"name,locale,class\n{rows}")
    lab.start()
    lab.listener = Listener()
    lab.run("roster", "add-teacher", TEACHER, "--password", "three-plain-words")
    lab.run("roster", "cards", "--yes", "-o", str(lab.data.parent / "cards.pdf"))
    question, _ = a_question(lab)
    words, _ = a_question(lab, kind="short_text")
    for name in NAMES:
        visitor = arrive(lab, name)
        for given, to in (("1.5", question), (WRITTEN, words), ({"bad": name}, question)):
            visitor.post_json(CLASSROOM + "api/responses", answer(to, given))
        visitor.get(CLASSROOM + "lesson/first-steps/fractions")
        visitor.get(LIVE)
        what_goes_wrong(visitor, name)
        visitor.get(CLASSROOM + "signout")
    teacher = arrive(lab, "teacher")
    status, _, desk = teacher.get(CLASSROOM + "desk")
    assert status == 200 and all(name.encode() in desk for name in NAMES)
    yield lab
    lab.stop()


def arrive(lab: RunningLab, name: str) -> Visitor:
    """Sign somebody in whose every request is listened to."""
    visitor = Visitor(lab)
    visitor.opener.add_handler(lab.listener)
    visitor.sign_in(name)
    return visitor


def what_goes_wrong(visitor: Visitor, name: str) -> None:
    """Do what is refused: refusals are what programs like to log."""
    for response in (
        answer(f"no-{name}", name),
        answer("x", name, lesson=name),
        answer("x", name, course=name, version=name),
        {"name": name},
    ):
        visitor.post_json(CLASSROOM + "api/responses", response)
    visitor.post_json(CLASSROOM + "api/responses", f"{{{name}".encode())
    visitor.post_json(CLASSROOM + "api/responses", {"name": name}, xsrf=None)
    visitor.post_form("/hub/login", {"step": "password", "name": name, "password": name})
    visitor.post_form("/hub/login", {"step": name, "got": name, "ticket": name})


def test_the_names_are_found_where_they_belong(canaries):
    """The search itself works: it finds each name in the database, and the words in the answer."""
    for name in (*NAMES, CLASS, TEACHER, WRITTEN):
        assert holders(canaries.data, name) & {"classroom.sqlite", "classroom.sqlite-wal"}, name


@pytest.mark.parametrize("name", [*NAMES, CLASS, TEACHER, WRITTEN])
def test_no_file_but_the_classrooms_database_holds_a_name_or_an_answer(canaries, name):
    outside = {each for each in holders(canaries.data, name) if not OWN_DATABASE.fullmatch(each)}
    assert outside == set()


def test_no_log_and_nothing_that_the_lab_prints_names_anybody(canaries):
    said = [path.read_text(errors="replace") for path in canaries.data.glob("logs/*.log")]
    assert len(said) >= 2
    said.append(Path(canaries.log.name).read_text())
    for name in (*NAMES, CLASS, TEACHER, WRITTEN):
        assert not any(name in text or json.dumps(name)[1:-1] in text for text in said), name
    for pin in canaries.pins.values():
        assert not any(re.search(rf"(?i)(pin|got)\W+{pin}", text) for text in said)


def test_no_address_holds_a_name(canaries):
    assert len(canaries.listener.asked) > 50
    for name in (*NAMES, CLASS, TEACHER):
        forms = [each.decode("latin-1") for each in spellings(name)]
        for url in canaries.listener.asked:
            assert not any(form in url for form in forms), url


def test_no_process_was_told_a_name_on_its_command_line(canaries):
    """Whoever uses this machine can read the command lines of all."""
    lines = command_lines()
    assert b"hub_config.classroom" in lines
    for name in (*NAMES, CLASS):
        assert name.encode() not in lines


def test_the_exported_record_names_nobody(canaries):
    exported = canaries.run("record", "export").stdout
    shown = canaries.run("record", "show").stdout
    assert len(json.loads(exported)) >= len(NAMES)
    for text in (exported, shown):
        for name in (*NAMES, CLASS, TEACHER, WRITTEN):
            assert name not in text and json.dumps(name)[1:-1] not in text


def test_who_is_erased_is_in_no_file_and_in_no_later_backup(canaries):
    """Runs last: nobody is left after it."""
    before = canaries.data.parent / "before.backup"
    canaries.run("lab", "backup", str(before))
    assert all(in_backup(before, name) for name in (*NAMES, WRITTEN))
    for name in NAMES:
        canaries.run("roster", "erase", canaries.accounts[name], "--yes")
        assert holders(canaries.data, name) == set(), "while the lab runs"
    assert holders(canaries.data, WRITTEN) == set()
    assert holders(canaries.data, CLASS) == set(), "the class went with its last child"
    after = canaries.data.parent / "after.backup"
    canaries.run("lab", "backup", str(after))
    canaries.stop()
    canaries.run("roster", "list")
    for name in (*NAMES, WRITTEN, CLASS):
        assert holders(canaries.data, name) == set(), "when it has stopped"
        assert not in_backup(after, name)
    assert in_backup(after, TEACHER)


def in_backup(file: Path, name: str) -> bool:
    """Return whether a backup holds ``name``, unpacked or in its wrapping."""
    wrapped = any(each in file.read_bytes() for each in spellings(name))
    with tarfile.open(file) as archive:
        inside = [archive.extractfile(member).read() for member in archive if member.isfile()]
    return wrapped or any(each in content for content in inside for each in spellings(name))


def test_the_search_itself_sees_a_name_that_was_only_deleted(folder):
    """Deleting rows is not enough: until the file is rewritten, its log still has the name."""
    database = Database(folder.database)
    database.upgrade()
    name = next(iter(NAMES))
    with database.write() as connection:
        rows = importing.read(f"name,locale,class\n{name},en,{CLASS}\n".encode())
        importing.apply(connection, importing.plan(connection, rows))
        account = people.list_(connection)[0].account
    with database.write() as connection:
        people.erase(connection, account)
    assert holders(folder.root, name)
    database.forget_freed_pages()
    assert not holders(folder.root, name)
    database.close()
