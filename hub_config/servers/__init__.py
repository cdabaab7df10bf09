"""JupyterLab for older learners: a server of her own for each, in a sandbox."""

from typing import Any

from hub_config.lab.folder import Folder

JUPYTERLAB = "jupyterlab"
"""The hub's group of who may have a server of her own."""

ROLE = {
    "name": "work-in-jupyterlab",
    "description": "Start and open one's own JupyterLab",
    "scopes": ["servers!user", "access:servers!user", "users:activity!user"],
    "groups": [JUPYTERLAB],
}
"""JupyterHub's role of who may have a server."""

# What a server does at the hub, and in its learner's name at the classroom (nbgrader's exchange).
_TOKEN = [
    "users:activity!user",
    "access:servers!server",
    "access:services!service=classroom",
    "read:users:groups!user",
    "read:users:name!user",
]
# Two processors start two; more at once would only make each of them wait.
_STARTING = 2
_PATIENCE = 120


def configure(c: Any, folder: Folder, lab: dict[str, Any]) -> None:
    """Have the hub of ``folder`` start learners' servers; ``lab`` holds its ports."""
    from hub_config.servers.spawner import FencedSpawner

    c.JupyterHub.spawner_class = FencedSpawner
    c.JupyterHub.concurrent_spawn_limit = _STARTING
    c.JupyterHub.active_server_limit = lab["servers"]
    c.JupyterHub.shutdown_on_logout = True  # the next one at this phone or laptop is somebody else
    c.FencedSpawner.data = str(folder.root)
    c.FencedSpawner.classroom = f"http://127.0.0.1:{lab['port']}/services/classroom/"
    c.FencedSpawner.server_token_scopes = _TOKEN
    c.FencedSpawner.env_keep = []
    c.FencedSpawner.default_url = "/lab"
    c.FencedSpawner.start_timeout = c.FencedSpawner.http_timeout = _PATIENCE
    c.FencedSpawner.poll_interval = 5
