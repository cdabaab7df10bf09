"""What a signed-in classmate, a stranger and a forged page try against the classroom, and fail."""

import asyncio
import itertools
import json
import re
import uuid

import pytest
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.websocket import websocket_connect

CLASSROOM = "/services/classroom/"
LIVE = CLASSROOM + "lesson/first-steps/first-program"
V1 = "v1.kernel.websocket.jupyter.org"


@pytest.fixture(scope="module")
def amal(lab):
    return lab.sign_in("Amal")


@pytest.fixture(scope="module")
def lina(lab):
    return lab.sign_in("Lina")


@pytest.fixture(scope="module")
def kernel(lab, lina):
    """The id of Lina's running kernel, from her live lesson's page."""
    status, _, body = lina.get(LIVE)
    assert status == 200
    return re.search(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", body.decode())[0]


def answer(question="first-guess", response="x", **changes):
    """A response in the form in which the page sends it."""
    return {
        "id": str(uuid.uuid4()),
        "course": "first-steps",
        "lesson": "fractions",
        "question": question,
        "version": "0",
        "locale": "en",
        "response": response,
        **changes,
    }


def a_question(lab, lesson="fractions", kind="number"):
    """Return the id of a question of ``kind`` from the built lesson, and its key."""
    path = lab.data / "keys" / "en" / "first-steps" / lesson / "keys.json"
    keys = json.loads(path.read_text())
    return next((q, each) for q, each in keys.items() if each["type"] == kind)


@pytest.mark.parametrize(
    "path",
    [
        "voila/render/en/first-steps/fractions/fractions.ipynb",
        "voila/tree",
        "voila/files/en/first-steps/fractions/lesson.json",
        "voila/static/voila.js",
        "voila/templates/lab/static/voila.js",
        "voila/api/contents/",
        "voila/api/shutdown/00000000-0000-0000-0000-000000000000",
        "voila/execution/00000000-0000-0000-0000-000000000000",
        "voila/query/00000000-0000-0000-0000-000000000000",
        "voila/labextensions/",
        "api/kernels",
        "api/kernels/00000000-0000-0000-0000-000000000000",
        "api/contents/",
        "api/sessions",
        "api/terminals",
        "api/status",
        "api/kernelspecs",
        "files/keys.json",
        "nbconvert/html/x.ipynb",
        "metrics",
        "lesson/first-steps/..%2f..%2fkeys",
        "static/0/..%2f..%2fclassroom.sqlite",
        "static/000000000000/passport.css",
    ],
)
def test_nothing_of_stock_voila_or_the_disk_is_reachable(lab, amal, path):
    for visitor in (amal, lab_stranger(lab)):
        status, headers, _ = visitor.get(CLASSROOM + path)
        assert status == 404, path
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_place_that_is_not_there_leads_home(lab, amal):
    for visitor in (amal, lab_stranger(lab)):
        status, _, body = visitor.get(CLASSROOM + "nowhere")
        assert status == 404
        assert b"There is nothing at this place." in body
        assert f'href="{CLASSROOM}">Back to home'.encode() in body
    assert "could not be made" not in lab.logs()


@pytest.mark.parametrize(
    "path",
    [
        "lesson/nothing/here",
        "lesson/first-steps/keys.json",
        "lesson/first-steps/../../keys/en/first-steps/fractions",
        "static/0/../../../../classroom.sqlite",
    ],
)
def test_a_lessons_name_leads_nowhere_else(amal, path):
    status, _, body = amal.get(CLASSROOM + path)
    assert status == 404
    assert b"data-question" not in body and b"SQLite" not in body


def lab_stranger(lab):
    from tests.e2e.lab import Visitor

    return Visitor(lab)


def test_a_stranger_is_led_to_the_sign_in_and_sees_no_lesson(lab):
    stranger = lab_stranger(lab)
    _, _, body = stranger.get(CLASSROOM + "lesson/first-steps/fractions")
    assert "/hub/login" in stranger.url
    assert b"data-question" not in body


def test_a_learner_cannot_open_the_teachers_desk(amal):
    status, _, body = amal.get(CLASSROOM + "desk")
    assert status == 403
    assert b"Lina" not in body


def test_a_learner_cannot_start_a_server_or_use_the_hubs_api(lab, amal):
    account = lab.accounts["Amal"]
    for path in (f"/hub/spawn/{account}", "/hub/admin", "/hub/api/users", "/hub/api/proxy"):
        status, _, body = amal.get(path)
        assert status in (403, 404) or b"server" not in body.lower(), path
    token = {"X-XSRFToken": amal.xsrf("/hub/")}
    status, _, _ = amal.request(f"/hub/api/users/{account}/server", b"", token, "POST")
    assert status in (403, 404)


@pytest.mark.parametrize("xsrf", [None, "", "forged", "other"])
def test_a_response_without_the_learners_own_xsrf_token_is_refused(lab, amal, lina, xsrf):
    token = lina.xsrf() if xsrf == "other" else xsrf
    question, _ = a_question(lab)
    status, _ = amal.post_json(CLASSROOM + "api/responses", answer(question, "1"), xsrf=token)
    assert status == 403


REVIEW = {
    "course": "first-steps", "lesson": "fractions", "locale": "en", "widget": "pile", "card": 0,
}  # fmt: skip


@pytest.mark.parametrize(
    "change, expected",
    [
        ({}, 200),
        ({"account": "other"}, 403),
        ({"account": None}, 422),
        ({"card": 100}, 422),
        ({"card": -1}, 422),
        ({"card": "0"}, 422),
        ({"card": True}, 422),
        ({"rating": 5}, 422),
        ({"rating": 3.5}, 422),
        ({"widget": "../pile"}, 422),
        ({"widget": "x" * 65}, 422),
        ({"lesson": "nothing-here"}, 422),
        ({"due": "2020-01-01"}, 422),
        ({"locale": "x" * 3000}, 422),
    ],
)
def test_a_flashcards_rating_is_kept_or_refused(lab, amal, change, expected):
    claim = {**REVIEW, "account": lab.accounts["Amal"], "rating": 3, **change}
    status, body = amal.post_json(CLASSROOM + "api/reviews", claim)
    assert status == expected
    assert ("wait" in body) == (expected == 200)


def test_a_response_in_the_name_of_another_is_refused_and_kept_by_nobody(lab, amal, lina):
    question, _ = a_question(lab)
    claim = answer(question, "424242", account=lab.accounts["Lina"])
    status, body = amal.post_json(CLASSROOM + "api/responses", claim)
    assert status == 403 and "message" in body
    for visitor in (amal, lina):
        assert b"424242" not in visitor.get(CLASSROOM + "lesson/first-steps/fractions")[2]
    own = {**claim, "account": lab.accounts["Amal"]}
    assert amal.post_json(CLASSROOM + "api/responses", own)[0] == 200


def test_the_id_of_anothers_response_neither_shows_nor_changes_it(lab, amal, lina):
    question, _ = a_question(lab)
    hers = answer(question, "12345")
    status, first = lina.post_json(CLASSROOM + "api/responses", hers)
    assert status == 200
    status, body = amal.post_json(CLASSROOM + "api/responses", {**hers, "response": "1"})
    assert status == 422 and "12345" not in json.dumps(body)
    status, again = lina.post_json(CLASSROOM + "api/responses", hers)
    assert (status, again) == (200, first)


def test_a_score_in_a_response_is_no_score(lab, amal):
    question, _ = a_question(lab)
    for claim in ({"score": 1}, {"state": "correct"}, {"mark": {"score": 1}}):
        status, _ = amal.post_json(CLASSROOM + "api/responses", answer(question, "999999") | claim)
        assert status == 422
    status, body = amal.post_json(
        CLASSROOM + "api/responses", answer(question, {"score": 1, "state": "correct"})
    )
    assert status == 200 and body["state"] == "invalid" and body["score"] == 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{not json",
        b'{"id": NaN}',
        b"[" * 60_000,
        b"\xff\xfe\x00",
        json.dumps(answer(id="not-a-uuid")).encode(),
        json.dumps(answer(course="../../etc")).encode(),
        json.dumps(answer(lesson="../keys")).encode(),
        json.dumps(answer("no-such-question")).encode(),
        json.dumps(answer(locale="x" * 100)).encode(),
    ],
)
def test_a_response_that_cannot_be_read_is_refused_with_a_sentence(amal, body):
    status, said = amal.post_json(CLASSROOM + "api/responses", body)
    assert status == 422
    assert said["message"].endswith((".", "؟", "۔")) or len(said["message"]) > 20


