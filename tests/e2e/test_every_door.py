"""Every endpoint of the classroom, tried by each role, and by who has left.

The table has a row for each method of each route; one that it lacks makes a test fail.
"""

import re
from types import SimpleNamespace
from urllib.error import HTTPError
from urllib.request import Request

import pytest
from tornado.web import RequestHandler

from hub_config.classroom.app import Classroom
from tests.e2e.lab import RunningLab, Visitor

PREFIX = "/services/classroom/"
ROLES = ("stranger", "learner", "facilitator", "teacher", "keeper")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
LESSON, WORK = "first-steps/fractions", "first-steps/rain-barrel"
RECEIPT = "api/hand-ins/AAA-AAA"
UPLOAD = "api/uploads/" + "0" * 64
KERNEL = "00000000-0000-0000-0000-000000000000"
SIGN_IN = "sign in"
# What a request leads to: a status, or the sign-in page. That something is not there (404) or was
# not understood (422) is said to whom may ask for it, and 403 to whom may not.
DOORS = [
    # method, path, stranger, learner, facilitator, teacher, keeper
    ("GET", "", SIGN_IN, 200, 200, 200, 200),
    ("GET", f"lesson/{LESSON}", SIGN_IN, 200, 200, 200, 200),
    ("GET", "health", 200, 200, 200, 200, 200),
    ("GET", "desk", SIGN_IN, 403, 200, 200, 403),
    ("GET", "desk/class.csv", SIGN_IN, 403, 404, 404, 403),
    ("GET", f"desk/lesson/{LESSON}", SIGN_IN, 403, 200, 200, 403),
    ("GET", f"desk/lesson/{LESSON}.csv", SIGN_IN, 403, 404, 404, 403),
    ("GET", f"desk/lesson/{LESSON}/analysis", SIGN_IN, 403, 200, 200, 403),
    ("GET", f"desk/lesson/{LESSON}/analysis.csv", SIGN_IN, 403, 404, 404, 403),
    ("GET", "desk/learner/k2222222222", SIGN_IN, 403, 404, 404, 403),
    ("GET", "desk/learner/k2222222222.csv", SIGN_IN, 403, 404, 404, 403),
    ("GET", "machine", SIGN_IN, 403, 403, 200, 200),
    ("GET", "desk/log", SIGN_IN, 403, 403, 200, 403),
    ("POST", "desk/jupyterlab", 403, 403, 403, 404, 403),
    ("GET", "api/desk/events", 403, 403, 200, 200, 403),
    ("GET", "work", SIGN_IN, 403, 403, 200, 403),
    ("GET", f"work/{WORK}", SIGN_IN, 403, 403, 200, 403),
    ("POST", f"work/{WORK}", 403, 403, 403, 404, 403),
    ("GET", f"work/{WORK}/mark", SIGN_IN, 403, 403, 200, 403),
    ("GET", f"work/{WORK}/mark/lid", SIGN_IN, 403, 403, 404, 403),
    ("POST", f"work/{WORK}/mark/lid", 403, 403, 403, 404, 403),
    ("GET", "api/work/first-steps", SIGN_IN, 403, 403, 200, 403),
    ("GET", "grading/first-steps", SIGN_IN, 403, 403, 404, 403),
    ("POST", "language", 403, 200, 200, 200, 200),
    ("GET", "api/alive", 403, 200, 200, 200, 200),
    ("POST", "api/responses", 403, 422, 422, 422, 422),
    ("POST", "api/reviews", 403, 422, 422, 422, 422),
    ("GET", "api/hand-ins", 403, 200, 200, 200, 200),
    ("POST", "api/hand-ins", 403, 422, 422, 422, 422),
    ("GET", f"{RECEIPT}/files/x.txt", 403, 404, 404, 404, 404),
    ("PUT", f"{RECEIPT}/feedback", 403, 403, 403, 404, 403),
    ("GET", f"{RECEIPT}/feedback/x.txt", 403, 404, 404, 404, 404),
    ("GET", "api/assignments", 403, 200, 200, 200, 200),
    ("GET", f"api/assignments/{WORK}", 403, 404, 404, 404, 404),
    ("PUT", f"api/assignments/{WORK}", 403, 403, 403, 422, 403),
    ("DELETE", f"api/assignments/{WORK}", 403, 403, 403, 404, 403),
    ("GET", f"api/assignments/{WORK}/files/x.txt", 403, 404, 404, 404, 404),
    ("PUT", f"api/assignments/{WORK}/files/x.txt", 405, 405, 405, 405, 405),
    ("DELETE", f"api/assignments/{WORK}/files/x.txt", 405, 405, 405, 405, 405),
    ("GET", UPLOAD, 403, 200, 200, 200, 200),
    ("PUT", UPLOAD, 403, 422, 422, 422, 422),
    ("GET", f"feedback/{WORK}", SIGN_IN, 404, 404, 404, 404),
    ("GET", "api/turn", 403, 200, 200, 200, 200),
    ("GET", f"api/programs/{KERNEL}", 403, 200, 200, 200, 200),
    ("GET", f"api/kernels/{KERNEL}/channels", 403, 404, 404, 404, 404),
    ("GET", "static/0/page.js", 404, 404, 404, 404, 404),
    ("GET", "oauth_callback", 400, 400, 400, 400, 400),
    ("GET", "nothing-here", 404, 404, 404, 404, 404),
    # The last one, as it ends the session of who opens it.
    ("GET", "signout", SIGN_IN, SIGN_IN, SIGN_IN, SIGN_IN, SIGN_IN),
]


