"""Submissions that try to see, change, outlive, exhaust or forge: none may do harm or get points.

In an answer COURSE is the course's folder and HOME its teacher's, GRADER the process that grades
and PORT where somebody listens; it prints ``got`` when it got
what it wanted.
"""

import os
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_output

from tests.hostile.submissions import TASK, WRONG, Submission, cell


def _try(code: str) -> str:
    """Return an answer that tries ``code`` and defines no function at all."""
    body = "".join(f"    {line}\n" for line in code.splitlines())
    return f"import os\ntry:\n{body}except OSError as error:\n    print('refused', error)\n"


def _read(path: str) -> str:
    return _try(f"print('got', open('{path}', errors='replace').read())")


def _see(name: str, path: str) -> Submission:
    return Submission(name, _read(path), stock=True)


READING = [
    _see("read-solution", f"COURSE/source/{TASK}/task.ipynb"),
    _see("read-others-work", f"COURSE/submitted/a-right/{TASK}/task.ipynb"),
    _see("read-others-graded-work", f"COURSE/autograded/a-right/{TASK}/task.ipynb"),
    _see("read-hidden-tests", f"COURSE/autograded/read-hidden-tests/{TASK}/task.ipynb"),
    _see("read-gradebook", "COURSE/gradebook.db"),
    _see("read-etc", "/etc/passwd"),
    Submission("list-course", _try("print('got', os.listdir('COURSE/submitted'))"), stock=True),
    Submission(
        "find-notebooks",
        _try("found = [n for n in os.listdir() if n.endswith('.ipynb')]\nif found: print('got')"),
        stock=True,
    ),
    Submission(
        "read-environment",
        "import os\nif 'JUPYTERHUB_API_TOKEN' in os.environ: print('got', dict(os.environ))",
        stock=True,
    ),
    Submission(
        "read-environment-of-grader",
        "import glob\nfor path in glob.glob('/proc/[0-9]*/environ'):\n"
        "    try:\n"
        "        'canary-token' in open(path).read() and print('got it')\n"
        "    except OSError as error:\n"
        "        print('refused', error)",
        stock=True,
    ),
]


def _write(name: str, path: str, text: str = "gotcha", **more: object) -> Submission:
    return Submission(
        name,
        _try(f"open('{path}', 'w').write({text!r})"),
        harmed=lambda course: "gotcha" in _text(Path(course.named(path))),
        stock=True,
        **more,
    )


def _text(path: Path) -> str:
    return path.read_text(errors="replace") if path.exists() else ""


_TRIGGER = """
import sqlite3
try:
    base = sqlite3.connect("COURSE/gradebook.db")
    base.execute("update student set first_name = 'gotcha'")
    base.commit()
    print("got")
except sqlite3.Error as error:
    print("refused", error)
"""

WRITING = [
    _write("write-others-work", f"COURSE/submitted/z-right/{TASK}/numbers.csv"),
    _write("write-source", f"COURSE/source/{TASK}/numbers.csv"),
    _write("write-startup-file", "HOME/.ipython/profile_default/startup/00.py", "#gotcha"),
    _write("write-jupyter-config", "HOME/.jupyter/nbgrader_config.py"),
    _write("write-course-config", "COURSE/nbgrader_config_of_mine.py"),
    Submission(
        "change-gradebook",
        _TRIGGER,
        harmed=lambda course: b"gotcha" in (course.root / "gradebook.db").read_bytes(),
        stock=True,
    ),
    Submission(
        "poison-own-startup",
        # Harm would be points for the wrong answers that are graded after this one.
        "import os\nfor top in (os.path.expanduser('~'), os.environ['IPYTHONDIR']):\n"
        "    try:\n"
        "        os.makedirs(f'{top}/profile_default/startup', exist_ok=True)\n"
        "        open(f'{top}/profile_default/startup/00.py', 'w').write('square = pow')\n"
        "    except OSError as error:\n"
        "        print('refused', error)",
    ),
]

_LATER = (
    "\n    import time\n    time.sleep(2)\n    open('COURSE/outlived-{name}', 'w').write('x')\n"
)


def _outliving(name: str, code: str, **more: object) -> Submission:
    return Submission(
        name,
        code.replace("{name}", name),
        harmed=lambda course: (course.root / f"outlived-{name}").exists(),
        **more,
    )


OUTLIVING = [
    _outliving(
        "daemon",
        "import os\nif os.fork() == 0:\n    os.setsid()" + _LATER + "    os._exit(0)",
        stock=True,
    ),
    _outliving("at-exit", "import atexit\n@atexit.register\ndef late():" + _LATER),
    _outliving(
        "thread",
        "import threading\ndef late():" + _LATER + "threading.Thread(target=late).start()",
    ),
    _outliving("finalizer", "class Late:\n  def __del__(self):" + _LATER + "late = Late()"),
    _outliving(
        "shell",
        "import subprocess\n"
        "subprocess.Popen(['sh', '-c', 'sleep 2; touch COURSE/outlived-{name}'])",
    ),
    Submission("bang", "!cat COURSE/gradebook.db\n%env\n%run COURSE/nbgrader_config.py"),
    Submission(
        "kill-grader",
        _try("for pid in (os.getppid(), GRADER):\n    os.kill(pid, 9)\n    print('got')"),
    ),
    Submission(
        "network",
        _try("import socket\nsocket.create_connection(('127.0.0.1', PORT), 2)\nprint('got')"),
        stock=True,
    ),
    Submission(
        "listen", _try("import socket\nsocket.create_server(('', 0))\nprint('got')"), stock=True
    ),
]

