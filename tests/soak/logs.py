"""What the lab's logs may say after such an hour, and what in them is a fault."""

import re
from pathlib import Path

from tests.e2e.lab import RunningLab

# A log begins anew when it is longer than 2 MB at a start: then something was not read.
_LIMIT = 2_000_000
_TROUBLE = re.compile(
    r"^\[[EC] |^\s*Traceback \(most recent call last\)|\bERR(OR)?\b|level=error"
    r"|No kernel was started|Skipping XSRF|Segmentation fault|was never (awaited|retrieved)",
    re.MULTILINE,
)
# An entry is a line with those after it that are indented.
_ENTRY = re.compile(r"\n(?=\S)")
# SIGSEGV, SIGABRT, SIGBUS: as they are, and as the process says it that waits in between.
_CRASHES = {"-11", "139", "-6", "134", "-7", "135"}
# Each with the reason why it is no fault of the lab's.
EXPECTED = {
    r"Service classroom exited with status -9": "it was killed",
    r"Received signal SIGTERM, initiating shutdown": "the lab was stopped",
    r"(?s)check_services_health.* has no attribute 'proto'": "JupyterHub asked after its services"
    " while the lab was stopping",
    r"ERROR \| Kernel died while waiting for execute reply": "nbclient's words for a kernel that"
    " was shut down under its page: its learner signed out, or opened another",
    r"ERROR \| kernel [0-9a-f-]+ restarted failed!": "jupyter_server's words for a kernel that a"
    " learner's program has ended",
}


def unexpected(lab: RunningLab) -> list[str]:
    """Return every entry of the logs that tells of a fault and is not expected."""
    found = []
    for path in _files(lab):
        text = path.read_text(errors="replace")
        if len(text) > _LIMIT:
            found.append(f"{path.name}: longer than {_LIMIT} bytes")
        for entry in _ENTRY.split(text):
            if _TROUBLE.search(entry) and not any(re.search(each, entry) for each in EXPECTED):
                found.append(f"{path.name}: {entry.strip()[:300]}")
    return found


def crashes(lab: RunningLab) -> int:
    """Return how many kernels ended by a signal that no learner's program sends."""
    return sum(count for code, count in ends(lab).items() if code in _CRASHES)


def ends(lab: RunningLab) -> dict[str, int]:
    """Return how often kernels ended by themselves, by exit code as the service noted it."""
    found: dict[str, int] = {}
    for path in _files(lab):
        for code in re.findall(r"is over: .*\((None|-?\d+)\)", path.read_text(errors="replace")):
            found[code] = found.get(code, 0) + 1
    return found


def _files(lab: RunningLab) -> list[Path]:
    return [*sorted((lab.data / "logs").glob("*.log")), lab.data.parent / "start.log"]