def test_nan_and_a_response_of_ten_megabytes_are_refused_with_a_sentence(lab, amal):
    question, _ = a_question(lab)
    nan = json.dumps(answer(question, float("nan"))).encode()
    assert b"NaN" in nan
    assert amal.post_json(CLASSROOM + "api/responses", nan)[0] == 422
    status, said = amal.post_json(CLASSROOM + "api/responses", answer(question, "9" * 10_000_000))
    assert status == 413 and len(said["message"]) > 20


def test_no_key_is_in_any_byte_that_a_learner_gets(lab, amal):
    """Every text of a key that the learner's copy does not hold for another reason."""
    for lesson in ("fractions", "water-cycle", "first-program"):
        for locale, name in (("en", "Reader en"), ("ar", "Reader ar"), ("fr", "Reader fr")):
            visitor = lab.sign_in(name)
            _, _, body = visitor.get(f"{CLASSROOM}lesson/first-steps/{lesson}")
            page = body.decode()
            path = lab.data / "keys" / locale / "first-steps" / lesson / "keys.json"
            checked = 0
            for question in json.loads(path.read_text()).values():
                for text in secret_texts(question["key"]):
                    assert text not in page, (lesson, locale, text)
                    assert json.dumps(text)[1:-1] not in page, (lesson, locale, text)
                    checked += 1
            assert checked > 3


