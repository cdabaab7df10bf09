"""The sealed tests of a notebook that is graded: run apart, shown as if they had run in it."""

import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from nbformat import NotebookNode, from_dict

from grading.autograder import outputs
from grading.autograder.sealed.job import Job, Verdict
from grading.autograder.sealed.plan import Plan, Test
from grading.autograder.sealed.processes import Examiner
from grading.kernels import line as lines
from grading.kernels.folders import KernelFolder
from grading.kernels.forking import Template


class SealedChecks:
    """The tests of ``plan`` against one learner's kernel, whose folder is ``folder``.

    ``program`` are the texts of the submission's cells; with ``recording`` the model answer's.
    ``template`` is what tests' processes are forked from, and ``life`` the seconds of processor
    time that each may take. As a context it ends them.
    """

    def __init__(
        self,
        plan: Plan,
        program: Iterable[str],
        folder: KernelFolder,
        template: Template,
        life: float,
        recording: bool = False,
    ) -> None:
        self.verdicts: dict[str, Verdict] = {}
        """By name, what came of each test that was run."""
        self._plan, self._program, self._folder = plan, tuple(program), folder
        self._recording, self._life = recording, life
        self._examiner = Examiner(template)

    def __enter__(self) -> "SealedChecks":
        return self

    def __exit__(self, *error: object) -> None:
        self._examiner.close()

    def test(self, cell: NotebookNode) -> Test | None:
        """Return the sealed test that ``cell`` is, None for one that runs in the kernel."""
        return self._plan.sealed_test(cell)

    def serving(self) -> NotebookNode:
        """Return a cell to take in what the kernel puts out while it answers the next test."""
        return NotebookNode(cell_type="code", source="", metadata=NotebookNode(), outputs=[])

    def begin(self, test: Test, seconds: float) -> "Begun":
        """Begin a test of at most so many seconds; the kernel has to run ``serving`` meanwhile."""
        told = {"seconds": seconds, "life": self._life, "recording": self._recording}
        job = Job.of(test, self._program, **told)
        line = socket.socket(socket.AF_UNIX)
        try:
            line.connect(str(lines.of_folder(self._folder)))
        except OSError as error:
            line.close()
            closed = Verdict(poison=f"Broken: the program has closed its line ({error.strerror})")
            return Begun(self.verdicts, test.name, lambda: closed)
        return Begun(self.verdicts, test.name, self._examiner.begin(job, line).verdict)


@dataclass(frozen=True)
class Begun:
    """A test that has begun; ``end`` it when the kernel has run its cell."""

    _verdicts: dict[str, Verdict]
    _name: str
    _verdict: Callable[[], Verdict]

    def end(self, cell: NotebookNode) -> None:
        """Wait for the verdict, and give ``cell`` what the test put out."""
        verdict = self._verdicts[self._name] = self._verdict()
        show(cell, verdict)


def show(cell: NotebookNode, verdict: Verdict) -> None:
    """Give ``cell`` what its test put out; none of it was said by the learner's process."""
    cell.outputs = [from_dict(each) for each in verdict.outputs]
    if verdict.poison:
        outputs.refuse(cell, "NoAnswer", f"The test could not be finished: {verdict.poison}.")
    outputs.check_points(cell)


def suspicion(verdict: Verdict) -> str:
    """Return why a person should look at the answer, "" when a test went as tests go."""
    if verdict.poison.startswith("Broken"):
        return "Its process ended, or did not keep to the rules, in the middle of a test."
    asked = sorted({each for each in verdict.refused if not each.split(": ")[1].startswith(".")})
    if asked:
        return (
            "It gave an object in place of data, which the test would have had to ask whether it "
            f"is right ({asked[0]})."
        )
    return ""
