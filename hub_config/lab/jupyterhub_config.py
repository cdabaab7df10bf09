"""JupyterHub's configuration of a lab; the lab's start writes run/hub.json for it."""

import json
import os
import sys
from pathlib import Path
from typing import Any

from jupyterhub.services.service import _ServiceSpawner

from grading.kernels import protect_process
from hub_config import formgrader, servers
from hub_config.classroom.identity import FACILITATORS, KEEPERS, LEARNERS, TEACHERS
from hub_config.lab import tokens
from hub_config.lab.folder import Folder
from hub_config.signin import configure as configure_signin

# JupyterHub executes this file with ``get_config`` in its names.
c: Any = get_config()  # type: ignore[name-defined]  # noqa: F821

protect_process()
folder = Folder(Path(os.environ["LEARNING_PASSPORT_DATA"]))
lab = json.loads((folder.run / "hub.json").read_text())

c.JupyterHub.bind_url = f"http://0.0.0.0:{lab['port']}/"
c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{lab['hub_port']}"
c.JupyterHub.db_url = f"sqlite:///{folder.hub_database}"
c.JupyterHub.cookie_secret = folder.secret("hub-cookies")
c.JupyterHub.log_level = "WARN"
c.JupyterHub.default_url = "/services/classroom/"
c.JupyterHub.cookie_max_age_days = 1
c.JupyterHub.allow_named_servers = False
c.JupyterHub.cleanup_servers = False
c.JupyterHub.cleanup_proxy = False
c.JupyterHub.trusted_downstream_ips = []
c.JupyterHub.authenticate_prometheus = True
c.JupyterHub.tornado_settings = {
    "xsrf_cookie_kwargs": {"samesite": "Lax"},
    "headers": {
        "X-Frame-Options": "DENY",
        "Content-Security-Policy": (
            "default-src 'none'; script-src 'self' 'unsafe-inline'; "
            "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
            "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        ),
    },
}

c.JupyterHub.proxy_class = "traefik_file"
c.TraefikFileProviderProxy.should_start = False
c.TraefikFileProviderProxy.dynamic_config_file = str(folder.run / "routes.toml")
c.TraefikFileProviderProxy.traefik_api_url = f"http://127.0.0.1:{lab['proxy_api_port']}"
c.TraefikFileProviderProxy.traefik_api_username = "hub"
c.TraefikFileProviderProxy.traefik_api_password = folder.secret("proxy-password").hex()
c.TraefikFileProviderProxy.traefik_entrypoint = "web"
c.TraefikFileProviderProxy.traefik_api_entrypoint = "api"

# Only who is in the group of its name gets a server of her own.
c.JupyterHub.load_roles = [
    {"name": "user", "description": "Nothing by itself", "scopes": ["read:users:name!user"]},
    *(
        {
            "name": name,
            "description": f"Open the classroom, to {name}; the classroom knows what that opens",
            "scopes": ["access:services!service=classroom", "read:users:groups!user"],
            "groups": [group],
        }
        for name, group in (
            ("learn", LEARNERS),
            ("help", FACILITATORS),
            ("teach", TEACHERS),
            ("keep", KEEPERS),
        )
    ),
    {
        "name": "mark",
        "description": "Open nbgrader's Formgrader",
        "scopes": [f"access:services!service={formgrader.NAME}"],
        "groups": [TEACHERS],
    },
    servers.ROLE,
    {
        "name": "issue-tokens",
        "description": "Make a token for somebody, who may do no more with it than she may anyway",
        "scopes": ["tokens"],
        "services": [tokens.NAME],
    },
]
c.JupyterHub.services = [
    {
        "name": "classroom",
        "url": f"http://127.0.0.1:{lab['classroom_port']}",
        "command": [sys.executable, "-m", "hub_config.classroom"],
        "environment": {
            "LEARNING_PASSPORT_DATA": str(folder.root),
            "LEARNING_PASSPORT_KERNELS": str(lab["kernels"]),
            "LEARNING_PASSPORT_SPARE_MEMORY": str(lab["spare_memory"]),
            # This user's own Jupyter has no say here, and nothing is written into her home.
            **dict.fromkeys(
                ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"),
                str(folder.run / "jupyter"),
            ),
        },
        "cwd": str(folder.root),
        "oauth_no_confirm": True,
        "display": False,
        "oauth_client_allowed_scopes": ["read:users:groups!user"],
    },
    # What `learning-passport roster token` asks as.
    {"name": tokens.NAME, "api_token": folder.secret(tokens.SECRET).hex(), "display": False},
    # The classroom starts it while somebody marks. The hub knows no address of it, so it neither
    # waits for it at the start nor asks each minute why it does not answer.
    {
        "name": formgrader.NAME,
        "api_token": folder.secret(formgrader.TOKEN).hex(),
        "oauth_client_id": formgrader.CLIENT,
        "oauth_redirect_uri": f"{formgrader.PREFIX}oauth_callback",
        "oauth_no_confirm": True,
        "display": False,
        "oauth_client_allowed_scopes": ["read:users:groups!user"],
    },
]
c.Proxy.extra_routes = {formgrader.PREFIX: f"http://127.0.0.1:{lab['formgrader_port']}"}
# JupyterHub restarts a service that died, but looks only twice a minute: too long for a class.
# The spawner that it makes for services reads no configuration, so the default itself is set.
_ServiceSpawner.class_traits()["poll_interval"].default_value = 1

configure_signin(c, folder.root)
servers.configure(c, folder, lab)