def secret_texts(value):
    """Yield the sentences of a key: what is said to answers, which no page holds by chance."""
    if isinstance(value, str):
        if len(value) > 20:
            yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from secret_texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from secret_texts(each)


def socket_to(lab, visitor, kernel, *, subprotocol=V1, origin=None):
    """Open the websocket of ``kernel`` as ``visitor``; raises HTTPClientError when refused."""
    cookies = "; ".join(f"{c.name}={c.value}" for c in visitor.cookies) if visitor else ""
    headers = {"Cookie": cookies, "Origin": origin or lab.address.rstrip("/")}
    url = f"ws://127.0.0.1:{lab.port}{CLASSROOM}api/kernels/{kernel}/channels?session_id=test"
    request = HTTPRequest(url, headers=headers)
    return websocket_connect(request, subprotocols=[subprotocol] if subprotocol else None)


def refused(lab, visitor, kernel, **how):
    async def attempt():
        try:
            socket = await socket_to(lab, visitor, kernel, **how)
        except HTTPClientError as error:
            return error.code
        socket.close()
        return 101

    return asyncio.run(attempt())


def test_another_learners_kernel_is_not_there(lab, amal, kernel):
    assert refused(lab, amal, kernel) == 404


def test_a_kernel_is_closed_to_strangers_and_foreign_pages(lab, lina, kernel):
    assert refused(lab, None, kernel) == 403
    assert refused(lab, lina, kernel, origin="http://evil.example") == 403
    assert refused(lab, lina, "00000000-0000-0000-0000-000000000000") == 404


