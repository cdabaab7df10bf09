"""nbgrader's handlers behind a guard: teachers only, a policy for each page, nothing left open."""

import asyncio
import html
import json
import re
import secrets
from functools import cached_property
from http import HTTPStatus
from pathlib import Path
from typing import Any

from jupyter_server.base.handlers import JupyterHandler
from nbgrader.server_extensions.formgrader import apihandlers as api
from nbgrader.server_extensions.formgrader import handlers as pages
from sqlalchemy.exc import OperationalError
from tornado.web import HTTPError, StaticFileHandler

from grading.autograder.course import CourseFolder
from grading.autograder.errors import GradingError
from grading.autograder.run import autograde
from grading.kernels import KernelError
from hub_config.classroom.identity import is_teacher
from hub_config.formgrader import names

# Scripts of nbgrader's and of ours carry the nonce of their page; no other script runs, wherever
# it comes from: a learner's output, an answer, a file beside it.
_POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_ANSWER = re.compile(r"/formgrader/api/|/assignments/validate$")
_FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
# A name in an address goes into a page; these are the names that nbgrader and we give.
_NAME = re.compile(r"[\w .@+-]{1,200}")


class Teachers:
    """Mixin before any JupyterHandler: teachers only, strict headers, nothing kept in caches."""

    @cached_property
    def nonce(self) -> str:
        """What marks this response's own scripts."""
        return secrets.token_urlsafe(18)

    @property
    def content_security_policy(self) -> str:
        """The Content-Security-Policy of this response."""
        return _POLICY.format(nonce=self.nonce)

    def set_default_headers(self: Any) -> None:
        """Forbid foreign content, framing, guessing of types and copies."""
        super().set_default_headers()  # type: ignore[misc]
        self.set_header("Content-Security-Policy", self.content_security_policy)
        self.set_header("Referrer-Policy", "same-origin")
        self.set_header("Cache-Control", "no-store")

    async def prepare(self: Any, **kwargs: Any) -> None:
        """Refuse everyone who is no teacher."""
        await super().prepare(**kwargs)  # type: ignore[misc]
        if not self._finished and not is_teacher(self.current_user):
            raise HTTPError(HTTPStatus.FORBIDDEN)

    _refusing = False

    def write_error(self: Any, status_code: int, **kwargs: Any) -> None:
        """Answer with one sentence."""
        self._refusing = True
        sentence = {
            HTTPStatus.NOT_FOUND: "There is nothing at this place.",
            HTTPStatus.FORBIDDEN: "This place is open to teachers only.",
        }.get(HTTPStatus(status_code), "Something did not work on the laptop.")
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(
            f'<!doctype html><html lang="en"><title>{html.escape(sentence)}</title>'
            f"<h1>{html.escape(sentence)}</h1>"
            '<p><a href="/services/classroom/">Back to the desk</a>'
        )


class Guarded(Teachers):
    """Mixin before one of nbgrader's handlers."""

    async def prepare(self: Any, **kwargs: Any) -> None:
        """Refuse names that could be anything but a name."""
        await super().prepare(**kwargs)
        given = [*self.path_args, *self.path_kwargs.values()]
        if not all(_NAME.fullmatch(each) and set(each) != {"."} for each in given):
            raise HTTPError(HTTPStatus.NOT_FOUND)

    def render(self: Any, name: str, **values: Any) -> str:
        """Fill nbgrader's template ``name``, with the nonce for its scripts."""
        values.setdefault("base_url", self.base_url)
        filled: str = super().render(name, nonce=self.nonce, **values)  # type: ignore[misc]
        return filled

    def write(self: Any, chunk: Any) -> None:
        """Write; in answers to scripts people have the names of the class list.

        They are no pages, and nbgrader's scripts want to parse them themselves: so not as JSON.
        """
        if _ANSWER.search(self.request.path) and isinstance(chunk, str) and not self._refusing:
            chunk = names.in_answer(chunk)
            self.set_header("Content-Type", "text/plain; charset=utf-8")
        super().write(chunk)  # type: ignore[misc]

    def send_error(self: Any, status_code: int = 500, **kwargs: Any) -> None:
        """Call a gradebook that somebody else writes what it is: later, so that a mark is kept."""
        if isinstance(kwargs.get("exc_info", (None, None, None))[1], OperationalError):
            status_code = HTTPStatus.SERVICE_UNAVAILABLE
        super().send_error(status_code, **kwargs)  # type: ignore[misc]

    def on_finish(self: Any) -> None:
        """Close the gradebook: others write it too, and what was read once would stay as it was."""
        super().on_finish()  # type: ignore[misc]
        gradebook = self.settings["nbgrader_gradebook"]
        if gradebook is not None:
            self.settings["nbgrader_gradebook"] = None
            gradebook.close()


