"""The spawner of learners' servers: each in a sandbox, with her own folder and nobody else's."""

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jupyterhub.spawner import LocalProcessSpawner
from traitlets import Unicode

from hub_config.lab.folder import Folder
from hub_config.servers import sandbox
from hub_config.servers.inside import CLASSROOM, TOKEN


class Refused(Exception):
    """No server was started; JupyterHub shows ``jupyterhub_message`` on its page."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.jupyterhub_message = message


class FencedSpawner(LocalProcessSpawner):  # type: ignore[misc]
    """A local process of the lab's own user, in a sandbox with one learner's folder."""

    data = Unicode(help="The lab's folder.").tag(config=True)
    classroom = Unicode(help="The classroom's address as a server reaches it.").tag(config=True)

    async def start(self) -> Any:
        """Start her server. Raises Refused where it could not be fenced."""
        if problem := await asyncio.to_thread(sandbox.problem):
            raise Refused(problem)
        folder = Folder(Path(self.data))
        home = folder.home(self.user.name)
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        inside = [sys.executable, "-m", "hub_config.servers.inside"]
        self.cmd = sandbox.command(home, [folder.root], inside)
        return await super().start()

    def user_env(self, env: dict[str, str]) -> dict[str, str]:
        """Return the environment of the server: nothing of the hub's own is in it."""
        nowhere = "/tmp/jupyter"  # noqa: S108 (in the sandbox, and its own)
        return {
            **env,
            "HOME": str(sandbox.HOME),
            "USER": self.user.name,
            "SHELL": "/bin/sh",
            "LANG": "C.UTF-8",
            "PATH": f"{sys.prefix}/bin:/usr/bin:/bin",
            # What a learner's folder holds never configures her server.
            "JUPYTER_CONFIG_DIR": nowhere,
            "JUPYTER_DATA_DIR": nowhere,
            "JUPYTER_RUNTIME_DIR": nowhere,
            "JUPYTER_CONFIG_PATH": str(Path(__file__).with_name("settings")),
            "JUPYTER_PREFER_ENV_PATH": "1",
            "IPYTHONDIR": nowhere,
            "JUPYTERLAB_SETTINGS_DIR": str(sandbox.HOME / ".lab/settings"),
            "JUPYTERLAB_WORKSPACES_DIR": str(sandbox.HOME / ".lab/workspaces"),
            "PYTHONDONTWRITEBYTECODE": "1",
            CLASSROOM: self.classroom,
            TOKEN: self.api_token,
        }

    def make_preexec_fn(self, name: str) -> Callable[[], None]:
        """Return what the process does first: it stays the lab's own user, as the hub is."""
        return _keep_to_oneself

    def move_certs(self, paths: Any) -> Any:
        """Return the paths of certificates, of which a lab has none."""
        return paths

    def load_state(self, state: dict[str, Any]) -> None:
        """Know of no process: a server ends with the hub that started it."""


def _keep_to_oneself() -> None:
    os.umask(0o077)
