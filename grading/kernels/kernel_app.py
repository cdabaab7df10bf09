"""The IPython kernel behind the fence: nothing of the host's set-up, no TCP, no history."""

import os
import socket
import sys
import time
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import ipykernel.kernelapp
import zmq
from ipykernel.iostream import IOPubThread
from ipykernel.kernelapp import IPKernelApp
from IPython.core.profiledir import ProfileDir
from traitlets.config import Config

from grading.kernels.folders import KernelFolder

CONNECTION_FILE = "c.json"

_HEARTBEAT_PATIENCE = 30.0


class FencedKernelApp(IPKernelApp):
    """An IPKernelApp that reads no configuration and listens on Unix sockets only."""

    def load_config_file(self, *args: Any, **kwargs: Any) -> None:
        """Read no configuration: what lies on the host is not for learners, nor theirs to leave."""

    def init_iopub(self, context: Any) -> None:
        """Open the output channel without its TCP port, which is there for child processes."""
        stock = ipykernel.kernelapp.IOPubThread
        # The parent class names the thread's class only through its module.
        ipykernel.kernelapp.IOPubThread = partial(_without_pipe, stock)  # type: ignore[misc, assignment]
        try:
            super().init_iopub(context)
        finally:
            ipykernel.kernelapp.IOPubThread = stock  # type: ignore[misc]


def _without_pipe(
    stock: type[IOPubThread], publisher: zmq.Socket[bytes], **kwargs: Any
) -> IOPubThread:
    # Everybody who comes to listen is welcomed, not only the first: that is whoever watches.
    publisher.setsockopt(zmq.XPUB_VERBOSE, 1)
    return stock(publisher, **{**kwargs, "pipe": False})


def make(folder: KernelFolder, plant_startup: bool = False) -> FencedKernelApp:
    """Return the kernel's application, initialized, with all its sockets listening."""
    config = Config()
    config.HistoryManager.enabled = False
    config.IPKernelApp.connection_file = str(folder.ipc / CONNECTION_FILE)
    config.IPKernelApp.ipython_dir = str(
        folder.work / ".ipython" if plant_startup else folder.ipython
    )
    config.IPKernelApp.ignore_cwd = not plant_startup
    # For longer messages pyzmq would begin a thread of its own that the fence refuses, and the
    # refusal ends the kernel: a drawing of many lines is copied instead.
    config.Session.copy_threshold = sys.maxsize
    config.IPKernelApp.parent_handle = 0  # The kernel dies by PR_SET_PDEATHSIG, without a thread.
    # It would listen on a port. A kernel that says it has none is not asked for it.
    # (Imported here: it is long, and whoever only manages kernels needs none of it.)
    vars(import_module("ipykernel.debugger"))["_is_debugpy_available"] = False
    app = FencedKernelApp.instance(config=config)
    app.initialize([])
    widgets = sys.modules.get("ipywidgets")
    if widgets is not None:  # A fork has it already; imported in a kernel it does this by itself.
        widgets.register_comm_target()
    _wait_until_listening(Path(f"{app.ip}-{app.hb_port}"))
    return app


def make_profile(folder: KernelFolder) -> None:
    """Make the fresh IPython profile, while it can still be written."""
    ProfileDir.create_profile_dir(str(folder.ipython / "profile_default"))


def _wait_until_listening(path: Path) -> None:
    """Wait for the heartbeat, which binds in its own thread: later it could not bind any more."""
    end = time.monotonic() + _HEARTBEAT_PATIENCE
    while time.monotonic() < end:
        with socket.socket(socket.AF_UNIX) as probe:
            if probe.connect_ex(os.fspath(path)) == 0:
                return
        time.sleep(0.002)
    raise TimeoutError(f"{path}: the kernel's heartbeat did not start")