class Start(Teachers, JupyterHandler):
    """``GET formgrader``: the list of what waits for a mark."""

    def get(self) -> None:
        """Lead to the first page."""
        self.redirect(f"{self.base_url}formgrader/gradebook")


class NotHere(Teachers, JupyterHandler):
    """Everything else."""

    def prepare(self) -> None:  # type: ignore[override]
        """Answer everybody the same, without asking who it is."""
        raise HTTPError(HTTPStatus.NOT_FOUND)


class Files(Teachers, JupyterHandler, StaticFileHandler):
    """nbgrader's and our own scripts, styles and fonts."""

    SUPPORTED_METHODS = ("GET", "HEAD")  # type: ignore[assignment]

    def set_extra_headers(self, path: str) -> None:
        """Let the browser keep them, and ask whether they changed."""
        self.set_header("Cache-Control", "private, no-cache")
        self.set_header("Content-Security-Policy", _FILE_POLICY)


class Scripts(Teachers, JupyterHandler):
    """``GET static/js/NAME``: nbgrader's scripts, which call people by name."""

    SUPPORTED_METHODS = ("GET",)  # type: ignore[assignment]

    def get(self, name: str) -> None:
        """Send the script."""
        path = Path(pages.static_path) / "js" / name
        if not path.is_file():
            raise HTTPError(HTTPStatus.NOT_FOUND)
        self.set_header("Content-Type", "text/javascript; charset=utf-8")
        self.set_header("Cache-Control", "private, no-cache")
        self.finish(names.in_script(path.read_text("utf-8")))


class Submission(Guarded, pages.SubmissionHandler):
    """``GET submissions/ID/``: what a learner handed in, with fields for marks and comments."""

    SUPPORTED_METHODS = ("GET",)

    @property
    def exporter(self) -> Any:
        """nbgrader's page of a submission in which nothing of the learner's can act."""
        submission = self.gradebook.find_submission_notebook_by_id(self.path_args[0])
        notebook = submission.notebook
        cells = (*notebook.grade_cells, *notebook.solution_cells, *notebook.task_cells)
        return self.settings["nbgrader_exporter"].bound(
            nonce=self.nonce, cells={each.name for each in cells}
        )


class Navigation(Guarded, pages.SubmissionNavigationHandler):
    """``GET submissions/ID/next`` and the like."""

    SUPPORTED_METHODS = ("GET",)


class SubmissionFiles(Teachers, pages.SubmissionFilesHandler):
    """``GET submissions/ID/NAME``: a picture beside a submission, and no other use of any file."""

    SUPPORTED_METHODS = ("GET", "HEAD")

    async def prepare(self, **kwargs: Any) -> None:
        """Refuse every path that is more than names."""
        await super().prepare(**kwargs)
        parts = self.path_args[0].split("/")
        if len(parts) < 2 or any(each in ("", ".", "..") for each in parts):
            raise HTTPError(HTTPStatus.NOT_FOUND)

    @classmethod
    def get_absolute_path(cls, root: str, path: str) -> str:
        """Return the path as ``parse_url_path`` made it."""
        return path

    def validate_absolute_path(self, root: str, absolute_path: str) -> str | None:
        """Refuse links, and what lies outside the course's marked work."""
        path, within = Path(absolute_path), Path(root) / self.coursedir.autograded_directory
        if path.is_symlink() or not path.resolve().is_relative_to(within.resolve()):
            raise HTTPError(HTTPStatus.NOT_FOUND)
        if not path.is_file():
            raise HTTPError(HTTPStatus.NOT_FOUND)
        return str(path.resolve())

    def set_extra_headers(self, path: str) -> None:
        """Let it be a picture in the page, or saved; opened it is nothing."""
        self.set_header("Content-Security-Policy", _FILE_POLICY)
        self.set_header("Content-Disposition", "attachment")


class Autograde(Guarded, api.AutogradeHandler):
    """``POST submission/NAME/ACCOUNT/autograde``: nbgrader's button on our one road of grading."""

    SUPPORTED_METHODS = ("POST",)

    async def post(self, assignment_id: str, student_id: str) -> None:
        """Mark one learner's work again and say how it went, in the words of nbgrader's script."""
        course = CourseFolder(Path(self.coursedir.root))
        try:
            (done,) = await asyncio.to_thread(
                autograde, course, assignment_id, students=[student_id], force=True
            )
            error = done.error
        except (GradingError, KernelError) as refused:
            error = str(refused)
        self.write(json.dumps({"success": not error, "error": error}))
