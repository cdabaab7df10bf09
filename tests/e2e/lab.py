"""A real lab for black-box tests: the installed program, started and spoken to from outside."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, ProxyHandler, Request, build_opener

from hub_config.control.client import call
from hub_config.lab.folder import Folder

PROGRAM = str(Path(sys.executable).with_name("learning-passport"))
ROSTER = "name,locale,class\nAmal,ar,Kite\nLina,en,Kite\nSara,fr,Kite\nNoor,en,Kite\n"
# They read and never answer, so no page of theirs holds an author's feedback.
ROSTER += "Reader en,en,Kite\nReader ar,ar,Kite\nReader fr,fr,Kite\n" + "".join(
    f"Child {i},en,River\n" for i in range(30)
)
HOSTILE = '<img src=x onerror="alert(1)">&<b>Co</b>'
# Each of these belongs to one test, which finds her as she was enrolled.
HERONS = {
    "en": ["Anna", "Ben", "Clara", "David", "Ella", "Finn", "Grace", "Hugo", "Ines", "Jack"],
    "ar": ["هدى", "سلمى", "عمر", "ليلى", "خالد", "ريم", "نور", "عبير"],
}
ROSTER += "".join(f"{name},{tag},Heron\n" for tag, names in HERONS.items() for name in names)
ROSTER += '"{}",en,Heron\n'.format(HOSTILE.replace('"', '""'))


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(address: str) -> bool:
    """Say whether something answers at ``address``."""
    try:
        build_opener(ProxyHandler({})).open(address, timeout=5).close()
    except OSError:
        return False
    return True


class RunningLab:
    """One lab: its folder, its process, and the people who can sign in."""

    def __init__(
        self,
        folder: Path,
        roster: str = ROSTER,
        program: str = PROGRAM,
        options: tuple = (),
        environment: dict[str, str] | None = None,
    ) -> None:
        self.data = folder / "data"
        self.program = program
        self.options = options
        self.environment = environment
        self.port = free_port()
        self.roster = roster
        self.process: subprocess.Popen | None = None
        self.output = ""
        self.pins: dict[str, str] = {}
        self.pictures: dict[str, list[str]] = {}
        self.codes: dict[str, str] = {}
        self.accounts: dict[str, str] = {}
        self.classes: dict[str, str] = {}
        self.teacher = ("teacher", "")

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    @property
    def classroom(self) -> str:
        return self.address + "services/classroom/"

    def run(self, *words: str, check: bool = True, **kwargs) -> subprocess.CompletedProcess:
        """Run ``learning-passport WORDS --data …`` as a teacher would."""
        done = subprocess.run(
            [self.program, *words, "--data", str(self.data)],
            capture_output=True,
            text=True,
            timeout=300,
            **kwargs,
        )
        if check and done.returncode != 0:
            raise AssertionError(f"{words}: {done.stdout}\n{done.stderr}")
        return done

    def start(self, *, enrol: bool = True) -> None:
        """Start the lab, wait for its line, and enrol the roster on the first start."""
        self.log = (self.data.parent / "start.log").open("a+")
        begin = self.log.tell()
        self.process = subprocess.Popen(
            [
                *(self.program, "lab", "start", *self.options),
                *("--port", str(self.port), "--data", str(self.data)),
            ],
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=subprocess.STDOUT,
            env=self.environment,
        )
        until = time.monotonic() + 180
        path = Path(self.log.name)
        while True:
            text = path.read_bytes()[begin:].decode()
            if re.search(r"^Learning Passport is ready", text, re.M):
                break
            if self.process.poll() is not None or time.monotonic() > until:
                raise AssertionError(f"the lab did not start:\n{text}\n{self.logs()}")
            time.sleep(0.1)
        self.output = text
        found = re.search(r"Teacher's sign-in, shown this once: (\S+)  (\S+)", text)
        if found:
            self.teacher = (found[1], found[2])
        if enrol and not self.accounts:
            self.enrol()

    def enrol(self) -> None:
        """Import the roster and give everyone a PIN that the tests know."""
        file = self.data.parent / "roster.csv"
        file.write_text(self.roster, encoding="utf-8-sig")
        self.run("roster", "import", str(file))
        self.read_roster()

    def read_roster(self) -> None:
        listed = json.loads(self.run("roster", "list", "--json").stdout)
        self.codes = {each["name"]: each["code"] for each in listed["classes"]}
        for each in listed["people"]:
            self.accounts[each["name"]] = each["account"]
            self.classes[each["name"]] = each["class_name"]

    def pin(self, name: str) -> str:
        """Return the PIN of ``name``; issued when it is first asked for."""
        if name not in self.pins:
            made = call(Folder(self.data), "roster.reset-pin", account=self.accounts[name])
            self.pins[name], self.pictures[name] = made["pin"], made["pictures"]
        return self.pins[name]

    def stop(self, how: int = signal.SIGTERM) -> float:
        """End the lab; return how many seconds it took."""
        if self.process is None or self.process.poll() is not None:
            return 0.0
        began = time.monotonic()
        self.process.send_signal(how)
        self.process.wait(timeout=60)
        return time.monotonic() - began

    def logs(self) -> str:
        """Return what the lab's processes wrote."""
        folder = self.data / "logs"
        return "\n".join(p.read_text(errors="replace")[-4000:] for p in folder.glob("*.log"))

    def wait_until_answering(self, patience: float = 60) -> None:
        """Wait until hub and classroom answer again."""
        until = time.monotonic() + patience
        while time.monotonic() < until:
            try:
                opener = build_opener(ProxyHandler({}))
                for path in ("hub/health", "services/classroom/health"):
                    opener.open(self.address + path, timeout=5).read()
            except OSError:
                time.sleep(0.1)
                continue
            return
        raise AssertionError(f"the lab does not answer\n{self.logs()}")

    def pids(self) -> dict[str, int]:
        """Return the process ids of hub, proxy and classroom."""
        state = json.loads((self.data / "run" / "lab.json").read_text())
        found = {name: each["pid"] for name, each in state["processes"].items()}
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
                parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except OSError:
                continue
            if b"hub_config.classroom" in words and parent == found["hub"]:
                found["classroom"] = int(entry.name)
        return found

    def sign_in_as(self, duty: str) -> "Visitor":
        """Add a facilitator or a keeper, called so, and sign in."""
        password = "three-plain-words"
        self.run("roster", "add-teacher", duty.title(), "--as", duty, "--password", password)
        visitor = Visitor(self)
        visitor.sign_in_with(duty.title(), password)
        return visitor

    def sign_in(self, name: str) -> "Visitor":
        """Return ``name``, signed in through the real forms."""
        visitor = Visitor(self)
        visitor.sign_in(name)
        return visitor


