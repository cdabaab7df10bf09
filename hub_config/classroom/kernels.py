"""Whose kernel is whose: starting, finding and ending the kernels of live lessons."""

import asyncio
import time
from collections import OrderedDict, defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any

from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from tornado.websocket import WebSocketHandler
from traitlets import Integer

from hub_config.classroom.idle import Standing, may_go
from hub_config.classroom.turns import Turn, Turns
from hub_config.lab import memory

# Of how many kernels that are over the cause is known, for pages that ask.
_REMEMBERED = 500

SLEPT, MOVED, SHORT, ELSEWHERE = "slept", "moved", "short", "elsewhere"
"""Why a kernel was ended: nobody used it, others waited, memory ran short, she has another."""


class OwnedKernels(AsyncMappingKernelManager):
    """Kernels with an owner each; no more than ``per_learner`` at once, the oldest goes.

    There are no more than ``most`` of all learners: who comes later waits for her turn. What
    environment a kernel gets is the fenced manager's business: nothing of ours is passed on.
    """

    per_learner = Integer(2, help="Kernels that one learner may have at the same time.").tag(
        config=True
    )
    at_once = Integer(2, help="Kernels that may be starting at the same time.").tag(config=True)
    most = Integer(memory.MOST, help="Kernels of all learners together.").tag(config=True)
    spare = Integer(memory.SPARE, help="Bytes of memory that kernels leave free.").tag(config=True)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.owners: dict[str, str] = {}
        self.started: dict[str, float] = {}
        self.turns = Turns(self._has_room, self.at_once)
        self.lines: defaultdict[str, set[WebSocketHandler]] = defaultdict(set)
        self._over: OrderedDict[str, tuple[str, str]] = OrderedDict()

    async def start(self, turn: Turn) -> str:
        """Start a kernel for the learner whose turn it is; return its id.

        Raises FenceMissing, and whatever else keeps a kernel from starting.
        """
        try:
            await self._end_older(turn.account)
            kernel_id: str = await self.start_kernel()
            self.owners[kernel_id] = turn.account
            self.started[kernel_id] = time.monotonic()
        finally:
            turn.over()
        return kernel_id

    def is_owned(self, kernel_id: str, account: str) -> bool:
        """Return whether ``kernel_id`` runs and belongs to ``account``."""
        return kernel_id in self and self.owners.get(kernel_id) == account

    def has_any(self, account: str) -> bool:
        """Return whether a kernel of ``account`` runs or is just starting."""
        return bool(self._kernels_of(account)) or self.turns.is_starting(account)

    def watching(self) -> set[str]:
        """Return the accounts that have a live page open."""
        open_ = [kernel_id for kernel_id, lines in self.lines.items() if lines]
        return {self.owners[each] for each in open_ if each in self.owners}

    def cause(self, kernel_id: str, account: str) -> str:
        """Return why a kernel of ``account`` is over; the empty string if nobody knows it."""
        owner, cause = self._over.get(kernel_id, ("", ""))
        return cause if owner == account else ""

    async def end(self, kernel_id: str, cause: str) -> None:
        """End a kernel, and remember why for its page."""
        self._forget(kernel_id, cause)
        await self.shutdown_kernel(kernel_id, now=True)

    async def end_all_of(self, account: str) -> None:
        """End every kernel of ``account``, who leaves."""
        self.turns.leave(account)
        for kernel_id in self._kernels_of(account):
            await self.end(kernel_id, SLEPT)

    async def keep_order(self) -> None:
        """End idle kernels where memory is short, and call who waits; called each second.

        When none is left and less still is, the kernels' guard ends the largest.
        """
        while memory.is_short(self.spare) and await self._end_first(SHORT, short=True):
            pass
        if len(self.turns):
            self.turns.move()

    async def shutdown_kernel(  # type: ignore[override]
        self, kernel_id: str, *args: Any, **kwargs: Any
    ) -> Any:
        """End a kernel and forget whose it was."""
        self._forget(kernel_id, SLEPT)
        try:
            return await super().shutdown_kernel(kernel_id, *args, **kwargs)
        finally:
            self.turns.move()

    async def _async_shutdown_kernel(self, kernel_id: str, *args: Any, **kwargs: Any) -> Any:
        """End a kernel, as ``shutdown_all`` asks; one that has ended meanwhile is gone already."""
        if kernel_id in self:
            return await super()._async_shutdown_kernel(kernel_id, *args, **kwargs)
        return None

    def remove_kernel(self, kernel_id: str) -> Any:
        """Forget a kernel that has ended by itself."""
        kernel: Any = self._kernels.get(kernel_id)
        self._forget(kernel_id, getattr(kernel, "cause", ""))
        self.turns.move()
        return super().remove_kernel(kernel_id)

    def start_watching_activity(self, kernel_id: str) -> None:
        """Listen to no kernel a second time: the guard hears each (see ``_note_activity``)."""
        self._note_activity(self._kernels[kernel_id])

    async def cull_kernel_if_idle(self, kernel_id: str) -> None:
        """End a kernel that nobody has used for long."""
        self._note_activity(self._kernels[kernel_id])
        await super().cull_kernel_if_idle(kernel_id)

    def standings(self) -> list[Standing]:
        """Return what each kernel does and who looks at it."""
        now = datetime.now(UTC)
        found = []
        for kernel_id in self.owners:
            kernel: Any = self._kernels.get(kernel_id)
            if kernel is not None:
                self._note_activity(kernel)
                busy = kernel.execution_state != "idle"
                watched = bool(self._kernel_connections.get(kernel_id))
                idle = (now - kernel.last_activity).total_seconds()
                found.append(Standing(kernel_id, busy, watched, idle))
        return found

    def _note_activity(self, kernel: Any) -> None:
        """Write down for jupyter_server, which ends who is idle for long, what the guard heard."""
        if kernel.watch is not None and kernel.execution_state != "dead":
            kernel.execution_state = "busy" if kernel.watch.busy else "idle"
            kernel.last_activity = datetime.now(UTC) - timedelta(seconds=kernel.watch.silent)

    def _forget(self, kernel_id: str, cause: str) -> None:
        """Let the kernel be nobody's; its pages, told by the end of their line, ask why."""
        owner = self.owners.pop(kernel_id, None)
        self.started.pop(kernel_id, None)
        if owner is not None:
            self._over[kernel_id] = (owner, cause)
            while len(self._over) > _REMEMBERED:
                self._over.popitem(last=False)
            for line in self.lines.pop(kernel_id, ()):
                asyncio.get_running_loop().call_soon(line.close)  # what it still has to say first

    def _kernels_of(self, account: str) -> list[str]:
        """Return a learner's kernels, the oldest first."""
        own = [k for k, name in self.owners.items() if name == account and k in self]
        return sorted(own, key=lambda k: self.started.get(k, 0.0))

    def _is_full(self, coming: int) -> bool:
        """Return whether no kernel can be added to those that run and ``coming`` ones.

        One kernel there may always be: a lab that never runs a program is of no use.
        """
        count = len(self.owners) + coming
        return count >= self.most or (count > 0 and memory.is_short(self.spare))

    async def _has_room(self, account: str, coming: int) -> bool:
        """Return whether a kernel may start; who has one already puts it in the place of hers."""
        if not self._is_full(coming) or self._kernels_of(account):
            return True
        return await self._end_first(MOVED, short=False)

    async def _end_first(self, cause: str, short: bool) -> bool:
        for kernel_id in may_go(self.standings(), short)[:1]:
            self.log.warning("Ending an idle kernel: %s", cause)
            await self.end(kernel_id, cause)
            return True
        return False

    async def _end_older(self, account: str) -> None:
        own = self._kernels_of(account)
        full = bool(own) and self._is_full(self.turns.coming - 1)  # hers is among the coming ones
        for kernel_id in own[: 1 if full else max(0, len(own) - self.per_learner + 1)]:
            await self.end(kernel_id, ELSEWHERE)
