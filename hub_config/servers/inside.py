"""What runs in the sandbox: a learner's JupyterLab, which shuts itself in before it begins.

``python -m hub_config.servers.inside``, started by the spawner with JupyterHub's environment.
"""

import os
import resource
import sys
from pathlib import Path
from urllib.parse import urlparse

from grading.kernels import probe, protect_process
from grading.kernels.ports import restrict_ports
from hub_config.servers import sandbox, trying
from hub_config.servers.untrusted import trust_nothing_in

CLASSROOM = "LEARNING_PASSPORT_CLASSROOM"
TOKEN = "LEARNING_PASSPORT_TOKEN"  # noqa: S105 (the name of a variable)

_CONFIGURATION = Path(__file__).with_name("jupyter_server_config.py")
# A server holds about 100 MiB; what a learner has it read must not take the laptop's memory.
_MEMORY = 1024 * 1024 * 1024


def main() -> None:
    """Put up what the sandbox leaves open, then serve until nobody has used it for a while."""
    trying.need_all_fences(probe())
    resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    restrict_ports(
        listen=[_port("JUPYTERHUB_SERVICE_URL")],
        connect=[_port("JUPYTERHUB_API_URL"), _port(CLASSROOM)],
    )
    protect_process()
    trust_nothing_in(sandbox.HOME)
    from jupyterhub.singleuser.extension import main as serve  # and all of Jupyter's server

    serve([f"--config={_CONFIGURATION}"])


def _port(variable: str) -> int:
    port = urlparse(os.environ[variable]).port
    if port is None:
        sys.exit(f"{variable} names no port")
    return port


if __name__ == "__main__":
    main()