class Visitor:
    """Somebody with a browser's cookies and no browser."""

    def __init__(self, lab: RunningLab) -> None:
        self.lab = lab
        self.cookies = CookieJar()
        self.opener = build_opener(ProxyHandler({}), HTTPCookieProcessor(self.cookies))

    def request(self, path: str, data: bytes | None = None, headers=None, method=None):
        """Return ``(status, headers, body)`` of a request to ``path``, redirects followed."""
        url = urljoin(self.lab.address, path)
        request = Request(url, data=data, headers=headers or {}, method=method)
        try:
            with self.opener.open(request, timeout=120) as answer:
                self.url = answer.url
                return answer.status, answer.headers, answer.read()
        except HTTPError as error:
            self.url = error.url
            return error.code, error.headers, error.read()

    def get(self, path: str):
        return self.request(path)

    def xsrf(self, path: str = "/services/classroom/") -> str:
        """Return the XSRF token of the cookie for ``path``."""
        return next(c.value for c in self.cookies if c.name == "_xsrf" and c.path == path)

    def post_json(self, path: str, value, *, xsrf: str | None = "own"):
        """Post ``value`` (JSON, or bytes as they are) to the classroom."""
        headers = {"Content-Type": "application/json"}
        if xsrf is not None:
            headers["X-XSRFToken"] = self.xsrf() if xsrf == "own" else xsrf
        data = value if isinstance(value, bytes) else json.dumps(value).encode()
        status, _, body = self.request(path, data, headers)
        try:
            return status, json.loads(body)
        except ValueError:
            return status, body

    def post_form(self, path: str, fields: dict[str, str]):
        """Post a form with the XSRF token of the hub's pages."""
        fields = {"_xsrf": self.xsrf("/hub/"), **fields}
        status, _, body = self.request(path, urlencode(fields).encode())
        return status, body.decode()

    def sign_in(self, name: str) -> None:
        """Class code, name, PIN; a teacher's name and password."""
        self.get("/hub/login")
        if name == "teacher":
            self.sign_in_with(*self.lab.teacher)
            return
        code = self.lab.codes[self.lab.classes[name]]
        _, page = self.post_form("/hub/login", {"step": "code", "got": code})
        ticket = re.search(r'name="ticket" value="([^"]+)"', page)
        assert ticket, page[-2000:]
        fields = {
            "step": "secret",
            "kind": "pin",
            "ticket": ticket[1],
            "account": self.lab.accounts[name],
            "got": self.lab.pin(name),
        }
        self._enter(name, fields)

    def sign_in_with(self, name: str, password: str) -> None:
        """Sign in as somebody who has a password."""
        self.get("/hub/login")
        self._enter(name, {"step": "password", "name": name, "password": password})

    def _enter(self, name: str, fields: dict[str, str]) -> None:
        status, body = self.post_form("/hub/login", fields)
        if status != 200 or "/hub/login" in self.url:
            raise AssertionError(f"{name} could not sign in: {status} {self.url}\n{body[-3000:]}")
        self.get("/services/classroom/")


def environment(**more: str) -> dict[str, str]:
    """Return this process's environment with ``more`` in it."""
    return {**os.environ, **more}