ROSTER = "name,locale,class\nAmal,en,Kite\nLina,en,Kite\n"


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A lab of its own: somebody leaves it for good."""
    running = RunningLab(tmp_path_factory.mktemp("doors"), ROSTER)
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def cookies(lab):
    """What the browser of each keeps; that of who has left was signed in until then."""
    found = {"stranger": Visitor(lab), "learner": lab.sign_in("Amal")}
    found |= {"teacher": lab.sign_in("teacher"), "left": lab.sign_in("Lina")}
    found |= {duty: lab.sign_in_as(duty) for duty in ("facilitator", "keeper")}
    for each in found.values():
        each.get(PREFIX)
    lab.run("roster", "erase", lab.accounts["Lina"], "--yes")
    return {role: list(each.cookies) for role, each in found.items()}


@pytest.fixture
def knock(lab, cookies):
    """Ask, as a browser with a role's cookies; return the status, or SIGN_IN."""

    def ask(role, method, path):
        who = Visitor(lab)
        for cookie in cookies[role]:
            who.cookies.set_cookie(cookie)
        headers = {"Content-Type": "application/json"}
        if any(each.path == PREFIX and each.name == "_xsrf" for each in cookies[role]):
            headers["X-XSRFToken"] = who.xsrf()
        body = b"{}" if method in ("POST", "PUT") else None
        url = f"{lab.address.rstrip('/')}{PREFIX}{path}"
        try:
            with who.opener.open(Request(url, body, headers, method=method), timeout=60) as answer:
                return SIGN_IN if "/hub/login" in answer.url else answer.status
        except HTTPError as error:
            return error.code

    return ask


def test_the_table_has_every_door():
    bare = SimpleNamespace(prefix="", identity_provider=SimpleNamespace(hub_auth=None))
    routes = [(pattern, handler) for pattern, handler, _ in Classroom.init_handlers(bare)]
    there = {
        (method, pattern)
        for pattern, handler in routes
        for method in METHODS
        if getattr(handler, method.lower()) is not RequestHandler._unimplemented_method
    }
    tried = {
        (method, next(pattern for pattern, _ in routes if re.fullmatch(pattern, path)))
        for method, path, *_ in DOORS
    }
    assert len(there) > 30
    assert there - tried == set()


@pytest.mark.parametrize("door", DOORS, ids=lambda door: " ".join(door[:2]))
def test_a_door_opens_for_whom_it_should(knock, door):
    method, path, *expected = door
    found = {role: knock(role, method, path) for role in (*ROLES, "left")}
    assert [found[role] for role in ROLES] == expected
    # Who has left is a stranger, or is refused: there is nothing that could be hers.
    assert found["left"] in (found["stranger"], 403, 404)
