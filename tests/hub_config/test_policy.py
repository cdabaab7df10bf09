"""The classroom holds learners to a question's policy, whatever a page sends."""

import shutil
import uuid
from dataclasses import replace

from grading.records import responses
from grading.records.responses import Response
from hub_config.classroom import marks
from hub_config.classroom.progress import standing
from hub_config.classroom.seeds import Seeds
from hub_config.classroom.shelf import Shelf
from hub_config.lab.folder import Folder
from lp_widgets import lesson as lessons
from tests.lp_widgets.lesson import author

TWICE = author.JUG + "attempts: 2\n"
COSTLY = author.JUG + "hints: [one, two]\nhint_cost: 10%\n"


def build(folder, *sources):
    cells = [author.code(f"c{n}", source) for n, source in enumerate(sources)]
    return lessons.build(lessons.read(author.write(folder, author.notebook(*cells))), "en")


def send(database, built, body, question="jug", account="k1", id="", hints=0):
    """Keep a response as the API does, and return what the page is told."""
    name = id or str(uuid.uuid4())
    place = ("demo", "jug", question)
    given = Response(name, account, *place, built.version, "en", body, hints=hints)
    with database.write() as connection:
        known = responses.history(connection, account, built.course, built.id)
        kept = marks.keep(connection, built, built.keys[question], given, known)
    return marks.shown(kept, built)


def best(database, built):
    """Return the best answer to the only question."""
    with database.read() as connection:
        return responses.best(connection, "k1", built.course, built.id)["jug"]


def stand(database, built, account="k1"):
    with database.read() as connection:
        return standing(connection, ONE_LESSON, account, built)


class OneLesson(Shelf):
    """A shelf that is asked for nothing but points."""

    def __init__(self):
        pass


ONE_LESSON = OneLesson()


def test_beyond_the_last_try_a_response_is_kept_and_gets_no_mark(database, tmp_path):
    built = build(tmp_path, TWICE)
    assert send(database, built, "?")["attempts"] == 0  # what cannot be read is no try
    assert send(database, built, "0.5")["attempts"] == 1
    assert not stand(database, built).settled
    assert send(database, built, "0.7")["attempts"] == 2
    assert stand(database, built).settled == 1
    third = str(uuid.uuid4())
    told = send(database, built, "1.5", id=third)
    assert (told["state"], told["score"], told["attempts"]) == ("invalid", 0.0, 2)
    assert told["message"].startswith("There is no try left here.")
    assert not told["feedback"]
    assert send(database, built, "1.5", id=third) == told  # sent twice, it stays the same
    with database.read() as connection:
        assert responses.latest(connection, "k1", "demo", "jug")["jug"].body == "0.7"
        assert responses.best(connection, "k1", "demo", "jug")["jug"].score == 0


def test_a_response_that_comes_again_after_the_last_try_keeps_its_mark(database, tmp_path):
    built = build(tmp_path, TWICE)
    first = str(uuid.uuid4())
    told = send(database, built, "1.5", id=first)
    assert told["state"] == "correct"
    send(database, built, "0.5")
    assert send(database, built, "1.5", id=first)["state"] == "correct"


def test_each_learner_has_tries_of_her_own(database, tmp_path):
    built = build(tmp_path, TWICE)
    for body in ("1", "2", "3"):
        send(database, built, body)
    assert send(database, built, "1.5", account="k2")["state"] == "correct"
    assert stand(database, built, "k2").settled == 1


def test_in_an_assignment_an_answer_may_change_until_it_is_handed_in(database, tmp_path):
    built = replace(build(tmp_path, TWICE), kind="assignment")
    for body in ("1", "2", "3"):
        assert send(database, built, body)["state"] == "pending"


def test_an_opened_hint_costs_its_share_and_right_stays_right(database, tmp_path):
    built = build(tmp_path, COSTLY)
    told = send(database, built, "1.5", hints=1)
    assert (told["state"], told["score"], told["hints"]) == ("correct", 0.9, 1)
    assert stand(database, built).settled == 1
    assert "hints" not in send(database, built, "1.5", account="k2")


def test_a_hint_that_was_opened_once_stays_opened_whatever_a_page_says_later(database, tmp_path):
    built = build(tmp_path, COSTLY)
    assert send(database, built, "?", hints=2)["state"] == "invalid"
    told = send(database, built, "1.5", hints=0)
    assert (told["score"], told["hints"]) == (0.8, 2)
    assert send(database, built, "1.5", hints=9)["score"] == 0.8  # there are only two
    with database.read() as connection:
        assert responses.latest(connection, "k1", "demo", "jug")["jug"].hints == 2


def test_a_response_that_comes_again_keeps_the_mark_that_it_had(database, tmp_path):
    built = build(tmp_path, COSTLY)
    first = str(uuid.uuid4())
    assert send(database, built, "1.5", id=first)["score"] == 1
    send(database, built, "0.5", hints=2)
    assert send(database, built, "1.5", id=first, hints=2)["score"] == 1
    assert best(database, built).score == 1


def test_where_hints_cost_nothing_none_are_counted(database, tmp_path):
    built = build(tmp_path, author.JUG + "hints: [one, two]\n")
    told = send(database, built, "1.5", hints=2)
    assert told["score"] == 1
    assert "hints" not in told


def test_right_at_last_is_right_though_a_part_was_worth_more_before(database, tmp_path):
    source = (
        "%%question multiple_choice\nid: jug\nask: Which?\noptions: {x: 1, y: 2, z: 3}\n"
        "answers: [x, y]\nhints: [one]\nhint_cost: 100%\n"
    )
    built = build(tmp_path, source)
    partly = send(database, built, ["x"])
    assert partly["state"] == "partial"
    told = send(database, built, ["x", "y"], hints=1)
    assert (told["state"], told["score"]) == ("correct", 0)
    kept = best(database, built)
    assert (kept.state, kept.score) == ("correct", partly["score"])


def test_an_assignment_says_how_many_were_opened_and_nothing_of_the_mark(database, tmp_path):
    built = replace(build(tmp_path, COSTLY), kind="assignment")
    told = send(database, built, "1.5", hints=1)
    assert (told["state"], told["score"], told["hints"]) == ("pending", 0, 1)


def test_a_seed_is_a_learners_own_and_comes_back_with_the_pepper(tmp_path):
    source = author.JUG.replace("answer: 1.5", 'vary: {a: 1..9}\nanswer: "{= a}"')
    built = build(tmp_path, source.replace("- answer: 0.5", "- answer: 50"))
    folders = [Folder(tmp_path / name) for name in ("one", "other", "restored")]
    for folder in folders[:2]:
        folder.create()
        Seeds(folder)  # makes the pepper, as a lab's first start does
    shutil.copytree(folders[0].secrets, folders[2].secrets)
    seeds = [Seeds(folder) for folder in folders]
    own = [each.of("k1", built, "jug") for each in seeds]
    assert own[0] == own[2] != own[1]
    assert own[0] != seeds[0].of("k2", built, "jug")
    assert seeds[0].of("k1", replace(built, id="other"), "jug") != own[0]
    assert seeds[0].of("k1", build(tmp_path / "plain", author.JUG), "jug") is None


def test_a_key_that_its_author_mends_marks_from_then_on(database, tmp_path):
    wrong = build(tmp_path / "before", author.JUG.replace("answer: 1.5", "answer: 1.25"))
    assert send(database, wrong, "1.5")["state"] == "wrong"
    assert send(database, build(tmp_path / "after", author.JUG), "1.5")["state"] == "correct"
    assert send(database, wrong, "1.5")["state"] == "wrong"
