"""Attacks on what lies on the disk and in the memory of other processes."""

from tests.hostile.attack import BOTH, CALLS, FILES, POWER, Attack, reading
from tests.hostile.estate import CANARY, Estate


def _mode_lost(estate: Estate) -> bool:
    path = estate.root / "data/classroom.sqlite"
    lost = path.stat().st_mode & 0o777 != 0o640
    path.chmod(0o640)
    return lost


def _emptied(estate: Estate, name: str = "data/classroom.sqlite") -> bool:
    path = estate.root / name
    lost = path.read_text() != CANARY
    path.write_text(CANARY)
    return lost


READING = [
    reading("read the classroom's database", "DB"),
    reading("read the answer keys", "ROOT + '/data/keys/fractions.json'"),
    reading("read the hub's token", "ROOT + '/data/secrets/hub-token'"),
    reading("read somebody's home folder", "ROOT + '/home/notes.txt'"),
    reading("read a course's source notebook", "ROOT + '/course/answers.ipynb'"),
    reading("read another learner's work", "NEIGHBOUR + '/work/mine.txt'"),
    reading("read another kernel's connection file", "NEIGHBOUR + '/ipc/c.json'"),
    reading("read who may sign in here", "'/etc/passwd'"),
    reading("read the environment of a process", "f'/proc/{VICTIM}/environ'", FILES | POWER),
    reading("read the list of what a process has open", "f'/proc/{VICTIM}/maps'", FILES | POWER),
    Attack(
        "read the memory of a process",
        "def peek():\n"
        "    with open(f'/proc/{VICTIM}/mem', 'rb', 0) as memory:\n"
        "        memory.seek(ADDRESS)\n"
        "        return memory.read(20)\n"
        "attempt(peek)",
        "refused EACCES",
        FILES | POWER,
        success=f"allowed b'{CANARY}",
    ),
    Attack("list the lab's folder", "attempt(lambda: os.listdir(ROOT))", "refused EACCES", FILES),
    Attack(
        "list all processes", "attempt(lambda: os.listdir('/proc')[0])", "refused EACCES", FILES
    ),
    Attack(
        "read a file that the parent had open",
        "attempt(lambda: os.pread(INHERITED, 50, 0))",
        "refused EBADF",
        frozenset({"descriptors"}),
        success=f"allowed b'{CANARY}",
    ),
]

WRITING = [
    Attack(
        "write beside the classroom's database",
        "attempt(lambda: open(ROOT + '/data/new', 'w').close())",
        "refused EACCES",
        FILES,
    ),
    Attack(
        "overwrite the classroom's database",
        "attempt(lambda: os.close(os.open(DB, os.O_WRONLY | os.O_TRUNC)))",
        "refused EACCES",
        FILES,
        harmed=_emptied,
    ),
    Attack(
        "empty the classroom's database by its name",
        "attempt(lambda: os.truncate(DB, 0))",
        "refused EPERM",
        BOTH,
        harmed=_emptied,
    ),
    Attack(
        "take the classroom's database away",
        "def away():\n"
        "    os.rename(DB, DB + '.gone')\n"
        "    os.rename(DB + '.gone', DB)\n"
        "attempt(away)",
        "refused EACCES",
        FILES,
    ),
    Attack(
        "shut everybody out of the database",
        "attempt(lambda: os.chmod(DB, 0))",
        "allowed None",  # It is answered "done"; the mode below is what counts.
        CALLS,
        harmed=_mode_lost,
    ),
    Attack(
        "link to the database from the work folder",
        "def link():\n    os.symlink(DB, 'link')\n    os.unlink('link')\nattempt(link)",
        "refused EPERM",
        BOTH,
    ),
    Attack(
        "put another file where the kernel's socket is",
        "import json\n"
        "from ipykernel.kernelapp import IPKernelApp\n"
        "own = IPKernelApp.instance().connection_file\n"
        "def replace():\n"
        "    os.rename(own, own + '2')\n"
        "    os.rename(own + '2', own)\n"
        "attempt(replace)",
        "refused EACCES",
        FILES,
    ),
]
