"""Release, collect, grade and read results: the shipped assignment, from its source to points."""

import json
from datetime import UTC, datetime, timedelta

import nbformat
import pytest

from grading.autograder.collect import Answer, HandIn, collect, receipt_of
from grading.autograder.course import CourseFolder, prepare
from grading.autograder.errors import GradingError
from grading.autograder.hide_keys import public
from grading.autograder.release import release
from grading.autograder.results import forget, results
from grading.autograder.run import autograde
from lp_widgets import lesson as lessons
from lp_widgets.questions import mark
from lp_widgets.resources import shipped

NAME = "rain-barrel"
SHIPPED = shipped("notebooks") / "first-steps"
DUE = datetime(2026, 5, 6, 12, 0, tzinfo=UTC)
PROGRAM = "def days(litres, each_day):\n    return litres {} each_day\n"
STEPS = ["sun", "vapour", "cloud", "rain", "barrel"]
TEXT = "The sun warms it, and it goes into the air."
GIVEN = {
    "kright": {
        "bucket": "air",
        "way": STEPS,
        "full": "150",
        "days": PROGRAM.format("//"),
        "lid": TEXT,
    },
    "khalf": {
        "bucket": "gone",
        "way": ["vapour", "sun", *STEPS[2:]],
        "full": "١٥٠",
        "days": PROGRAM.format("/"),
    },
    "kodd": {"bucket": {"a": [1]}, "way": "sun", "full": "9" * 9000, "days": "raise SystemExit"},
    "kempty": {},
}
LOCALE = {"khalf": "ar"}


def hand_in(account, given, receipt="", minutes=0):
    locale = LOCALE.get(account, "en")
    answers = {each: Answer(body, locale, "v") for each, body in given.items()}
    received = DUE + timedelta(minutes=minutes)
    return HandIn(account, f"Name of {account}", received, receipt or account, locale, answers)


def submission(course, account, step="submitted"):
    return nbformat.read(course.root / step / account / NAME / f"{NAME}.ipynb", as_version=4)


def cell(notebook, name):
    told = (each for each in notebook.cells if "nbgrader" in each.metadata)
    return next(each for each in told if each.metadata.nbgrader.grade_id == name)


def content(root):
    """Every byte of a course folder but the source's, which are the author's."""
    files = (path for path in sorted(root.rglob("*")) if path.is_file())
    return b"\n".join(p.read_bytes() for p in files if not p.is_relative_to(root / "source"))


