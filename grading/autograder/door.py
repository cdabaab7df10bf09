"""Makes every road on which nbgrader runs a notebook in this environment lead through the fence.

The roads are many: `nbgrader autograde`, Formgrader's button (nbgrader's API builds an Autograde of
its own), `nbgrader validate` and the Validate extension, whose list of preprocessors no
configuration reaches; and a course's own nbgrader_config.py may name nbgrader's Execute again.
Execute's constructor moreover takes no other kernel manager. But all of them hold the one class
``nbgrader.preprocessors.Execute``, so its ``preprocess`` is where a fence shuts them all: whoever
holds the class, by whatever name, gets FencedExecute's. Lists that a course sets itself are mended
when they are about to be used.

The wheel ships two configuration files that call ``install`` before any course's is read
(etc/jupyter/nbgrader_config.py; jupyter_config.py for `nbgrader --config`, which skips the former).
Whoever uses nbgrader's classes without its applications calls ``install`` first.
"""

import os
import stat
from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import Any

from nbconvert.preprocessors import ExecutePreprocessor
from nbformat import NotebookNode
from nbgrader.converters import Autograde, GenerateAssignment, NbGraderException
from nbgrader.nbgraderformat import SchemaTooNewError, SchemaTooOldError
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ComputeChecksums,
    Execute,
    SaveAutoGrades,
    SaveCells,
)
from traitlets.utils.importstring import import_item

from grading.autograder.awaiting import AwaitPerson
from grading.autograder.copies import ForgetCopies
from grading.autograder.execute import FencedExecute
from grading.autograder.hide_keys import HideKeys
from grading.autograder.mark_questions import MarkQuestions

_installed = False


def install() -> None:
    """Put the fence into nbgrader's classes in this process. Calling it again changes nothing."""
    global _installed
    if _installed:
        return
    _before(Autograde, "_init_preprocessors", _mend_autograde)
    _before(Autograde, "init_assignment", _refuse_links)
    _keep_to_one(Autograde, "convert_single_notebook")
    _before(GenerateAssignment, "start", _mend_generate)
    # Last: where one of these is not what it was, nothing is fenced and nothing says that it is.
    Execute.preprocess = _preprocess
    _installed = True


def is_installed() -> bool:
    """Return whether nbgrader in this process runs notebooks through the fence."""
    return _installed


def for_autograde(preprocessors: Iterable[Any]) -> list[Any]:
    """Return a list of Autograde's with the fence, and with what questions need around it.

    They are marked before programs run, and wait for a person once marks are saved.
    """
    ours = (MarkQuestions, AwaitPerson)
    mended = [_fenced(each) for each in preprocessors if _class(each) not in ours]
    saving = [place for place, each in enumerate(mended, 1) if _is_a(each, SaveAutoGrades)]
    if saving:
        mended.insert(saving[-1], AwaitPerson)
    runs = [place for place, each in enumerate(mended) if _is_a(each, FencedExecute)]
    mended.insert(runs[0] if runs else 0, MarkQuestions)
    return mended


def for_sanitizing(preprocessors: Iterable[Any]) -> list[Any]:
    """Return a list of Autograde's in which copied cells are forgotten before nbgrader's check."""
    mended = [each for each in preprocessors if _class(each) is not ForgetCopies]
    checks = [place for place, each in enumerate(mended) if _is_a(each, CheckCellMetadata)]
    mended.insert(checks[0] if checks else len(mended), ForgetCopies)
    return mended


def for_generate(preprocessors: Iterable[Any]) -> list[Any]:
    """Return a list of GenerateAssignment's in which keys go before the gradebook is written.

    They go before checksums too, which are taken of what is saved.
    """
    mended = [each for each in preprocessors if _class(each) is not HideKeys]
    saving = [
        place for place, each in enumerate(mended) if _is_a(each, ComputeChecksums, SaveCells)
    ]
    mended.insert(saving[0] if saving else len(mended), HideKeys)
    return mended


def _preprocess(
    self: Execute, nb: NotebookNode, resources: Any = None, km: Any = None
) -> tuple[NotebookNode, Any]:
    """Run ``nb`` in the fence for whoever holds nbgrader's own Execute."""
    fenced = FencedExecute(parent=self.parent, config=self.config, timeout=self.timeout)
    return fenced.preprocess(nb, resources, km)


def _fenced(preprocessor: Any) -> Any:
    """Return FencedExecute in place of whatever would run a notebook in its own way."""
    own = _is_a(preprocessor, ExecutePreprocessor) and not _is_a(preprocessor, FencedExecute)
    return FencedExecute if own else preprocessor


def _is_a(preprocessor: Any, *classes: type) -> bool:
    return issubclass(_class(preprocessor), classes)


def _class(preprocessor: Any) -> type:
    """Return the class of what a list may hold: a class, its name, an object or a function."""
    found = import_item(preprocessor) if isinstance(preprocessor, str) else preprocessor
    return found if isinstance(found, type) else type(found)


def _mend_autograde(self: Autograde) -> None:
    self.sanitize_preprocessors = for_sanitizing(self.sanitize_preprocessors)
    self.autograde_preprocessors = for_autograde(self.autograde_preprocessors)


def _mend_generate(self: GenerateAssignment) -> None:
    self.preprocessors = for_generate(self.preprocessors)


def _refuse_links(self: Autograde, assignment_id: str, student_id: str) -> None:
    """Refuse a submission with anything but files and folders in it.

    nbgrader copies what a link leads to beside the notebook, where the learner's program could
    read it: the gradebook, another's work, the solutions. Raises NbGraderException, which ends
    the grading of this submission and of no other.
    """
    submitted = Path(self._format_source(assignment_id, student_id))
    for top, folders, names in os.walk(submitted):
        for path in (Path(top, name) for name in [".", *folders, *names]):
            mode = path.lstat().st_mode
            if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
                raise NbGraderException(
                    f"{path}: is a link or no file at all, so this submission was not graded. "
                    "Look where it leads; remove it if the rest is to be graded."
                )


def _keep_to_one(owner: type, name: str) -> None:
    """Let odd metadata in one submission end the grading of that one only.

    nbgrader takes a question that is there twice for a course of an older version, and stops.
    """
    stock = getattr(owner, name)

    @wraps(stock)
    def method(self: Any, notebook_filename: str) -> Any:
        try:
            return stock(self, notebook_filename)
        except (SchemaTooOldError, SchemaTooNewError) as error:
            raise NbGraderException(
                f"{notebook_filename}: nbgrader cannot read the metadata of its cells ({error}). "
                "Where all submissions say so, run `nbgrader update` on the course."
            ) from error

    setattr(owner, name, method)


def _before(owner: type, name: str, step: Callable[..., None]) -> None:
    """Have ``step`` run with the same arguments before the method ``name``."""
    stock = getattr(owner, name)

    @wraps(stock)
    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        step(self, *args, **kwargs)
        return stock(self, *args, **kwargs)

    setattr(owner, name, method)
