"""The warmed process that kernels are forked from: everything imported, nothing begun.

It has one thread, no event loop, no sockets of Jupyter's and no secrets: a fork copies memory, and
whatever this process held each learner's kernel would hold. Its standard input is a socket
(SOCK_SEQPACKET): each message, ``here`` or ``apart`` (in namespaces of its own), brings the channel
of one new kernel (SCM_RIGHTS); its number goes back with a pidfd (``{"pid": …}``), and later how it
ended (``{"pid": …, "code": …}``). ``branch`` brings what is to be the standard input of one more
template, a fork of this one. Run as a file with ``python -I``; it ends with the process that
started it, and all its kernels and branches with it. After ``piped`` on its command line come the
modules that its kernels, which are then of ``piped_app``, are likely to import. The name of a
module of ours in its place has that warm up (``warm``) and be what a fork becomes (``become``).
"""

import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

Become = Callable[[int, int], NoReturn]
"""Goes on as what was asked for: over the channel, as a fork of the process of that number."""

_FIRST = (
    "grading.kernels.becoming",
    "grading.kernels.fence",
    "grading.kernels.kernel_app",
    "grading.kernels.settings",
)
# What ipykernel and IPython import only when they are first used.
_LAZY = (
    "IPython.core.completer",
    "IPython.core.logger",
    "IPython.core.magics.execution",
    "IPython.core.magics.pylab",
    "IPython.core.ultratb",
    "ipykernel.subshell_manager",
    "jedi",
    "psutil",
    "tornado.platform.asyncio",
    "zmq.eventloop.zmqstream",
)
# What looks for a running kernel when it is imported, and so comes after the kernel is built.
_AFTER = (
    "lp_widgets.widgets.runner",
    "ipywidgets",
    "anywidget",
    "numpy.random",  # numpy itself imports it when it is first used: each fork seeds it
    "matplotlib.pyplot",
    "matplotlib_inline.backend_inline",
)


def main() -> None:
    """Warm up, and fork a kernel for each message until nobody is there to send one."""
    from grading.kernels import system

    parent = os.getppid()
    system.prctl(system.PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)

    system.protect_process()
    system.prctl(system.PR_SET_CHILD_SUBREAPER, 1)
    gc.disable()  # A collection would touch every object, and so copy every page in a fork.
    become = _warm(*sys.argv[1:])
    channel = socket.socket(fileno=os.dup(0))
    gc.collect()
    gc.freeze()
    while branch := _serve(channel, become):
        channel.close()
        channel = branch


def _serve(channel: socket.socket, become: Become) -> socket.socket | None:
    """Fork what ``channel`` asks for until its end; in a branch, return the branch's channel."""
    woken, wake = os.pipe()
    for end in (woken, wake):
        os.set_blocking(end, False)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda number, frame: None)
    while True:
        ready, _, _ = select.select([channel.fileno(), woken], [], [])
        if woken in ready:
            os.read(woken, 4096)
            _bury(channel)
        if channel.fileno() not in ready:
            continue
        try:
            message, descriptors, _, _ = socket.recv_fds(channel, 16, 1)
        except OSError:  # Who asked has gone without hearing all that it was told.
            message = b""
        if not message:
            return None
        pid = _fork(message, descriptors[0], become)
        if not pid:
            os.close(woken)
            os.close(wake)
            return socket.socket(fileno=descriptors[0])
        os.close(descriptors[0])
        # Its number may be another's one day; a handle that is taken before we bury it never is.
        handle = os.pidfd_open(pid)
        socket.send_fds(channel, [json.dumps({"pid": pid}).encode()], [handle])
        os.close(handle)


def _warm(mode: str = "", *modules: str) -> Become:
    """Warm up; return what a fork becomes."""
    if "." in mode:
        program = importlib.import_module(mode)
        program.warm(modules)
        become: Become = program.become
        return become
    _warm_kernel(mode, *modules)
    return _become


