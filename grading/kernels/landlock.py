"""Landlock: the fence round files, TCP ports and signals that a process puts up for itself.

See landlock(7). Rules only ever add rights below a folder, so ``readable.py`` lists what may be
read instead of what may not. The fence holds for the calling thread and all that it starts later:
it has to go up before any other thread exists.
"""

import errno
import os
import struct
from collections.abc import Iterable
from pathlib import Path

from grading.kernels import system

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1, 2, 4, 8
REMOVE_DIR, REMOVE_FILE, MAKE_DIR, MAKE_REG, MAKE_SOCK = 0x10, 0x20, 0x80, 0x100, 0x200
REFER, TRUNCATE, IOCTL_DEV = 0x2000, 0x4000, 0x8000

READ = READ_FILE | READ_DIR
WRITE = WRITE_FILE | TRUNCATE
OWN = READ | WRITE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG | REFER
_FOR_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV

_CREATE, ADD_RULE, RESTRICT = 444, 445, 446
_VERSION_FLAG, _PATH_BENEATH = 1, 1

Rule = tuple[Path, int]


def abi() -> int:
    """Return the Landlock version of this kernel, 0 where it has none or has it switched off."""
    try:
        return system.syscall(_CREATE, None, 0, _VERSION_FLAG)
    except OSError as error:
        if error.errno in (errno.ENOSYS, errno.EOPNOTSUPP):
            return 0
        raise


def restrict(rules: Iterable[Rule], version: int) -> None:
    """Allow this process only what ``rules`` (path, rights) give, with all that ``version`` knows.

    A path that does not exist is left out: a rule can only add. The process has to have given up
    new privileges before. Raises OSError when the kernel refuses the fence itself.
    """
    files = _all_rights(version)
    ruleset = new_ruleset(files, version)
    try:
        for path, rights in rules:
            _allow(ruleset, path, rights & files)
        system.syscall(RESTRICT, ruleset, 0)
    finally:
        os.close(ruleset)


def new_ruleset(files: int, version: int) -> int:
    """Open a set of rules that refuses these rights on files, and all that ``version`` has beside.

    That is TCP ports (from 4 on), signals and sockets without a path (from 6 on). Raises OSError.
    """
    attributes = struct.pack("QQQ", files, 3 if version >= 4 else 0, 3 if version >= 6 else 0)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    return system.syscall(_CREATE, attributes[:size], size, 0)


def _all_rights(version: int) -> int:
    rights = 0x1FFF
    if version >= 2:
        rights |= REFER
    if version >= 3:
        rights |= TRUNCATE
    if version >= 5:
        rights |= IOCTL_DEV
    return rights


def _allow(ruleset: int, path: Path, rights: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except (FileNotFoundError, PermissionError):
        return
    try:
        if not path.is_dir():
            rights &= _FOR_FILES  # The kernel refuses rights of folders on a file.
        if rights:
            packed = struct.pack("=Qi", rights, descriptor)
            system.syscall(ADD_RULE, ruleset, _PATH_BENEATH, packed, 0)
    finally:
        os.close(descriptor)
