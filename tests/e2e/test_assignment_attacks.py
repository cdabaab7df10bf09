"""What a learner tries against an assignment to know, forge or spoil more than is hers; in vain."""

import json
import re

import nbformat
import pytest

from hub_config.lab.folder import Folder
from lp_widgets import locales
from tests.e2e.homework import (
    BARREL,
    CLASSROOM,
    HAND_INS,
    RESPONSES,
    STEPS,
    answer,
    count,
    do,
    hand_in,
    receipt,
    rows,
    told,
)
from tests.e2e.lab import RunningLab, Visitor
from tests.hub_config.handing_in import COURSE, RIGHT, WRONG, add_assignment

NAME, HIDDEN, LATE, TWIN = BARREL, "not-yet", "over", "twin"
PAGE = f"{CLASSROOM}lesson/{COURSE}/{NAME}"
FEEDBACK = f"{CLASSROOM}feedback/{COURSE}/{NAME}"
ROSTER = "name,locale,class\nLina,en,Kite\nAmal,ar,Kite\nSara,fr,Kite\nNoor,en,Kite\n"
# To each question the right answer first, then wrong ones, foreseen by the author and not.
TRIES = {
    "bucket": ["air", "gone", "through", "shrunk"],
    "way": [STEPS, STEPS[::-1], ["sun", "cloud", "vapour", "rain", "barrel"], [*STEPS[1:], "sun"]],
    "full": ["150", "150 ", "١٥٠", "50", "600", "0.75", "-3", "151"],
    "days": ["def days(litres, each_day):\n    return litres // each_day\n", "days = 7"],
    "lid": ["So that nothing evaporates.", "I do not know."],
}
LINAS, AMALS = "Linas kumquat", "Amals bergamot"


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A lab in which three assignments are given, one of them overdue, and one is not."""
    running = RunningLab(tmp_path_factory.mktemp("attacked"), ROSTER)
    running.start()
    for name in (HIDDEN, LATE, TWIN):
        add_assignment(Folder(running.data), name)
    for name in (NAME, TWIN):
        running.run("assignment", "release", name)
    running.run("assignment", "release", LATE, "--due", "2020-01-01")
    yield running
    running.stop()


@pytest.fixture(scope="module")
def lina(lab):
    return lab.sign_in("Lina")


@pytest.fixture(scope="module")
def amal(lab):
    return lab.sign_in("Amal")


@pytest.fixture(scope="module")
def sara(lab):
    return lab.sign_in("Sara")


@pytest.fixture(scope="module")
def noor(lab):
    return lab.sign_in("Noor")


# -- what is not released -------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["lesson", "feedback"])
@pytest.mark.parametrize("name", [HIDDEN, "source", "nbgrader_config", "no-such-work"])
def test_unreleased_work_is_not_there(lina, place, name):
    status, _, body = lina.get(f"{CLASSROOM}{place}/{COURSE}/{name}")
    assert status == 404
    assert b"data-question" not in body and b"2 + 3" not in body


def test_unreleased_work_takes_no_answer_and_no_hand_in(lab, lina):
    before = count(lab, "response"), count(lab)
    for question, response in RIGHT.items():
        status, body = lina.post_json(RESPONSES, answer(question, response, HIDDEN))
        assert status == 422 and set(body) == {"message"}
    status, body = lina.post_json(HAND_INS, hand_in(lab, "Lina", HIDDEN))
    assert status == 422 and set(body) == {"message"}
    assert (count(lab, "response"), count(lab)) == before


def test_unreleased_work_is_on_nobodys_home(lina):
    _, _, home = lina.get(CLASSROOM)
    assert f"lesson/{COURSE}/{NAME}".encode() in home
    assert HIDDEN.encode() not in home


def test_a_lesson_is_nothing_to_hand_in_and_has_no_feedback(lab, lina):
    assert lina.post_json(HAND_INS, hand_in(lab, "Lina", "fractions"))[0] == 422
    assert lina.get(f"{CLASSROOM}feedback/{COURSE}/fractions")[0] == 404


# -- guessing -------------------------------------------------------------------------------------


@pytest.mark.parametrize("question", TRIES)
def test_trying_answers_tells_nothing_about_them(lina, question):
    seen = []
    for response in TRIES[question]:
        status, body = lina.post_json(RESPONSES, answer(question, response))
        assert status == 200
        assert body.pop("response") == response
        assert (body.pop("question"), len(body.pop("id"))) == (question, 36)
        assert body.pop("attempts") == len(seen) + 1
        seen.append(body)
    nothing = {"state": "pending", "score": 0.0, "feedback": "", "message": "", "parts": {}}
    assert seen == [nothing] * len(TRIES[question])


def test_a_reloaded_page_tells_no_more_than_the_answers_did(lina):
    status, _, page = lina.get(PAGE)
    assert status == 200
    responses = told(page)["responses"]
    assert set(responses) == set(TRIES)
    for question, each in responses.items():
        assert each["response"] == TRIES[question][-1]
        assert (each["state"], each["score"], each["feedback"]) == ("pending", 0.0, "")


@pytest.mark.parametrize(
    ("question", "response"),
    [("bucket", "nothing-of-these"), ("way", ["sun"]), ("full", "many"), ("days", " "), ("lid", 7)],
)
def test_what_is_no_answer_is_called_so_and_nothing_else(noor, question, response):
    status, body = noor.post_json(RESPONSES, answer(question, response))
    assert status == 200
    assert (body["state"], body["score"], body["feedback"], body["parts"]) == ("invalid", 0, "", {})
    assert body["message"]


@pytest.mark.parametrize(
    "claim", [{"score": 1}, {"state": "correct"}, {"account": "other"}, {"receipt": "AAA-AAA"}]
)
def test_nothing_can_be_claimed_beside_an_answer(lab, noor, claim):
    before = count(lab, "response")
    if "account" in claim:
        claim = {"account": lab.accounts["Lina"]}
    status, _ = noor.post_json(RESPONSES, answer("full", "150") | claim)
    assert status in (403, 422)
    assert count(lab, "response") == before


def test_a_statement_is_made_of_an_attempt_and_of_no_success(lab, lina):
    exported = json.loads(lab.run("record", "export").stdout)
    verbs = [
        each["verb"]["display"]["en"]
        for each in exported
        if each["actor"]["account"]["name"] == lab.accounts["Lina"]
    ]
    assert verbs == ["attempted"]


# -- solutions ------------------------------------------------------------------------------------


def secrets_of(lab, locale):
    """Yield texts of solutions, hidden tests, mark schemes and keys which no page needs."""
    folder = lab.data / "courses" / COURSE / "source" / NAME
    notebook = nbformat.read(folder / f"{NAME}.ipynb", as_version=4)
    source = "\n".join(each.source for each in notebook.cells)
    kinds = ("SOLUTION", "HIDDEN TESTS", "MARK SCHEME")
    for kind in kinds:
        found = re.findall(rf"[#=]+ BEGIN {kind}.*?\n(.*?)\n\s*[#=]+ END {kind}", source, re.S)
        assert found, kind
        for block in found:
            for line in block.splitlines():
                text = line.strip()
                yield text
                if '"' in text:  # A test says what it wants of whom it finds wrong.
                    yield text.split('"')[1]
    kept = lab.data / "keys" / locale / COURSE / NAME / "keys.json"
    for question in json.loads(kept.read_text()).values():
        yield from sentences(question["key"])


def sentences(value):
    """Yield the sentences of a key."""
    if isinstance(value, str):
        if len(value) > 20:
            yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from sentences(each)


@pytest.mark.parametrize(("locale", "who"), [("en", "Noor"), ("ar", "Amal"), ("fr", "Sara")])
def test_no_byte_that_a_learner_gets_holds_a_solution(lab, locale, who):
    visitor = lab.sign_in(who)
    status, _, page = visitor.get(PAGE)
    assert status == 200
    bytes_ = {"page": page, "home": visitor.get(CLASSROOM)[2]}
    # What her kernel is made from: she can read all of it.
    for path in (lab.data / "built" / locale / COURSE / NAME).rglob("*"):
        if path.is_file():
            bytes_[str(path)] = path.read_bytes()
    assert any(name.endswith(".ipynb") for name in bytes_)
    checked = 0
    for text in set(secrets_of(lab, locale)):
        written = {text, json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]}
        for name, content in bytes_.items():
            for each in (*written, text.replace("<", "&lt;").replace('"', "&quot;")):
                assert each.encode() not in content, (name, text)
        checked += 1
    assert checked > 20


# -- handing in for others ------------------------------------------------------------------------


@pytest.mark.parametrize("xsrf", [None, "", "forged", "other"])
def test_a_hand_in_without_the_learners_own_xsrf_token_is_refused(lab, lina, noor, xsrf):
    before = count(lab)
    token = lina.xsrf() if xsrf == "other" else xsrf
    assert noor.post_json(HAND_INS, hand_in(lab, "Noor"), xsrf=token)[0] == 403
    assert count(lab) == before


def test_a_stranger_hands_in_nothing_and_reads_nothing(lab):
    stranger, before = Visitor(lab), count(lab)
    data = json.dumps(hand_in(lab, "Lina")).encode()
    status, _, _ = stranger.request(HAND_INS, data, {"Content-Type": "application/json"})
    assert status == 403 and count(lab) == before
    for path in (PAGE, FEEDBACK):
        _, _, body = stranger.get(path)
        assert "/hub/login" in stranger.url and b"data-question" not in body


def test_nobody_hands_in_for_another(lab, noor):
    before = count(lab)
    for account in (lab.accounts["Lina"], "", "nobody", "\x00", "x" * 33):
        status, body = noor.post_json(HAND_INS, hand_in(lab, "Noor", account=account))
        assert status in (403, 422) and set(body) == {"message"}
    assert count(lab) == before


@pytest.mark.parametrize(
    "change",
    [
        {"received": "2020-01-01T00:00:00Z"},
        {"late": 0},
        {"receipt": "AAA-AAA"},
        {"score": 11},
        {"responses": {"full": "150"}},
        {"id": "not-a-uuid"},
        {"id": None},
        {"account": None},
        {"account": ["a"]},
        {"course": "../../etc"},
        {"course": "no-course"},
        {"assignment": "../source/rain-barrel"},
        {"assignment": "Rain-Barrel"},
        {"assignment": ""},
        {"assignment": {"name": NAME}},
        {"locale": "x" * 36},
        {"locale": "en'; --"},
        {"locale": "\ud800"},
    ],
)
def test_a_hand_in_of_another_form_is_refused_with_a_sentence(lab, noor, change):
    before = count(lab)
    status, body = noor.post_json(HAND_INS, hand_in(lab, "Noor") | change)
    assert status in (403, 422) and len(body["message"]) > 20
    assert count(lab) == before


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b'"hand in"',
        b"{not json",
        b"\xff\xfe\x00",
        b"[" * 4_000,
        b'{"id":' * 600,
        b'{"id": "' + b"x" * 10_000_000 + b'"}',
    ],
    ids=lambda body: repr(body[:8]),
)
def test_a_hand_in_that_cannot_be_read_is_refused_with_a_sentence(lab, noor, body):
    before = count(lab)
    status, said = noor.post_json(HAND_INS, body)
    assert status == 422 and len(said["message"]) > 20
    assert count(lab) == before


def test_a_hand_in_padded_beyond_any_phones_is_refused(lab, noor):
    padded = json.dumps(hand_in(lab, "Noor")).encode() + b" " * 5_000
    assert noor.post_json(HAND_INS, padded)[0] == 422


def test_a_statement_speaks_only_languages_that_there_are(lab, noor):
    for odd in ("--", "zz-zz-zz-zz-zz-zz", "x-klingon"):
        noor.post_json(RESPONSES, answer("full", "150", locale=odd))
        noor.post_json(HAND_INS, hand_in(lab, "Noor", locale=odd))
    exported = json.loads(lab.run("record", "export").stdout)
    mine = [s for s in exported if s["actor"]["account"]["name"] == lab.accounts["Noor"]]
    for each in mine:
        spoken = {*each["object"]["definition"]["name"], each["context"]["language"]}
        assert spoken <= set(locales.available())


def test_the_id_of_anothers_hand_in_neither_shows_nor_changes_it(lab, lina, amal):
    for question, response in {**{q: tries[0] for q, tries in TRIES.items()}, "lid": LINAS}.items():
        assert lina.post_json(RESPONSES, answer(question, response))[0] == 200
    hers = hand_in(lab, "Lina")
    status, first = lina.post_json(HAND_INS, hers)
    assert status == 200 and re.fullmatch(r"[A-Z0-9]{3}-[A-Z0-9]{3}", first["receipt"])
    before = count(lab)
    status, body = amal.post_json(HAND_INS, {**hers, "account": lab.accounts["Amal"]})
    assert status == 422 and first["receipt"] not in json.dumps(body)
    assert lina.post_json(HAND_INS, hers) == (200, first)
    # Nor does the id of a hand-in of one work open another work.
    assert lina.post_json(HAND_INS, {**hers, "assignment": LATE})[0] == 422
    assert count(lab) == before


def test_an_answers_id_stands_for_one_answer_to_one_work(lab, noor):
    first = answer("sum", "5", LATE)
    status, kept = noor.post_json(RESPONSES, first)
    assert status == 200
    for change in ({"response": "6"}, {"question": "why"}, {"lesson": TWIN}):
        assert noor.post_json(RESPONSES, first | change)[0] == 422
    assert noor.post_json(RESPONSES, first) == (200, kept)


def test_an_id_in_capitals_is_the_same_id(lab, lina):
    hers = hand_in(lab, "Lina")
    status, first = lina.post_json(HAND_INS, hers)
    shouted = {**hers, "id": hers["id"].upper()}
    braced = {**hers, "id": "{" + hers["id"] + "}"}
    assert status == 200
    assert lina.post_json(HAND_INS, shouted) == lina.post_json(HAND_INS, braced) == (200, first)


# -- deadlines ------------------------------------------------------------------------------------


def test_after_the_deadline_the_first_is_late_a_second_refused_and_answers_are_kept(lab, noor):
    for question, response in WRONG.items():
        assert noor.post_json(RESPONSES, answer(question, response, LATE))[0] == 200
    first = hand_in(lab, "Noor", LATE)
    status, made = noor.post_json(HAND_INS, first)
    assert (status, made["late"]) == (200, True)
    for question, response in RIGHT.items():
        assert noor.post_json(RESPONSES, answer(question, response, LATE))[0] == 200
    before = count(lab)
    status, body = noor.post_json(HAND_INS, hand_in(lab, "Noor", LATE))
    assert status == 409 and len(body["message"]) > 20
    assert count(lab) == before
    # A phone that did not hear the answer asks again, and hears what it was told.
    assert noor.post_json(HAND_INS, first) == (200, made)
    page = told(noor.get(f"{CLASSROOM}lesson/{COURSE}/{LATE}")[2])
    assert page["closed"] is True and page["handedIn"]["receipt"] == made["receipt"]
    assert {q: each["response"] for q, each in page["responses"].items()} == RIGHT
    # What she wrote later is in the class, and not in what was handed in.
    ((kept,),) = rows(lab, "SELECT responses FROM submission WHERE receipt = ?", made["receipt"])
    ids = list(json.loads(kept).values())
    query = f"SELECT question, body FROM response WHERE id IN ({','.join('?' * len(ids))})"
    assert {q: json.loads(body) for q, body in rows(lab, query, *ids)} == WRONG


# -- the teacher's pages --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "work",
        f"work/{COURSE}/{NAME}",
        f"work/{COURSE}/{HIDDEN}",
        f"api/work/{COURSE}",
        f"grading/{COURSE}",
        f"grading/{COURSE}/{NAME}",
    ],
)
def test_a_learner_opens_no_page_of_the_teachers(lab, noor, path):
    status, _, body = noor.get(CLASSROOM + path)
    assert status == 403
    for each in ("Lina", lab.accounts["Lina"], "job", "Formgrader"):
        assert each.encode() not in body


@pytest.mark.parametrize("action", ["release", "autograde", "feedback"])
def test_a_learner_starts_nothing_of_the_teachers(lab, noor, action):
    for name in (NAME, HIDDEN):
        form = f"_xsrf={noor.xsrf()}&action={action}&due=2020-01-01T00%3A00&all=1".encode()
        assert noor.request(f"{CLASSROOM}work/{COURSE}/{name}", form)[0] == 403
    assert count(lab, "grade") == 0
    assert rows(lab, "SELECT name, due IS NULL FROM assignment ORDER BY name") == [
        (LATE, 0),
        (NAME, 1),
        (TWIN, 1),
    ]


# -- feedback -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def marked(lab, lina, amal):
    """Everybody's work is marked, and nothing is given back yet."""
    for visitor, who, text in ((lina, "Lina", LINAS), (amal, "Amal", AMALS)):
        do(lab, visitor, who, {"full": "600", "lid": text})
    marked = json.loads(lab.run("assignment", "autograde", NAME, "--json").stdout)
    # Noor answered in languages that there are not.
    assert {each["name"]: each["score"] > 0 for each in marked}["Noor"]


