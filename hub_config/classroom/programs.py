"""What a live lesson's page asks about its programs: when they start, and why they ended."""

import json
from http import HTTPStatus

from tornado.web import authenticated

from hub_config.classroom.api import SIGN_IN
from hub_config.classroom.handlers import Handler, Refused

# Seconds after which a page that waits asks anew: one that has gone is noticed, and no phone's
# patience (outbox.js) ends before.
LONGEST_POLL = 10.0


class Turn(Handler):
    """``GET api/turn?ticket=…&before=…``: how many are before her in the line, when that changes.

    Answers ``{"ticket", "before", "called"}``, or ``{"elsewhere": true}`` when another page of
    hers has had the kernel. A ticket that is not known any more gets a new place.
    """

    @authenticated
    async def get(self) -> None:
        """Wait for news and tell them."""
        account = self.admit().account
        kernels = self.classroom.kernel_manager
        turns = kernels.turns
        ticket, before = self.get_query_argument("ticket", ""), None
        known = self.get_query_argument("before", "")
        self.set_header("Content-Type", "application/json")
        if turns.has(account, ticket):
            before = int(known) if known.isdecimal() and len(known) < 5 else None
        elif kernels.has_any(account):
            self.finish(json.dumps({"elsewhere": True}))
            return
        place = turns.place_of(account)
        if not await turns.news(place, before, LONGEST_POLL):
            self.finish(json.dumps({"elsewhere": True}))
            return
        told = {
            "ticket": place.ticket,
            "before": turns.before(place),
            "called": place.called.is_set(),
        }
        self.finish(json.dumps(told))

    def get_login_url(self) -> str:
        """Refuse instead of redirecting: a script asks here, not a person."""
        raise Refused(HTTPStatus.FORBIDDEN, SIGN_IN)


class KernelState(Handler):
    """``GET api/programs/ID``: whether her kernel runs, and if not, why it is over."""

    @authenticated
    async def get(self, kernel_id: str) -> None:
        """Answer ``{"runs": bool, "cause": str}``; of a foreign kernel no more than of none."""
        account = self.admit().account
        kernels = self.classroom.kernel_manager
        runs = kernels.is_owned(kernel_id, account)
        cause = "" if runs else kernels.cause(kernel_id, account)
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps({"runs": runs, "cause": cause}))

    get_login_url = Turn.get_login_url
