"""Attacks on other processes, on the network and on the system itself."""

from pathlib import Path

from tests.hostile.attack import BOTH, CALLS, LIMITS, POWER, Attack, calling
from tests.hostile.estate import CANARY, Estate


def _victim_dead(estate: Estate) -> bool:
    return estate.victim.poll() is not None


def _victim_limited(estate: Estate) -> bool:
    limits = Path(f"/proc/{estate.victim.pid}/limits").read_text()
    return "Max open files            10 " in limits


PROCESSES = [
    Attack(
        "run a program",
        "import subprocess\n"
        "attempt(lambda: subprocess.run(['/bin/echo', 'hi'], capture_output=True).stdout)",
        "refused EPERM",
        BOTH,
        success="allowed b'hi",
    ),
    Attack(
        "run a program by a shell",
        "attempt(lambda: os.system('true') and os.strerror(errno.EPERM))",
        "allowed Operation not permitted",
        BOTH,
        success="allowed 0",
    ),
    Attack(
        "multiply without end",
        "import signal\n"
        "def bomb():\n"
        "    children = []\n"
        "    try:\n"
        "        for _ in range(30):\n"
        "            child = os.fork()\n"
        "            if child == 0:\n"
        "                signal.pause()\n"
        "            children.append(child)\n"
        "    finally:\n"
        "        for child in children:\n"
        "            os.kill(child, signal.SIGKILL)\n"
        "            os.waitpid(child, 0)\n"
        "    return len(children)\n"
        "attempt(bomb)",
        "refused EPERM",
        CALLS,
        success="allowed 30",
    ),
    Attack(
        "end a process of the same user",
        "attempt(lambda: os.kill(VICTIM, 15))",
        "refused EPERM",
        BOTH,
        harmed=_victim_dead,
    ),
    Attack(
        "signal everything there is",  # With signal 0: it asks, and harms nobody if it may.
        "attempt(lambda: os.kill(-1, 0))",
        "refused EPERM",
        BOTH,
    ),
    Attack(
        "hold a process by ptrace",
        "def hold():\n"
        "    call(PTRACE, 16, VICTIM, 0, 0)\n"
        "    os.waitpid(VICTIM, 0)\n"
        "    call(PTRACE, 17, VICTIM, 0, 0)\n"
        "attempt(hold)",
        "refused EPERM",
        BOTH | POWER,
    ),
    Attack(
        "copy the memory of a process",
        "def copy():\n"
        "    buffer = ctypes.create_string_buffer(20)\n"
        "    pair = ctypes.c_ulong * 2\n"
        "    here, there = pair(ctypes.addressof(buffer), 20), pair(ADDRESS, 20)\n"
        "    call(VM_READV, VICTIM, here, 1, there, 1, 0)\n"
        "    return buffer.raw\n"
        "attempt(copy)",
        "refused EPERM",
        BOTH | POWER,
        success=f"allowed b'{CANARY}",
    ),
    Attack(
        "limit a process of the same user",
        "import resource\n"
        "attempt(lambda: resource.prlimit(VICTIM, resource.RLIMIT_NOFILE, (10, 10)))",
        "refused EPERM",
        CALLS | POWER,
        harmed=_victim_limited,
    ),
    calling(
        "bind a process to one processor",
        "os.sched_setaffinity(VICTIM, {0})",
        walls=CALLS | POWER,
    ),
    calling(
        "slow a process down",
        "os.setpriority(os.PRIO_PROCESS, VICTIM, 19)",
        walls=CALLS | POWER,
    ),
    calling("be dumped and read again", "call(PRCTL, 4, 1, 0, 0, 0)"),
    calling("outlive the manager", "call(PRCTL, 1, 0, 0, 0, 0)"),
]

NETWORK = [
    calling("open a TCP socket", "__import__('socket').socket().close()"),
    calling("open a UDP socket", "__import__('socket').socket(2, 2).close()"),
    calling("open a Unix socket", "__import__('socket').socket(1).close()"),
    calling("open a netlink socket", "__import__('socket').socket(16, 3).close()"),
    calling("make a pair of datagram sockets", "__import__('socket').socketpair(1, 2) and 1"),
    Attack(
        "call a service on this machine",
        "import socket\nattempt(lambda: socket.create_connection(('127.0.0.1', TCP), 5).close())",
        "refused EPERM",
        BOTH,
    ),
    Attack(
        "listen for phones",
        "import socket\nattempt(lambda: socket.create_server(('0.0.0.0', 0)).close())",
        "refused EPERM",
        BOTH,
    ),
    Attack(
        "send a datagram",
        "import socket\nattempt(lambda: socket.socket(2, 2).sendto(b'hello', ('127.0.0.1', UDP)))",
        "refused EPERM",
        CALLS,
        success="allowed 5",
    ),
    Attack(
        "speak to a service through its Unix socket",
        "import socket\nattempt(lambda: socket.socket(1).connect(UNIX))",
        "refused EPERM",
        CALLS,
    ),
    Attack(
        "speak to another learner's kernel",
        "import socket\nattempt(lambda: socket.socket(1).connect(NEIGHBOUR + '/ipc/s-1'))",
        "refused EPERM",
        CALLS,
    ),
]

SYSTEM = [
    calling("make shared memory that stays", "call(SHMCTL, call(SHMGET, 0, 4096, 0o1600), 0, 0)"),
    calling("make a file in memory", "os.close(os.memfd_create('m'))"),
    calling("watch a folder", "os.close(call(INOTIFY, 0))"),
    calling("become another machine", "call(PERSONALITY, 0xffffffff)"),
    calling("leave a note in the key ring", "call(KEYCTL, 0, -3, 0)"),
    calling(
        "open an io_uring",
        "call(IO_URING, 4, ctypes.create_string_buffer(120)) and 1",
        walls=CALLS | LIMITS,
    ),
    Attack(
        "clone without asking for a thread",
        "def double():\n"
        "    child = call(CLONE, 17, 0, 0, 0, 0)\n"
        "    if child == 0:\n"
        "        os._exit(0)\n"
        "    os.kill(child, 9)  # Born in the middle of threads, it may hang before it ends.\n"
        "    os.waitpid(child, 0)\n"
        "attempt(double)",
        "refused EPERM",
        CALLS,
    ),
    calling(
        "change its own limits",
        "__import__('resource').setrlimit(4, (0, 0))",
        "refused ValueError",  # what Python makes of EPERM here
    ),
]

MACHINE_CODE = [
    Attack(
        "enter by the 32-bit door",
        "import mmap\n"
        "code = mmap.mmap(-1, 4096, prot=7)\n"
        "code.write(b'\\xb8\\x14\\x00\\x00\\x00\\xcd\\x80\\xc3')  # getpid by int 0x80\n"
        "start = ctypes.addressof(ctypes.c_char.from_buffer(code))\n"
        "enter = ctypes.CFUNCTYPE(ctypes.c_int)(start)\n"
        "attempt(lambda: enter() > 0)",
        "dead",
        CALLS,
        success="allowed True",
    )
]
