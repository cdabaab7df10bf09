"""Signing out of the hub, which leaves no server behind, whatever the hub is doing with it."""

import asyncio
from typing import Any

from jupyterhub.handlers.login import LogoutHandler

_EVERY = 0.2


class SignOut(LogoutHandler):  # type: ignore[misc]
    """JupyterHub's way out, which stops servers, and leaves alone those that it is busy with."""

    async def handle_logout(self) -> None:
        """Have what is just being started or looked at stop as soon as it can."""
        user = self.current_user
        for name, spawner in user.spawners.items() if user else ():
            if spawner.active:
                stopping = asyncio.ensure_future(self._stop_when_idle(user, name))
                _STOPPING.add(stopping)
                stopping.add_done_callback(_STOPPING.discard)

    async def _stop_when_idle(self, user: Any, name: str) -> None:
        spawner = user.spawners[name]
        while spawner.pending:
            await asyncio.sleep(_EVERY)
        if spawner.active:
            await self.stop_single_user(user, name)


_STOPPING: set[asyncio.Future[None]] = set()