def message(kind, content, channel="shell"):
    """Return one message in the binary websocket protocol."""
    header = {"msg_id": uuid.uuid4().hex, "msg_type": kind, "session": "test", "username": "",
              "date": "", "version": "5.3"}  # fmt: skip
    parts = [channel.encode(), *(json.dumps(p).encode() for p in (header, {}, {}, content))]
    offsets = [8 * (len(parts) + 2)]
    for part in parts:
        offsets.append(offsets[-1] + len(part))
    numbers = [len(offsets), *offsets]
    return b"".join(n.to_bytes(8, "little") for n in numbers) + b"".join(parts)


def kind_of(raw):
    """Return channel, type and content of a message that came back."""
    count = int.from_bytes(raw[:8], "little")
    at = [int.from_bytes(raw[8 * (i + 1) : 8 * (i + 2)], "little") for i in range(count)]
    parts = [raw[a:b] for a, b in itertools.pairwise(at)]
    return parts[0].decode(), json.loads(parts[1])["msg_type"], json.loads(parts[4])


EXECUTE = {"code": "open('/tmp/lp-escape', 'w')", "silent": False, "store_history": False,
           "user_expressions": {}, "allow_stdin": False}  # fmt: skip


@pytest.mark.parametrize("channel", ["shell", "control"])
@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("execute_request", EXECUTE),
        ("debug_request", {"type": "request", "command": "evaluate", "seq": 1}),
        ("inspect_request", {"code": "x", "cursor_pos": 1, "detail_level": 0}),
        ("complete_request", {"code": "x", "cursor_pos": 1}),
        ("history_request", {"hist_access_type": "tail", "n": 5, "output": True, "raw": True}),
        ("shutdown_request", {"restart": False}),
        ("interrupt_request", {}),
        ("create_subshell_request", {}),
        ("usage_request", {}),
        ("input_reply", {"value": "x"}),
        ("comm_open", {"comm_id": "x", "target_name": "jupyter.widget", "data": {"state": {}}}),
    ],
)
def test_a_page_can_only_speak_to_widgets(lab, lina, kernel, channel, kind, content):
    async def attempt():
        socket = await socket_to(lab, lina, kernel)
        await socket.write_message(message(kind, content, channel), binary=True)
        await socket.write_message(message("kernel_info_request", {}), binary=True)
        seen = []
        while "kernel_info_reply" not in seen:
            raw = await asyncio.wait_for(socket.read_message(), 20)
            seen.append(kind_of(raw)[1])
        socket.close()
        return seen

    seen = asyncio.run(attempt())
    assert set(seen) <= {"kernel_info_reply", "status"}


def test_only_the_filtered_protocol_is_spoken(lab, lina, kernel):
    async def attempt():
        try:
            socket = await socket_to(lab, lina, kernel, subprotocol=None)
        except HTTPClientError as error:
            return error.code
        await socket.write_message(json.dumps({"header": {"msg_type": "execute_request"}}))
        return await asyncio.wait_for(socket.read_message(), 10)

    assert asyncio.run(attempt()) is None  # closed without a word


def test_a_bad_widget_state_brings_back_no_traceback(lab, lina, kernel):
    async def attempt():
        socket = await socket_to(lab, lina, kernel)
        bad = {"comm_id": "none", "data": {"method": "update", "state": {"x": object.__name__}}}
        await socket.write_message(message("comm_msg", bad), binary=True)
        await socket.write_message(message("kernel_info_request", {}), binary=True)
        every = []
        while not every or every[-1][1] != "kernel_info_reply":
            every.append(kind_of(await asyncio.wait_for(socket.read_message(), 20)))
        socket.close()
        return every

    for _, kind, content in asyncio.run(attempt()):
        assert kind not in {"error", "stream"}
        assert "Traceback" not in json.dumps(content)


def test_a_learner_has_two_kernels_at_most(lab, lina, kernel):
    for _ in range(3):
        assert lina.get(LIVE)[0] == 200
    assert refused(lab, lina, kernel) == 404  # the oldest has made room