_STUBBORN = """
import signal
signal.signal(signal.SIGINT, signal.SIG_IGN)
while True:
    pass
"""

EXHAUSTING = [
    Submission("fork-bomb", _try("while True:\n    os.fork()")),
    Submission("memory-bomb", "take = []\nwhile True:\n    take.append(bytearray(1 << 24))"),
    Submission(
        "disk-fill",
        "count = 0\nwhile True:\n    open(f'f{count}', 'wb').write(bytes(1 << 20))\n    count += 1",
    ),
    Submission("output-flood", "print('x' * 50_000_000)"),
    Submission("endless-output", "while True:\n    display('x' * 10_000)"),
    Submission("endless-loop", "while True:\n    pass"),
    Submission("stubborn-loop", _STUBBORN),
    Submission("end-kernel", "import os\nos._exit(0)"),
    Submission("system-exit", "raise SystemExit"),
    Submission("crash", "import ctypes\nctypes.string_at(0)"),
]


def _more_points(notebook: NotebookNode, folder: Path) -> None:
    for name in ("easy", "hard"):
        cell(notebook, name).metadata.nbgrader.points = 9999


def _edit_tests(notebook: NotebookNode, folder: Path) -> None:
    cell(notebook, "hard").source = "pass"


def _delete_test(notebook: NotebookNode, folder: Path) -> None:
    notebook.cells = [
        each
        for each in notebook.cells
        if each.metadata.get("nbgrader", {}).get("grade_id") != "hard"
    ]


def _prose_test(notebook: NotebookNode, folder: Path) -> None:
    test = cell(notebook, "hard")
    test.cell_type = "markdown"
    for name in ("outputs", "execution_count"):
        del test[name]


def _skip_tests(notebook: NotebookNode, folder: Path) -> None:
    for name in ("easy", "hard"):
        cell(notebook, name).metadata.tags = ["skip-execution"]


def _keep_outputs(notebook: NotebookNode, folder: Path) -> None:
    for name in ("easy", "hard"):
        said = new_output("execute_result", data={"text/plain": "2"}, execution_count=1)
        cell(notebook, name).outputs = [said]


def _double_test(notebook: NotebookNode, folder: Path) -> None:
    for place in (0, len(notebook.cells)):
        copy = new_code_cell("pass", metadata=dict(cell(notebook, "hard").metadata))
        notebook.cells.insert(place, copy)


def _own_cells(notebook: NotebookNode, folder: Path) -> None:
    told = {**cell(notebook, "hard").metadata.nbgrader, "grade_id": "mine", "points": 9999}
    notebook.cells.append(new_code_cell("9999", metadata={"nbgrader": told}))


def _own_kernel(notebook: NotebookNode, folder: Path) -> None:
    notebook.metadata.kernelspec = {"name": "bash", "display_name": "x", "language": "python"}


def _link_to_gradebook(notebook: NotebookNode, folder: Path) -> None:
    (folder / "book.csv").symlink_to(folder.parents[2] / "gradebook.db")


def _link_to_course(notebook: NotebookNode, folder: Path) -> None:
    (folder / "course").symlink_to(folder.parents[2] / "source")


def _pipe(notebook: NotebookNode, folder: Path) -> None:
    os.mkfifo(folder / "pipe")


def _shadow(notebook: NotebookNode, folder: Path) -> None:
    for name in ("json", "nbformat", "IPython", "grading", "sitecustomize", "usercustomize"):
        (folder / f"{name}.py").write_text(f"open({str(folder / 'gotcha')!r}, 'w')\nprint('got')")
    for name in ("ipython_config.py", "nbgrader_config.py", "ipython_kernel_config.py"):
        (folder / name).write_text(f"open({str(folder / 'gotcha')!r}, 'w')\nprint('got')")


_EQUAL_ON_ERROR = """
import builtins
builtins.AssertionError = type("Fine", (), {})
get_ipython().showtraceback = lambda *args, **kwargs: None
"""

# Two points are those of the easy test, which this wrong answer gets by right.
FORGING = [
    Submission("more-points", points=2.0, change=_more_points),
    Submission("edited-tests", points=2.0, change=_edit_tests),
    Submission("deleted-test", points=2.0, change=_delete_test),
    Submission("test-made-prose", points=2.0, change=_prose_test),
    Submission("skipped-tests", points=2.0, change=_skip_tests),
    Submission("kept-outputs", points=2.0, change=_keep_outputs),
    Submission("doubled-test", points=2.0, change=_double_test),
    Submission("own-test", points=2.0, change=_own_cells),
    Submission("own-kernel", points=2.0, change=_own_kernel),
    Submission("silent-traceback", _EQUAL_ON_ERROR + WRONG, points=2.0),
    Submission("aborting-kernel", "get_ipython().kernel._aborting = True"),
    Submission("question-in-disguise", "%%question number\nid: square"),
    Submission(
        "late-update",
        "h = display('1', display_id='h')\nimport threading\n"
        "threading.Timer(1, lambda: h.update(5)).start()",
    ),
    Submission("link-to-gradebook", points=None, change=_link_to_gradebook),
    Submission("link-to-solutions", points=None, change=_link_to_course),
    Submission("pipe", points=None, change=_pipe),
    Submission(
        "shadowing-modules",
        points=2.0,
        change=_shadow,
        harmed=lambda course: any(course.root.rglob("gotcha")),
    ),
]

SUBMISSIONS = [*READING, *WRITING, *OUTLIVING, *EXHAUSTING, *FORGING]
