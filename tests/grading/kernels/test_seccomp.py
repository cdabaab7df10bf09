"""The filter as a program: run here by an interpreter, so that a machine we do not have counts."""

import errno
import re
import subprocess
import sys
from pathlib import Path

import pytest

from grading.kernels import seccomp
from grading.kernels.syscall_rules import ALLOWED, ANSWERED, rules
from grading.kernels.syscall_table import TABLE, numbers

PID = 4321
MACHINES = ("x86_64", "aarch64")
ARCHITECTURE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
ALLOW, KILL, EPERM = 0x7FFF0000, 0x80000000, 0x00050000 | errno.EPERM
ENOSYS = 0x00050000 | errno.ENOSYS
HEADERS = {
    "x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    "aarch64": Path("/usr/include/asm-generic/unistd.h"),
}


def answer(machine, call, *arguments, architecture=None):
    """Return what the filter answers to ``call`` (a name or a number)."""
    number = numbers(machine)[call] if isinstance(call, str) else call
    words = {0: number, 4: architecture or ARCHITECTURE[machine]}
    for index in range(6):
        value = (arguments[index] if index < len(arguments) else 0) & (2**64 - 1)
        words[16 + 8 * index] = value & 0xFFFFFFFF
        words[20 + 8 * index] = value >> 32
    code, at, register = seccomp.program(machine, PID), 0, 0
    while True:
        operation, on_true, on_false, value = code[at]
        at += 1
        if operation == 0x06:
            return value
        if operation == 0x20:
            register = words[value]
        elif operation == 0x54:
            register &= value
        elif operation == 0x05:
            at += value
        else:
            holds = register == value if operation == 0x15 else register >= value
            at += on_true if holds else on_false


@pytest.mark.parametrize("machine", MACHINES)
def test_every_name_gets_the_answer_that_the_list_gives_it(machine):
    known = numbers(machine)
    for name in ALLOWED.split():
        if name in known:
            assert answer(machine, name) == ALLOW, name
    for code, names in ANSWERED.items():
        for name in names.split():
            if name in known:
                assert answer(machine, name) == 0x00050000 | code, name


@pytest.mark.parametrize("machine", MACHINES)
def test_what_nobody_named_does_not_exist(machine):
    assert answer(machine, 9999) == ENOSYS
    assert answer(machine, numbers(machine)["clone3"]) == ENOSYS
    assert answer(machine, numbers(machine)["openat2"]) == ENOSYS


@pytest.mark.parametrize("machine", MACHINES)
def test_another_architecture_is_killed(machine):
    assert answer(machine, "read", architecture=0x40000003) == KILL


def test_the_x32_numbers_are_refused():
    assert answer("x86_64", 0x40000000 | numbers("x86_64")["read"]) == EPERM


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize(
    ("call", "arguments", "wanted"),
    [
        ("clone", (0x10000 | 0xF00,), ALLOW),
        ("clone", (17,), EPERM),
        ("kill", (PID, 2), ALLOW),
        ("kill", (1, 9), EPERM),
        ("kill", (-1, 9), EPERM),
        ("kill", (0, 9), EPERM),
        ("tgkill", (PID, PID, 2), ALLOW),
        ("tgkill", (PID + 1, PID + 1, 2), EPERM),
        ("prlimit64", (0, 7, 0, 1), ALLOW),
        ("prlimit64", (PID, 7, 0, 1), ALLOW),
        ("prlimit64", (0, 7, 0x7F0000000000, 0), EPERM),
        ("prlimit64", (1, 7, 0, 1), EPERM),
        ("socketpair", (1, 1 | 0o2000000), ALLOW),
        ("socketpair", (1, 2), EPERM),
        ("socketpair", (2, 1), EPERM),
        ("sendto", (5, 0x7F00, 4, 0, 0, 0), ALLOW),
        ("sendto", (5, 0x7F00, 4, 0, 0x1_0000_0000, 16), EPERM),
        ("sendto", (5, 0x7F00, 4, 0, 0x10, 16), EPERM),
        ("prctl", (15, 1), ALLOW),
        ("prctl", (4, 1), EPERM),
        ("prctl", (1, 0), EPERM),
        ("ioctl", (1, 0x5401), ALLOW),
        ("ioctl", (1, 0x5412), 0x00050000 | errno.ENOTTY),
        ("fcntl", (3, 6), ALLOW),
        ("fcntl", (3, 37), EPERM),
        ("openat", (-100, 0x7F00, 0), ALLOW),
        ("openat", (-100, 0x7F00, 0x200), EPERM),
        ("openat", (-100, 0x7F00, 0x203), EPERM),
        ("openat", (-100, 0x7F00, 0x201), ALLOW),
        ("openat", (-100, 0x7F00, 0x202), ALLOW),
        ("setsockopt", (3, 1), ALLOW),
        ("setsockopt", (3, 6), EPERM),
    ],
)
def test_arguments_decide(machine, call, arguments, wanted):
    assert answer(machine, call, *arguments) == wanted


def test_an_unknown_machine_gets_no_filter():
    assert numbers("riscv64") == {}
    with pytest.raises(KeyError):
        seccomp.program("riscv64", PID)


def test_every_name_in_the_lists_has_a_number():
    known = {row.split(":")[0] for row in TABLE.split()}
    used = {*ALLOWED.split(), *rules(PID), *(n for v in ANSWERED.values() for n in v.split())}
    assert used <= known


def test_no_name_is_in_two_lists():
    used = [*ALLOWED.split(), *rules(PID), *(n for v in ANSWERED.values() for n in v.split())]
    assert sorted(used) == sorted(set(used))


@pytest.mark.parametrize("machine", [name for name, path in HEADERS.items() if path.exists()])
def test_the_numbers_are_those_of_the_kernels_headers(machine):
    text = HEADERS[machine].read_text()
    stated = dict(re.findall(r"#define\s+__NR(?:3264)?_(\w+)\s+(\d+)\s*$", text, re.MULTILINE))
    stated.setdefault("newfstatat", stated.get("fstatat"))
    for name, number in numbers(machine).items():
        assert int(stated[name]) == number, name


_FOREIGN = """
import threading
from grading.kernels import seccomp, system
system.prctl(system.PR_SET_NO_NEW_PRIVS, 1)
ready, stop = threading.Event(), threading.Event()
def other():
    # A filter of its own, on this thread alone: seccomp(SET_MODE_FILTER) without TSYNC.
    import struct
    allow = struct.pack("=HBBI", 6, 0, 0, 0x7FFF0000)
    number = seccomp._SECCOMP[system.machine()]
    system.syscall(number, 1, 0, seccomp._Program(1, allow))
    ready.set()
    stop.wait()
threading.Thread(target=other, daemon=True).start()
ready.wait()
try:
    seccomp.install()
except RuntimeError as error:
    print(error, flush=True)
"""


def test_a_thread_that_cannot_take_the_filter_is_an_error():
    ran = subprocess.run(
        [sys.executable, "-c", _FOREIGN],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=Path(__file__).parents[3],
    )
    assert "did not take the seccomp filter" in ran.stdout, ran.stderr
