"""The lab's folder: where everything that a lab knows lies, readable by its owner alone."""

import os
import secrets
import shlex
import shutil
from dataclasses import dataclass
from pathlib import Path


def default_folder() -> Path:
    """Return where a lab's data lies when nobody says otherwise (XDG Base Directory)."""
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "learning-passport"


@dataclass(frozen=True)
class Folder:
    """The paths of one lab's data; ``root`` is what ``--data`` names."""

    root: Path

    @property
    def option(self) -> str:
        """What a command needs to find this folder: `` --data ROOT``, or nothing when usual."""
        return "" if self.root == default_folder() else f" --data {shlex.quote(str(self.root))}"

    @property
    def database(self) -> Path:
        """Roster, responses and statements (SQLite, WAL)."""
        return self.root / "classroom.sqlite"

    @property
    def hub_database(self) -> Path:
        """JupyterHub's own database: account names and sessions, no child's name."""
        return self.root / "jupyterhub.sqlite"

    @property
    def secrets(self) -> Path:
        """Pepper, cookie secrets and the proxy's password."""
        return self.root / "secrets"

    @property
    def lock(self) -> Path:
        """Held by the running lab, or by the command that changes a lab that does not run."""
        return self.root / "lab.lock"

    @property
    def writing(self) -> Path:
        """Held by the one process that has the database open for writing."""
        return self.root / "classroom.lock"

    @property
    def run(self) -> Path:
        """Sockets and state of the running lab; worthless when it has stopped."""
        return self.root / "run"

    @property
    def socket(self) -> Path:
        """Where the command line speaks to the running lab (0600)."""
        return self.run / "control.sock"

    @property
    def state(self) -> Path:
        """What the running lab says of itself: address, processes, since when (JSON)."""
        return self.run / "lab.json"

    @property
    def logs(self) -> Path:
        """What hub, proxy and classroom wrote; without names, answers or phones' addresses."""
        return self.root / "logs"

    @property
    def built(self) -> Path:
        """Lessons as learners get them."""
        return self.root / "built"

    @property
    def keys(self) -> Path:
        """Answer keys of built lessons; nothing of this is ever served."""
        return self.root / "keys"

    @property
    def courses(self) -> Path:
        """Courses as nbgrader's own folders: source, release, hand-ins, marks and gradebook."""
        return self.root / "courses"

    @property
    def files(self) -> Path:
        """What was handed in and out as files, by the SHA-256 of their content."""
        return self.root / "files"

    @property
    def homes(self) -> Path:
        """What learners made in JupyterLab, a folder for each."""
        return self.root / "homes"

    def home(self, account: str) -> Path:
        """The folder of one learner in JupyterLab."""
        return self.homes / account

    @property
    def jobs(self) -> Path:
        """What long work for a teacher's page last said of itself."""
        return self.run / "jobs"

    @property
    def kernels(self) -> Path:
        """Connection sockets and work folders of running kernels."""
        return self.run / "kernels"

    def room(self) -> int:
        """Return how many bytes are free on the disk where ``root`` is or will be."""
        place = self.root
        while not place.exists():
            place = place.parent
        return shutil.disk_usage(place).free

    def create(self) -> None:
        """Make what is missing; ``root`` and all in it is its owner's alone."""
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.root.chmod(0o700)
        for folder in (
            self.secrets,
            self.run,
            self.logs,
            self.built,
            self.keys,
            self.courses,
            self.files,
            self.homes,
            self.jobs,
            self.kernels,
        ):
            folder.mkdir(exist_ok=True, mode=0o700)
            folder.chmod(0o700)

    def secret(self, name: str, size: int = 32) -> bytes:
        """Return the secret ``name`` of this lab, made on first use (0600, ``size`` bytes)."""
        path = self.secrets / name
        try:
            return path.read_bytes()
        except FileNotFoundError:
            self.secrets.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_durably(path, secrets.token_bytes(size))
            return path.read_bytes()


def write_durably(path: Path, content: bytes) -> None:
    """Replace ``path`` by ``content`` (0600) so that a power cut leaves the old or the new file."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
