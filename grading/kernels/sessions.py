"""The session that learners' code runs in: ours, so that priorities count, but no terminal."""

import os
from typing import Any


def apart() -> dict[str, Any]:
    """Return the arguments with which Popen starts what signals of ours are not meant for.

    Where Linux shares processors out by session (sched(7), autogroup), a priority counts only
    within one: kernels stay in ours and come last in it. From a terminal, whose keys and input are
    the teacher's, they go into a session of their own.
    """
    return {"start_new_session": True} if _has_terminal() else {"process_group": 0}


def _has_terminal() -> bool:
    try:
        terminal = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY)
    except OSError:
        return False
    os.close(terminal)
    return True
