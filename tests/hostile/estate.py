"""Everything that a learner's code is not to touch: files with canaries, a process to harm."""

import fcntl
import json
import os
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CANARY = "canary-5f1d2c"

_VICTIM = """
import ctypes, sys, time
buffer = ctypes.create_string_buffer(b"canary-5f1d2c in memory")
print(ctypes.addressof(buffer), flush=True)
sys.stdin.read()
"""


@dataclass
class Estate:
    """Files, sockets and a process of the same user beside the kernel."""

    root: Path
    victim: subprocess.Popen[str]
    address: int
    """Where in the victim's memory the canary lies."""
    tcp: socket.socket
    udp: socket.socket
    unix: socket.socket
    inherited: int

    @classmethod
    def plant(cls, root: Path) -> "Estate":
        """Make it all below ``root``."""
        for name in (
            "data/classroom.sqlite",
            "data/keys/fractions.json",
            "data/secrets/hub-token",
            "home/notes.txt",
            "course/answers.ipynb",
            "shared/lesson.csv",
        ):
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(CANARY)
            path.chmod(0o640)
        tcp = socket.create_server(("127.0.0.1", 0))
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        udp.bind(("127.0.0.1", 0))
        udp.settimeout(5)
        unix = socket.socket(socket.AF_UNIX)
        unix.bind(str(root / "u"))
        unix.listen()
        opened = os.open(root / "data/classroom.sqlite", os.O_RDONLY)
        inherited = fcntl.fcntl(opened, fcntl.F_DUPFD, 200)  # a number that no kernel comes to use
        os.close(opened)
        os.set_inheritable(inherited, True)
        victim, address = _start_victim()
        return cls(root, victim, address, tcp, udp, unix, inherited)

    def fresh_victim(self) -> None:
        """Replace a victim that an attack may have harmed."""
        self._end_victim()
        self.victim, self.address = _start_victim()

    def names(self, neighbour: Any) -> str:
        """Return Python assignments that tell an attack where everything is."""
        folder = neighbour.manager.kernel_folder
        known = {
            "ROOT": str(self.root),
            "DB": str(self.root / "data/classroom.sqlite"),
            "SHARED": str(self.root / "shared/lesson.csv"),
            "VICTIM": self.victim.pid,
            "ADDRESS": self.address,
            "TCP": self.tcp.getsockname()[1],
            "UDP": self.udp.getsockname()[1],
            "UNIX": str(self.root / "u"),
            "INHERITED": self.inherited,
            "NEIGHBOUR": str(folder.path),
            "NEIGHBOUR_PID": neighbour.manager.provisioner.pid,
            "HUB": os.getpid(),
        }
        return "".join(f"{name} = {json.dumps(value)}\n" for name, value in known.items())

    def clear(self) -> None:
        """End the victim and close the sockets."""
        self._end_victim()
        for opened in (self.tcp, self.udp, self.unix):
            opened.close()
        os.close(self.inherited)

    def _end_victim(self) -> None:
        self.victim.kill()
        self.victim.wait()
        for pipe in (self.victim.stdin, self.victim.stdout):
            pipe.close()


def _start_victim() -> tuple[subprocess.Popen[str], int]:
    victim = subprocess.Popen(
        [sys.executable, "-I", "-c", _VICTIM],
        env={"JUPYTERHUB_API_TOKEN": CANARY},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    return victim, int(victim.stdout.readline())
