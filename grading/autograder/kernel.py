"""One fenced kernel for one submission: started, spoken to, and gone at the end in any case."""

import os
import threading
import time
from types import TracebackType
from typing import Any

from grading.autograder.warm import LEARNERS_SIDE
from grading.kernels import KernelError
from grading.kernels.forking import Template
from grading.kernels.options import KernelOptions
from grading.kernels.piped import KernelOver, PipedKernel, Unreadable

# By these a notebook's own cells can tell whether they are being graded or validated.
_TOLD = ("NBGRADER_EXECUTION", "NBGRADER_VALIDATING")


class GradingKernel(PipedKernel):
    """A kernel as a context that starts and ends it.

    ``longest`` is how many seconds it may live: then it is killed from another thread, whatever
    keeps this one busy. Entering raises FenceMissing and KernelError.
    """

    imports = LEARNERS_SIDE

    def __init__(self, options: KernelOptions, template: Template, longest: float) -> None:
        super().__init__(options, template)
        self._watchdog = threading.Timer(longest, self.kill)
        self._watchdog.daemon = True

    def __enter__(self) -> "GradingKernel":
        self.start({name: os.environ[name] for name in _TOLD if name in os.environ})
        self._watchdog.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._watchdog.cancel()
        self.close()

    def execute(self, code: str) -> str:
        """Have ``code`` run as a cell; return the number that its messages name.

        Raises KernelOver.
        """
        content: dict[str, Any] = {
            "code": code,
            "silent": False,
            "store_history": True,
            "user_expressions": {},
            "allow_stdin": False,
            "stop_on_error": False,
        }
        return self.ask("execute_request", content)

    def answer_test(self) -> str:
        """Have it answer a test that asks over its line; return the number, as ``execute`` does."""
        return self.ask("test_request", {"module": LEARNERS_SIDE[0]})

    def still_answers(self, patience: float) -> bool:
        """Return whether the kernel answers a question about itself within ``patience`` seconds."""
        end = time.monotonic() + patience
        try:
            asked = self.ask("kernel_info_request", {})
            while True:
                try:
                    message = self.receive(end)
                except Unreadable:
                    continue
                if message is None:
                    return False
                answered = message["parent_header"].get("msg_id") == asked
                if answered and message["msg_type"] == "kernel_info_reply":
                    return True
        except KernelOver:
            return False


__all__ = ["GradingKernel", "KernelError", "KernelOver", "Unreadable"]