def test_no_mark_is_told_before_the_work_is_given_back(lab, lina, marked):
    for visitor in (lina, lab.sign_in("Sara")):
        status, _, body = visitor.get(FEEDBACK)
        assert status == 404 and LINAS.encode() not in body
    page = told(lina.get(PAGE)[2])
    assert page["feedback"] is None
    assert {each["state"] for each in page["responses"].values()} == {"pending"}
    assert b"feedback/" not in lina.get(CLASSROOM)[2]
    assert count(lab, "grade") == 0


@pytest.fixture(scope="module")
def given_back(lab, marked):
    """All have their work back; Sara handed in nothing."""
    lab.run("assignment", "feedback", NAME, "--all")


def test_each_reads_her_own_feedback_and_never_anothers(lab, lina, amal, sara, given_back):
    own = {"Lina": (lina, LINAS), "Amal": (amal, AMALS)}
    for who, (visitor, text) in own.items():
        other, (_, foreign) = next(each for each in own.items() if each[0] != who)
        for query in ("", f"?account={lab.accounts[other]}", f"?receipt={receipt(lab, other)}"):
            status, headers, body = visitor.get(FEEDBACK + query)
            assert status == 200 and headers["Cache-Control"] == "no-store"
            assert text.encode() in body and receipt(lab, who).encode() in body
            for secret in (foreign, other, lab.accounts[other], receipt(lab, other)):
                assert secret.encode() not in body
    status, _, body = sara.get(FEEDBACK)
    assert status == 404
    for secret in (LINAS, AMALS, receipt(lab, "Lina")):
        assert secret.encode() not in body


