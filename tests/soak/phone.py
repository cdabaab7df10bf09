"""A phone without a browser: cookies, sign-in, and an outbox that sends until it is told "kept"."""

import asyncio
import json
import re
import time
import uuid
from typing import Any

import aiohttp
from yarl import URL

from tests.e2e.handset import COURSE
from tests.e2e.lab import RunningLab
from tests.soak.ledger import Answer, Ledger

CLASSROOM = "/services/classroom/"
RESPONSES = CLASSROOM + "api/responses"
HAND_INS = CLASSROOM + "api/hand-ins"
# As long as the page's own scripts wait for an answer, and a browser for a page (seconds).
_PATIENCE = 15
_PAGE_PATIENCE = 90
# As the page's outbox takes them: refused for good, and of no use to send the next one now.
REFUSED = frozenset({409, 413, 422})
BEFORE, AFTER, REPLY = "before it has left", "after it has left", "as the reply comes"


class Phone:
    """One learner's phone; every request may find no Wi-Fi, and then its status is 0."""

    def __init__(self, lab: RunningLab, name: str, ledger: Ledger) -> None:
        self.lab, self.name, self.ledger = lab, name, ledger
        self.account = lab.accounts[name]
        self.outbox: dict[str, Answer] = {}
        self.offline = False
        jar = aiohttp.CookieJar(unsafe=True, quote_cookie=False)
        self.session = aiohttp.ClientSession(cookie_jar=jar, auto_decompress=True)

    async def close(self) -> None:
        """Put the phone away."""
        await self.session.close()

    def url(self, path: str) -> URL:
        """Return the address of ``path`` in the lab."""
        return URL(self.lab.address).join(URL(path))

    def cookies(self, path: str) -> dict[str, str]:
        """Return the cookies that the browser sends to ``path``."""
        found = self.session.cookie_jar.filter_cookies(self.url(path))
        return {name: each.value for name, each in found.items()}

    def _xsrf(self, path: str) -> str:
        return self.cookies(path).get("_xsrf", "")

    async def ask(
        self, what: str, method: str, path: str, patience: float = _PATIENCE, **more: Any
    ) -> tuple[int, str]:
        """Return (status, text) of a request; status 0: the class was not reached."""
        if self.offline:
            return 0, ""
        timeout = aiohttp.ClientTimeout(patience)
        try:
            async with self.session.request(
                method, self.url(path), timeout=timeout, **more
            ) as answer:
                status, text = answer.status, await answer.text(errors="replace")
        except (OSError, aiohttp.ClientError, TimeoutError):
            status, text = 0, ""
        self.ledger.statuses[f"{status} {what}"] += 1
        if status == 500:
            self.ledger.surprises.append(f"500 for {what}: {text[:200]!r}")
        return status, text

    async def page(self, path: str) -> tuple[int, str]:
        """Open a page of the classroom, redirects followed."""
        return await self.ask("page", "GET", CLASSROOM + path, _PAGE_PATIENCE)

    async def post(self, what: str, path: str, body: bytes) -> tuple[int, Any]:
        """Post JSON as the page does; return status and what came back as JSON."""
        headers = {"Content-Type": "application/json", "X-XSRFToken": self._xsrf(path)}
        more = {"data": body, "headers": headers, "allow_redirects": False}
        status, text = await self.ask(what, "POST", path, **more)
        try:
            return status, json.loads(text)
        except ValueError:
            return status, None

    # -- signing in ---------------------------------------------------------------------------

    async def sign_in(self) -> bool:
        """Touch class code, name and PIN; return whether the class knows her now."""
        await self.ask("sign-in", "GET", "/hub/login")
        if not self._xsrf("/hub/"):
            return False  # there is no form to fill in
        code = self.lab.codes[self.lab.classes[self.name]]
        page = await self._form({"step": "code", "got": code})
        ticket = re.search(r'name="ticket" value="([^"]+)"', page)
        if ticket is None:
            return False
        secret = {"step": "secret", "kind": "pin", "ticket": ticket[1], "account": self.account}
        await self._form({**secret, "got": self.lab.pins[self.name]})
        await self.page("")
        return await self.is_known()

    async def _form(self, fields: dict[str, str]) -> str:
        data = {"_xsrf": self._xsrf("/hub/"), **fields}
        return (await self.ask("sign-in", "POST", "/hub/login", data=data))[1]

    async def is_known(self) -> bool:
        """Ask, as the page does before it sends, whether she is still signed in here."""
        path = CLASSROOM + "api/alive"
        status, text = await self.ask("alive", "GET", path, allow_redirects=False)
        return status == 200 and json.loads(text).get("account") == self.account

    async def sign_out(self) -> None:
        """Leave nothing behind on a shared phone: her kernels end."""
        await self.page("signout")
        self.session.cookie_jar.clear()

    # -- answers ------------------------------------------------------------------------------

    def make(self, lesson: str, question: str, response: Any) -> Answer:
        """Keep a new answer in the phone, to be sent."""
        answer = Answer(str(uuid.uuid4()), self.account, lesson, question, response)
        self.ledger.make(answer)
        self.outbox[answer.id] = answer
        return answer

    async def flush(self) -> bool:
        """Send all that waits, oldest first; return whether nothing is left."""
        for answer in list(self.outbox.values()):
            if not await self.send(answer):
                return False
        return not self.outbox

    async def send(self, answer: Answer) -> bool:
        """Send one answer, perhaps not for the first time; return whether the class has it."""
        began = time.perf_counter()
        self.ledger.sent[answer.id] += 1
        status, told = await self.post("answer", RESPONSES, _body(answer))
        if status == 200 and isinstance(told, dict) and told.get("id") == answer.id:
            if self.ledger.sent[answer.id] == 1:
                self.ledger.waits.append(time.perf_counter() - began)
            self.ledger.acknowledged[answer.id] += 1
            self.outbox.pop(answer.id, None)
            return True
        if status in REFUSED:
            self.ledger.refused[answer.id] = status
            self.outbox.pop(answer.id, None)
        return False

    async def hand_in(self, assignment: str) -> None:
        """Hand in, and once more for the same receipt; give up where the class is not reached."""
        hand_in = str(uuid.uuid4())
        self.ledger.hand_ins[hand_in] = self.account
        body = {"id": hand_in, "account": self.account, "course": COURSE}
        body |= {"assignment": assignment, "locale": "en"}
        for _ in range(2):
            status, told = await self.post("hand-in", HAND_INS, json.dumps(body).encode())
            if status == 200:
                self.ledger.receipts[hand_in].add(told["receipt"])

    async def cut(self, answer: Answer, when: str) -> None:
        """Send an answer and lose the Wi-Fi at the worst moment; it stays in the outbox."""
        body = _body(answer)
        lines = [
            f"POST {RESPONSES} HTTP/1.1",
            f"Host: 127.0.0.1:{self.lab.port}",
            "Content-Type: application/json",
            f"Content-Length: {len(body)}",
            f"X-XSRFToken: {self._xsrf(RESPONSES)}",
            "Cookie: " + "; ".join(f"{n}={v}" for n, v in self.cookies(RESPONSES).items()),
        ]
        whole = "\r\n".join([*lines, "", ""]).encode() + body
        self.ledger.sent[answer.id] += 1
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.lab.port)
        except OSError:
            return
        try:
            writer.write(whole[: len(whole) - 40] if when == BEFORE else whole)
            await writer.drain()
            if when == REPLY:
                await asyncio.wait_for(reader.read(1), _PATIENCE)
        except (OSError, TimeoutError):
            pass
        finally:
            writer.transport.abort()


def _body(answer: Answer) -> bytes:
    value = {
        "id": answer.id,
        "account": answer.account,
        "course": COURSE,
        "lesson": answer.lesson,
        "question": answer.question,
        "version": "0",
        "locale": "en",
        "response": answer.response,
    }
    return json.dumps(value).encode()
