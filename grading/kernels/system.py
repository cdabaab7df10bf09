"""The few Linux calls that Python does not wrap, with errors as ``OSError``."""

import ctypes
import errno
import functools
import os
import signal

from grading.kernels.syscall_table import numbers

PR_SET_PDEATHSIG = 1
PR_GET_DUMPABLE = 3
PR_SET_DUMPABLE = 4
PR_CAPBSET_DROP = 24
PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38

_CAPABILITY_VERSION_3 = 0x20080522
_LAST_CAPABILITY = 63
_PR_GET_TID_ADDRESS = 40
_CHILD_CLEARTID, _CHILD_SETTID = 0x00200000, 0x01000000


@functools.cache
def _libc() -> ctypes.CDLL:
    """Return the C library, when something is called: on other systems this module is imported."""
    library = ctypes.CDLL(None, use_errno=True)
    library.syscall.restype = ctypes.c_long
    return library


def machine() -> str:
    """Return this machine's kind as the tables call it, such as ``x86_64`` or ``aarch64``."""
    return os.uname().machine


def syscall(number: int, *arguments: int | bytes | ctypes.Structure | None) -> int:
    """Make the system call ``number``; bytes and structures are passed by address.

    Raises OSError with the kernel's errno.
    """
    passed: list[object] = []
    for argument in arguments:
        if isinstance(argument, int):
            passed.append(ctypes.c_ulong(argument))
        elif isinstance(argument, ctypes.Structure):
            passed.append(ctypes.byref(argument))
        else:
            passed.append(argument)
    result = _libc().syscall(ctypes.c_long(number), *passed)
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return int(result)


def prctl(option: int, value: int = 0) -> int:
    """Call prctl(2) with one value. Raises OSError."""
    zero = ctypes.c_ulong(0)
    result = _libc().prctl(ctypes.c_int(option), ctypes.c_ulong(value), zero, zero, zero)
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return int(result)


def mount(source: str, target: str, kind: str, flags: int, data: str = "") -> None:
    """Call mount(2). Raises OSError that names the target."""
    words = [word.encode() for word in (source, target, kind, data)]
    if _libc().mount(words[0], words[1], words[2], ctypes.c_ulong(flags), words[3]) < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code), target)


def unshare(flags: int) -> None:
    """Call unshare(2). Raises OSError."""
    if _libc().unshare(ctypes.c_int(flags)) < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


def fork(flags: int) -> int:
    """Fork as ``os.fork`` does, with ``flags`` of clone(2): the child lives in new namespaces.

    Call with one thread only. Raises OSError.
    """
    number = numbers(machine()).get("clone")
    if number is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    place = _place_of_thread_number()
    if place:  # The C library has the child's own number there, as after a fork of its own.
        flags |= _CHILD_SETTID | _CHILD_CLEARTID
    # Machines differ in which of the last two it is; the other one is not asked for.
    passed = [ctypes.c_ulong(each) for each in (flags | signal.SIGCHLD, 0, 0, place, place)]
    # It holds Python's lock throughout, as ``os.fork`` does; ``syscall`` above lets go of it.
    call = ctypes.PyDLL(None, use_errno=True).syscall
    call.restype = ctypes.c_long
    ctypes.pythonapi.PyOS_BeforeFork()
    pid = int(call(ctypes.c_long(number), *passed))
    code = ctypes.get_errno()
    if pid:
        ctypes.pythonapi.PyOS_AfterFork_Parent()
    else:
        ctypes.pythonapi.PyOS_AfterFork_Child()
    if pid < 0:
        raise OSError(code, os.strerror(code))
    return pid


def _place_of_thread_number() -> int:
    """Return where the C library keeps this thread's number; 0 where the system does not say."""
    place = ctypes.c_ulong(0)
    zero = ctypes.c_ulong(0)
    _libc().prctl(ctypes.c_int(_PR_GET_TID_ADDRESS), ctypes.byref(place), zero, zero, zero)
    return place.value


def drop_capabilities() -> None:
    """Give up every capability for good: root has them, and so has a user namespace."""
    for capability in range(_LAST_CAPABILITY + 1):
        try:
            prctl(PR_CAPBSET_DROP, capability)
        except OSError:
            break  # EINVAL: this kernel has no more; EPERM: an ordinary user has none to drop.
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    nothing = (ctypes.c_uint32 * 6)()
    if _libc().capset(ctypes.byref(header), ctypes.byref(nothing)) < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


def protect_process() -> None:
    """Hide this process's memory, environment and files from other processes of the same user.

    The hub, the classroom and whatever starts them call this first: without it, code that gets
    past every other fence would still read their tokens from ``/proc``. It also stops core files.
    A program that this process starts by exec is not covered and has to call it for itself.
    """
    import resource  # Not on Windows, where this is not called either.

    prctl(PR_SET_DUMPABLE, 0)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
