"""Run nbgrader's own tests of its exchange against ours, in a real lab.

They come with the nbgrader that is installed, so nothing is fetched.
``python -m tests.grading.exchange.nbgrader_tests [PYTEST OPTIONS]``
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import nbgrader

FILES = (
    "test_nbgrader_list.py",
    "test_nbgrader_fetch_assignment.py",
    "test_nbgrader_fetchfeedback.py",
    "test_nbgrader_submit.py",
    "test_nbgrader_collect.py",
    "test_nbgrader_releaseassignment.py",
    "test_nbgrader_releasefeedback.py",
)
_KEPT = "removes hand-ins; ours keeps every one, and says so"
_SHARED = "permissions and owners on a shared disk; ours has none"
_SECRET = "gives back by a secret beside a submission that no class has seen"
_IDENTITY = "hands in under a name of the learner's choice; ours knows her by her token"
NOT_APPLICABLE = {
    "test_nbgrader_list.py::TestNbGraderList::test_list_cached": _KEPT,
    "test_nbgrader_list.py::TestNbGraderList::test_list_remove_inbound": _KEPT,
    "test_nbgrader_list.py::TestNbGraderList::test_list_remove_cached": _KEPT,
    "test_nbgrader_list.py::TestNbGraderList::test_list_feedback_inbound": (
        "changes feedback in the shared folder"
    ),
    "test_nbgrader_list.py::TestNbGraderList::test_list_feedback_cached": (
        "changes feedback in the shared folder"
    ),
    "test_nbgrader_submit.py::TestNbGraderSubmit::test_submit_with_student_id": _IDENTITY,
    "test_nbgrader_submit.py::TestNbGraderSubmit::test_submit_readonly": _SHARED,
    "test_nbgrader_collect.py::TestNbGraderCollect::test_owner_check": _IDENTITY,
    "test_nbgrader_collect.py::TestNbGraderCollect::test_permissions": _SHARED,
    "test_nbgrader_releaseassignment.py::TestNbGraderRelease::test_no_exchange": _SHARED,
    "test_nbgrader_releaseassignment.py::TestNbGraderRelease::test_exchange_bad_perms": _SHARED,
    "test_nbgrader_releaseassignment.py::TestNbGraderRelease::test_permissions": _SHARED,
    "test_nbgrader_releasefeedback.py::TestNbGraderReleaseFeedback::test_single_file": _SECRET,
    "test_nbgrader_releasefeedback.py::TestNbGraderReleaseFeedback::test_single_student": _SECRET,
    "test_nbgrader_releasefeedback.py::TestNbGraderReleaseFeedback::test_student_id_exclude": (
        _SECRET
    ),
    "test_nbgrader_releasefeedback.py::TestNbGraderReleaseFeedback::test_permissions": _SHARED,
}
"""Tests that do not apply, by file and name, and why."""


def main(options: list[str]) -> int:
    """Run what applies; return pytest's status."""
    place = Path(nbgrader.__file__).parent / "tests" / "apps"
    checkout = Path(__file__).parents[3]
    left_out = [word for test in NOT_APPLICABLE for word in ("--deselect", test)]
    with tempfile.TemporaryDirectory(prefix="lp") as folder:
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        command = [sys.executable, "-m", "pytest", "-c", "/dev/null", "--rootdir", str(place)]
        ran = subprocess.run(
            [
                *command,
                *("-p", "tests.grading.exchange.nbgrader_lab", "-p", "no:cacheprovider"),
                *("-q", "--timeout=120", f"--basetemp={folder}/pytest"),
                *(str(place / name) for name in FILES),
                *left_out,
                *options,
            ],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(checkout), "PATH": path},
            check=False,
        )
    return ran.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
