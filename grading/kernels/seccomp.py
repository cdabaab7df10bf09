"""seccomp: the list of system calls that a kernel may make, and with which arguments.

Everything that is not named gets ENOSYS, so tomorrow's calls are refused too; a few get an answer
that lets well-meaning code go on. See seccomp(2); the small program is classic BPF, assembled here
because a list of 200 lines is easier to check than a library.
"""

import ctypes
import errno
import os
import struct

from grading.kernels import system
from grading.kernels.syscall_rules import ALLOWED, ANSWERED, Check, rules
from grading.kernels.syscall_table import numbers

_SET_MODE_FILTER, _TSYNC = 1, 1
_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_SECCOMP = {"x86_64": 317, "aarch64": 277}
_X32 = 0x40000000

_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_LOAD, _AND, _JEQ, _JGE, _RET = 0x20, 0x54, 0x15, 0x35, 0x06
_NUMBER, _ARCH, _ARGUMENTS = 0, 4, 16

Instruction = tuple[int, int, int, int]


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def program(machine: str, pid: int) -> list[Instruction]:
    """Return the filter for ``machine`` and the process ``pid`` as (code, jt, jf, k).

    Raises KeyError for a machine whose numbers we do not have: without them there is no fence.
    """
    architecture = _ARCHITECTURES[machine]
    table = numbers(machine)
    code: list[Instruction] = [
        (_LOAD, 0, 0, _ARCH),
        (_JEQ, 1, 0, architecture),
        (_RET, 0, 0, _KILL),  # The 32-bit door would lead round every number below.
        (_LOAD, 0, 0, _NUMBER),
    ]
    if machine == "x86_64":
        code += [(_JGE, 0, 1, _X32), (_RET, 0, 0, _ERRNO | errno.EPERM)]
    code += _block(ALLOWED, _ALLOW, table)
    for name, rule in rules(pid).items():
        if name in table:
            body = _body(rule.checks, rule.otherwise)
            code += [(_JEQ, 0, len(body), table[name]), *body]
    for answer, names in ANSWERED.items():
        code += _block(names, _ERRNO | answer, table)
    return [*code, (_RET, 0, 0, _ERRNO | errno.ENOSYS)]


def install() -> None:
    """Put the filter for this machine and process on every thread of this process.

    The process has to have given up new privileges. Raises OSError, KeyError for an unknown
    machine, or RuntimeError when a thread did not take it.
    """
    load(program(system.machine(), os.getpid()))


def load(code: list[Instruction]) -> None:
    """Put ``code`` on every thread of this process. Raises OSError, RuntimeError."""
    packed = b"".join(struct.pack("=HBBI", *instruction) for instruction in code)
    left_out = system.syscall(
        _SECCOMP[system.machine()], _SET_MODE_FILTER, _TSYNC, _Program(len(code), packed)
    )
    if left_out:
        # The kernel answers with that thread's number, which is not an error to it.
        raise RuntimeError(f"thread {left_out} did not take the seccomp filter")


def _block(names: str, answer: int, table: dict[str, int]) -> list[Instruction]:
    """Give ``answer`` to all ``names``: small groups, because a jump reaches 255 steps at most."""
    wanted = [table[name] for name in names.split() if name in table]
    code: list[Instruction] = []
    for start in range(0, len(wanted), 200):
        group = wanted[start : start + 200]
        for position, number in enumerate(group):
            code.append((_JEQ, len(group) - position, 0, number))
        # Reached by falling through: step over the answer.
        code.append((0x05, 0, 0, 1))
        code.append((_RET, 0, 0, answer))
    return code


def _body(alternatives: tuple[tuple[Check, ...], ...], otherwise: int) -> list[Instruction]:
    """Allow the call when all checks of one alternative hold, else answer ``otherwise``."""
    code: list[Instruction] = []
    for checks in alternatives:
        tests: list[Instruction] = []
        for check in checks:
            words = [(0, check.mask & 0xFFFFFFFF, check.value & 0xFFFFFFFF)]
            if check.wide:
                words.append((4, check.mask >> 32, check.value >> 32))
            for offset, mask, value in words:
                tests.append((_LOAD, 0, 0, _ARGUMENTS + 8 * check.argument + offset))
                if mask != 0xFFFFFFFF:
                    tests.append((_AND, 0, 0, mask))
                tests.append((_JEQ, 0, -1, value))  # -1: to the next alternative, filled in below
        tests.append((_RET, 0, 0, _ALLOW))
        size = len(tests)
        for position, (operation, on_true, on_false, value) in enumerate(tests):
            target = size - position - 1 if on_false < 0 else on_false
            code.append((operation, on_true, target, value))
    return [*code, (_RET, 0, 0, _ERRNO | otherwise)]
