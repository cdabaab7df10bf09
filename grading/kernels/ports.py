"""Which TCP ports a process may use from now on, with all that it starts (Landlock, ABI 4)."""

import os
import struct
from collections.abc import Iterable

from grading.kernels import landlock, system

_LISTEN, _CONNECT = 1, 2
_NET_PORT = 2
# The first version of Landlock that knows ports.
_PORTS = 4


def restrict_ports(listen: Iterable[int], connect: Iterable[int]) -> bool:
    """Let this process listen on and connect to these ports only; return whether it holds.

    Where the kernel knows no such rule nothing is changed. Raises OSError when it refuses one.
    """
    version = landlock.abi()
    if version < _PORTS:
        return False
    ruleset = landlock.new_ruleset(0, version)
    try:
        for right, ports in ((_LISTEN, listen), (_CONNECT, connect)):
            for port in ports:
                rule = struct.pack("=QQ", right, port)
                system.syscall(landlock.ADD_RULE, ruleset, _NET_PORT, rule, 0)
        system.prctl(system.PR_SET_NO_NEW_PRIVS, 1)
        system.syscall(landlock.RESTRICT, ruleset, 0)
    finally:
        os.close(ruleset)
    return True
