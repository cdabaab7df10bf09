"""All attacks that need nothing but one running kernel."""

import os
import platform

from grading.kernels.syscall_table import numbers as table
from tests.hostile.attacks_by_greed import EXHAUSTION
from tests.hostile.attacks_on_files import READING, WRITING
from tests.hostile.attacks_on_processes import MACHINE_CODE, NETWORK, PROCESSES, SYSTEM

ATTACKS = [
    *READING,
    *WRITING,
    *PROCESSES,
    *NETWORK,
    *SYSTEM,
    *EXHAUSTION,
    *(MACHINE_CODE if platform.machine() == "x86_64" else []),
]


def numbers() -> str:
    """Return assignments of the system call numbers that the attacks use."""
    known = table(os.uname().machine)
    wanted = {
        "PTRACE": "ptrace",
        "VM_READV": "process_vm_readv",
        "PRCTL": "prctl",
        "SHMGET": "shmget",
        "SHMCTL": "shmctl",
        "INOTIFY": "inotify_init1",
        "PERSONALITY": "personality",
        "KEYCTL": "keyctl",
        "IO_URING": "io_uring_setup",
        "CLONE": "clone",
    }
    return "".join(f"{name} = {known[call]}\n" for name, call in wanted.items())