@pytest.mark.parametrize("path", [f"{FEEDBACK}/x", f"{CLASSROOM}feedback/{COURSE}/..%2f{NAME}"])
def test_feedback_leads_nowhere_else(lina, given_back, path):
    assert lina.get(path)[0] == 404


def test_what_came_back_makes_no_oracle_of_the_answers(lab, lina, given_back):
    """She may try on; the class tells as little as before, also of what is marked by now."""
    query = "SELECT id, question, body FROM response WHERE account = ? ORDER BY seq"
    for id, question, body in rows(lab, query, lab.accounts["Lina"]):
        status, again = lina.post_json(RESPONSES, answer(question, json.loads(body), id=id))
        assert (status, again["state"], again["score"]) == (200, "pending", 0.0)
        assert (again["feedback"], again["message"], again["parts"]) == ("", "", {})
    for response in TRIES["full"]:
        status, body = lina.post_json(RESPONSES, answer("full", response))
        assert (status, body["state"], body["feedback"]) == (200, "pending", "")


def test_nobodys_feedback_holds_a_hidden_test_or_the_mark_scheme(lab, amal, given_back):
    _, _, body = amal.get(FEEDBACK)
    assert b"assert days" not in body and b"Traceback" not in body
    assert b"mosquitoes" not in body and b"MARK SCHEME" not in body