def points(course, account):
    found = next(each for each in results(course, NAME) if each.account == account)
    return {each.id: each.points for each in found.cells}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The course of a lab, released, in which four learners handed in."""
    made = prepare(tmp_path_factory.mktemp("courses") / "first-steps", lessons.read_course(SHIPPED))
    release(made, NAME, DUE)
    handed = [hand_in(account, given) for account, given in GIVEN.items()]
    handed[1] = hand_in("khalf", GIVEN["khalf"], minutes=90)
    assert collect(made, NAME, handed).new == len(GIVEN)
    return made


@pytest.fixture(scope="module")
def graded(course):
    """The same, graded together with a submission that is no notebook."""
    broken = course.root / "submitted" / "kbroken" / NAME
    broken.mkdir(parents=True)
    (broken / f"{NAME}.ipynb").write_text("this is no notebook")
    seen = []
    made = autograde(course, NAME, on=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (len(made), len(made)) == (5, 5)
    return {each.student: each for each in made}


def test_a_lab_gets_its_own_copy_and_keeps_what_a_teacher_changed(tmp_path):
    read = lessons.read_course(SHIPPED)
    made = prepare(tmp_path / "first-steps", read)
    assert made.assignments() == [NAME]
    notebook = made.source(NAME) / f"{NAME}.ipynb"
    notebook.write_text(notebook.read_text() + " ")
    (made.root / "nbgrader_config.py").write_text("# mine")
    assert prepare(made.root, read) == made
    assert notebook.read_text().endswith(" ")
    assert (made.root / "nbgrader_config.py").read_text() == "# mine"


def test_no_key_leaves_the_source(course, graded):
    read = lessons.read_assignment(course.source(NAME) / f"{NAME}.ipynb", course="first-steps")
    keys = {each.id: each.key for each in read.questions}
    unsaid = [keys["bucket"].say["through"], keys["bucket"].say["shrunk"]]
    unsaid += [slip.say for slip in keys["full"].wrong]
    everything = content(course.root).decode(errors="replace")
    for secret in (*unsaid, "answer: air", "order: [sun", "leaves and dirt"):
        assert secret not in everything, secret
    released = (course.root / "release" / NAME / f"{NAME}.ipynb").read_text()
    for secret in ("litres // each_day", "60 litres", "19 litres", keys["bucket"].right):
        assert secret not in released, secret


def test_the_order_of_lines_in_a_released_question_says_nothing():
    head, tail = "%%question ordering\nid: way\nask: In order?\nitems:\n", "  sea: water\n"
    lines = ["  dew: drops\n", "  ice: cold\n"]
    key = "order: [dew, ice, sea]\nright: Yes.\n"
    left = public(head + "".join(lines) + tail + key)
    assert "order:" not in left and "Yes." not in left
    assert left == public(head + "".join(reversed(lines)) + tail + key)


def test_collecting_again_writes_nothing_and_a_newer_hand_in_replaces(course, tmp_path):
    made = prepare(tmp_path / "first-steps", lessons.read_course(SHIPPED))
    with pytest.raises(GradingError, match="assignment release"):
        collect(made, NAME, [])
    release(made, NAME, None)
    first = hand_in("k1", {"full": "1"}, receipt="AAA-AAA")
    assert collect(made, NAME, [first]).new == 1
    assert collect(made, NAME, [first]).kept == 1
    again = hand_in("k1", {"full": "2", "lid": "# so"}, receipt="BBB-BBB")
    assert collect(made, NAME, [again]).new == 1
    notebook = submission(made, "k1")
    assert cell(notebook, "full").metadata.learning_passport.response == "2"
    assert cell(notebook, "lid").source == "# so"
    assert receipt_of(made.root / "submitted" / "k1" / NAME) == "BBB-BBB"
    assert sorted(path.name for path in made.own.iterdir()) == ["lock"]


def test_what_was_not_answered_stays_as_it_was_released(course):
    released = nbformat.read(course.root / "release" / NAME / f"{NAME}.ipynb", as_version=4)
    notebook = submission(course, "kempty")
    assert [each.source for each in notebook.cells] == [each.source for each in released.cells]


def test_a_gradebook_mark_is_the_mark_of_the_lesson(course, graded):
    read = lessons.read_assignment(course.source(NAME) / f"{NAME}.ipynb", course="first-steps")
    for account, given in GIVEN.items():
        locale = LOCALE.get(account, "en")
        own = points(course, account)
        for each in lessons.localize(read, locale).questions:
            if each.type in ("code", "long_text"):
                continue
            response = given.get(each.id)
            expected = mark(each.type, each.spec, each.key, response, locale).score
            assert own[each.id] == pytest.approx(expected * each.spec.points), (account, each.id)


def test_programs_texts_and_lateness_are_nbgraders(course, graded):
    right, half, odd = (points(course, each) for each in ("kright", "khalf", "kodd"))
    assert (right["days-even"], right["days-rest"], right["lid"]) == (2, 2, 0)
    assert (half["days-even"], half["days-rest"], half["lid"]) == (2, 0, 0)
    assert (odd["days-even"], odd["days-rest"]) == (0, 0)
    assert graded["kright"].needs_manual and not graded["khalf"].needs_manual
    assert graded["khalf"].late_seconds == 5400
    assert graded["kright"].late_seconds == 0
    assert graded["kempty"].score == 0
    assert not graded["kempty"].needs_manual


def test_one_broken_submission_is_named_and_stops_nothing(graded):
    assert graded["kbroken"].status == "failed"
    assert "JSON" in graded["kbroken"].error
    assert {each.status for each in graded.values() if each.student != "kbroken"} == {"graded"}


def test_results_say_which_question_a_cell_belongs_to_and_what_was_said(course, graded):
    half = next(each for each in results(course, NAME) if each.account == "khalf")
    by_id = {each.id: each for each in half.cells}
    assert (half.receipt, half.late_seconds) == ("khalf", 5400)
    assert by_id["days-even"].question == by_id["days-rest"].question == "days"
    assert by_id["bucket"].state == "wrong"
    read = lessons.read_assignment(course.source(NAME) / f"{NAME}.ipynb", course="first-steps")
    (bucket, *_) = lessons.localize(read, "ar").questions
    assert by_id["bucket"].feedback == bucket.key.say["gone"]
    read = lessons.localize(read, "ar")
    assert by_id["days-rest"].feedback == read.sayings["days-rest"][0]
    assert by_id["days-even"].feedback == ""
    assert by_id["way"].state == "partial"
    assert by_id["full"].state == "correct"
    assert half.score == sum(each.points for each in half.cells) == graded["khalf"].score
    assert half.max_score == 11


@pytest.mark.parametrize(
    ("program", "wanted"),
    [
        ("def days(litres, each_day):\n    return 5\n", "30 litres are enough for 1 day"),
        ("def days(litres, each_day):\n    assert False, 'You are <b>great</b>'\n", ""),
        ("def days(litres, each_day):\n    assert False, 'It is nowhere.'\n", ""),
        ("days = 5\n", ""),
    ],
)
def test_a_failed_test_says_what_its_author_wrote_into_it_and_nothing_else(
    tmp_path, program, wanted
):
    made = prepare(tmp_path / "first-steps", lessons.read_course(SHIPPED))
    release(made, NAME, None)
    collect(made, NAME, [hand_in("kright", {**GIVEN["kright"], "days": program})])
    autograde(made, NAME)
    (work,) = results(made, NAME)
    said = {each.id: each.feedback for each in work.cells}["days-even"]
    assert said.startswith(wanted) and bool(said) == bool(wanted)


def test_a_submission_that_brings_its_own_marks_has_no_use_of_them(course, graded):
    path = course.root / "submitted" / "kcheat" / NAME / f"{NAME}.ipynb"
    path.parent.mkdir(parents=True)
    notebook = submission(course, "kempty")
    for each in notebook.cells:
        if each.metadata.get("nbgrader", {}).get("grade") and each.cell_type == "code":
            each.metadata.nbgrader["points"] = 9999
            each.source = "9999"
            each.metadata["learning_passport"] = {
                "response": "stone",
                "locale": "../../etc",
                "mark": {"state": "correct", "score": 1.0},
            }
            each.outputs = [nbformat.v4.new_output("execute_result", data={"text/plain": "9999"})]
    nbformat.write(notebook, path)
    (found,) = autograde(course, NAME, students=["kcheat"])
    assert (found.status, found.score, found.max_score) == ("graded", 0, 11)
    assert cell(submission(course, "kcheat", "autograded"), "full").source.startswith("%%question")


def test_graded_again_only_what_changed_is_graded_and_a_teachers_mark_stays(course, graded):
    with course.gradebook() as gradebook:
        one = gradebook.find_grade("lid", NAME, NAME, "kright")
        one.manual_score, one.needs_manual_grade = 2.5, False
        gradebook.db.commit()
    better = hand_in("khalf", {**GIVEN["khalf"], "bucket": "air"}, receipt="newer")
    collect(course, NAME, [better])
    found = {each.student: each for each in autograde(course, NAME, students=["kright", "khalf"])}
    assert (found["kright"].status, found["khalf"].status) == ("unchanged", "graded")
    assert found["khalf"].score == graded["khalf"].score + 1
    (again,) = autograde(course, NAME, students=["kright"], force=True)
    assert again.score == graded["kright"].score + 2.5
    assert points(course, "kright")["lid"] == 2.5


def test_two_who_grade_at_once_are_told(course):
    with course.lock(), pytest.raises(GradingError, match="being worked on just now"):
        autograde(course, NAME)


def test_an_assignment_that_was_not_released_is_refused(tmp_path):
    made = prepare(tmp_path / "first-steps", lessons.read_course(SHIPPED))
    with pytest.raises(GradingError, match="Release it first"):
        autograde(made, NAME)
    with pytest.raises(GradingError, match="k9"):
        autograde(made, NAME, students=["k9"])
    assert results(made, NAME) == []


def test_a_source_with_a_fault_is_not_released_and_the_cell_is_named(tmp_path):
    made = prepare(tmp_path / "first-steps", lessons.read_course(SHIPPED))
    path = made.source(NAME) / f"{NAME}.ipynb"
    notebook = json.loads(path.read_text())
    for each in notebook["cells"]:
        each["source"] = each["source"].replace("answer: air", "answer: sky")
    path.write_text(json.dumps(notebook))
    with pytest.raises(GradingError, match=r"rain-barrel.*sky"):
        release(made, NAME, None)


def test_a_forgotten_learner_is_in_no_byte_of_the_course(course, graded):
    (course.root / "feedback" / "kright" / NAME).mkdir(parents=True)
    assert b"kright" in content(course.root)
    forget(course.root.parent, "kright")
    left = content(course.root)
    for trace in (b"kright", b"Name of kright", TEXT.encode()):
        assert trace not in left
    assert {each.account for each in results(course, NAME)} >= {"khalf", "kodd", "kempty"}
    forget(course.root.parent, "kright")


def test_a_course_folder_elsewhere_is_one_as_well(tmp_path):
    assert CourseFolder(tmp_path / "mine").id == "mine"
    assert CourseFolder(tmp_path / "mine").assignments() == []
