"""Our kernelspec passes jupyter_kernel_test, the protocol's own test of any kernel.

What a fenced kernel cannot do is said here, where jupyter_kernel_test asks for it.
"""

import tempfile
from pathlib import Path

import jupyter_kernel_test
import pytest

from tests.grading.kernels.server import write_spec


class _Ours:
    """A kernelspec of ours in a Jupyter folder that lasts as long as the class."""

    kernel_name = "fenced"
    forks = False

    @classmethod
    def setUpClass(cls):
        cls.patch = pytest.MonkeyPatch()
        cls.folder = tempfile.TemporaryDirectory(prefix="lp")
        write_spec(Path(cls.folder.name), "fenced", forks=cls.forks)
        cls.patch.setenv("JUPYTER_PATH", f"{cls.folder.name}/share/jupyter")
        super().setUpClass()

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        cls.patch.undo()
        cls.folder.cleanup()


class _Protocol(_Ours):
    language_name = "python"
    file_extension = ".py"
    code_hello_world = "print('hello, world')"
    code_stderr = "import sys; print('test', file=sys.stderr)"
    completion_samples = ({"text": "zi", "matches": {"zip"}},)
    complete_code_samples = (
        "1",
        "print('hello, world')",
        "def f(x):\n  return x*2\n\n\n",
    )
    incomplete_code_samples = (
        "print('''hello",
        "def f(x):\n  x*2",
    )
    invalid_code_samples = ("import = 7q",)
    code_page_something = "zip?"
    code_generate_error = "raise ValueError('as asked')"
    code_execute_result = (
        {"code": "1+2+3", "result": "6"},
        {"code": "[n*n for n in range(1, 4)]", "result": "[1, 4, 9]"},
    )
    code_display_data = (
        {
            "code": "from IPython.display import HTML, display; display(HTML('a'))",
            "mime": "text/html",
        },
        {
            "code": "from IPython.display import Math, display; display(Math('a'))",
            "mime": "text/latex",
        },
    )
    code_inspect_sample = "zip"
    code_clear_output = "from IPython.display import clear_output; clear_output()"

    def test_history(self):
        """A kernel keeps no history: what one learner typed is not there for the next to read."""
        for kind in ("tail", "search"):
            told = self.history_helper(["1+2+3"], hist_access_type=kind, pattern="*", n=5)
            self.assertEqual(told["content"]["history"], [])


class TestStarted(_Protocol, jupyter_kernel_test.KernelTests):
    forks = False


class TestForked(_Protocol, jupyter_kernel_test.KernelTests):
    forks = True


class TestWelcome(_Ours, jupyter_kernel_test.IopubWelcomeTests):
    support_iopub_welcome = True
