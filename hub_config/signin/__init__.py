"""Signing in: class code, own name, PIN or three pictures; teachers by password. No e-mail."""

from pathlib import Path
from typing import Any

from hub_config.signin import pages
from hub_config.signin.log import keep_addresses_out, log_request

_HERE = Path(__file__).parent


def configure(c: Any, data: Path) -> None:
    """Put our sign-in into JupyterHub's configuration ``c`` for the lab in ``data``."""
    c.JupyterHub.authenticator_class = "hub_config.signin.authenticator.PassportAuthenticator"
    keep_addresses_out()
    c.JupyterHub.template_paths = [str(_HERE / "templates")]
    c.JupyterHub.tornado_settings.update({"log_function": log_request, "compress_response": True})
    c.JupyterHub.template_vars.update(pages.sorry())
    c.PassportAuthenticator.data = str(data)