def _warm_kernel(mode: str, *modules: str) -> None:
    from grading.kernels import kernel_app

    build: Callable[[Path], Any] = kernel_app.build
    _import(_FIRST)
    if mode == "piped":
        from grading.kernels import piped_app

        build = piped_app.prepare
    else:
        _import(_LAZY)
    with tempfile.TemporaryDirectory() as ipython:  # Each kernel has a folder of its own.
        kernel_app.make_profile(Path(ipython))
        app = build(Path(ipython))
        if mode == "piped":
            piped_app.rehearse(app)
    shell: Any = app.shell
    _import(modules if mode == "piped" else _AFTER)
    # Much of what tells of a failure is imported when one is first told of.
    try:
        raise ValueError("a rehearsal")
    except ValueError:
        shell.InteractiveTB.structured_traceback(*sys.exc_info())
    tempfile.tempdir = None  # Each kernel looks for its own.


def _import(names: tuple[str, ...]) -> None:
    for name in names:
        try:
            importlib.import_module(name)
        except Exception:  # An author's module may fail in any way; its cell will say so.
            if name in _FIRST:
                raise


def _fork(message: bytes, channel: int, become: Become) -> int:
    """Fork what ``message`` asks for, to speak on ``channel``; return 0 in a branch."""
    if message == b"branch":
        return _branch()
    return (_fork_apart if message == b"apart" else _fork_here)(channel, become)


def _branch() -> int:
    from grading.kernels import system

    template = os.getpid()
    pid = os.fork()
    if not pid:
        signal.set_wakeup_fd(-1)
        system.prctl(system.PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != template:
            os._exit(1)
        system.prctl(system.PR_SET_CHILD_SUBREAPER, 1)
    return pid


def _fork_here(channel: int, become: Become) -> int:
    template = os.getpid()
    pid = os.fork()
    if not pid:
        _start_afresh()
        become(channel, template)
    return pid


def _fork_apart(channel: int, become: Become) -> int:
    """Fork a kernel into namespaces of its own; return its number.

    In there it cannot see whether we live. So it says when it has asked to die with us, and we
    wait for that.
    """
    from grading.kernels import namespaces

    who = os.getuid(), os.getgid()
    ours, theirs = socket.socketpair()
    with ours, theirs:
        try:
            pid = namespaces.fork()
        except OSError:
            return _fork_to_say(channel, traceback.format_exc())
        if not pid:
            ours.close()
            _live_apart(channel, theirs, who, become)
        theirs.close()
        ours.recv(1)
    return pid


def _live_apart(
    channel: int, template: socket.socket, who: tuple[int, int], become: Become
) -> NoReturn:
    from grading.kernels import namespaces, system

    _start_afresh()
    try:
        namespaces.be(*who)
        system.prctl(system.PR_SET_PDEATHSIG, signal.SIGKILL)
    except BaseException:
        _say(channel, traceback.format_exc())
    try:
        template.send(b"!")
    except OSError:
        os._exit(1)  # It ended before we asked to be told.
    template.close()
    become(channel, 0)


def _fork_to_say(channel: int, why: str) -> int:
    pid = os.fork()
    if not pid:
        _say(channel, why)
    return pid


def _say(channel: int, why: str) -> NoReturn:
    """Tell who asked for a kernel why there is none, and end."""
    os.write(channel, why.encode())
    os._exit(98)


def _start_afresh() -> None:
    """Leave the template's signals and its garbage behind, in a fork of it."""
    from grading.kernels import system

    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    # Its own limits and numbers are written into /proc before it hides itself again.
    system.prctl(system.PR_SET_DUMPABLE, 1)


def _become(channel: int, parent: int) -> NoReturn:
    from grading.kernels.becoming import become

    gc.enable()
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed()  # Python's own generator does that by itself in a fork.
    become(channel, parent)


def _bury(channel: socket.socket) -> None:
    """Tell how each kernel ended that has ended."""
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not pid:
            return
        code = os.waitstatus_to_exitcode(status)
        channel.send(json.dumps({"pid": pid, "code": code}).encode())


if __name__ == "__main__":
    sys.path.append(str(Path(__file__).resolve().parents[2]))
    main()
