"""The audit log for teachers: who looked at children's work, or changed it, and when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from tornado.web import HTTPError, authenticated

from grading.records import audit
from grading.records.audit import Entry
from grading.roster import people
from hub_config.classroom.work import TeachersHandler

PAGE = 100
"""Entries on one page."""

# What a teacher did, by method and the beginning of the path; the first that fits counts.
DEEDS = (
    ("POST release", "work/", "Gave work to the class, or set its deadline"),
    ("POST withdraw", "work/", "Took work back from the class"),
    ("POST autograde", "work/", "Had work marked"),
    ("POST feedback", "work/", "Gave marks back"),
    ("mark", "work/", "Marked an answer by hand"),
    ("POST", "work/", "Saved or undid a mark by hand"),
    ("POST allow", "desk/jupyterlab", "Let a class use JupyterLab"),
    ("POST", "desk/jupyterlab", "Ended JupyterLab for a class"),
    ("GET", "desk/learner/", "Looked at a learner's page"),
    ("GET", "desk/log", "Looked at this list"),
    ("GET", "desk/lesson/", "Looked at a lesson of the class"),
    ("GET", "desk", "Looked at the class"),
    ("GET", "work", "Looked at the work of the class"),
    ("GET", "grading/", "Opened marking by hand"),
    ("GET", "api/", "Looked at work with nbgrader"),
    ("", "api/", "Changed work with nbgrader"),
)
AT_THE_LAPTOP = "At the laptop: {what}"


@dataclass(frozen=True)
class Row:
    """An entry as the page shows it; ``about`` is the name of the learner that it names, if any."""

    at: datetime
    who: str
    deed: str
    what: str
    about: str


class Log(TeachersHandler):
    """``GET desk/log[?before=N]``: the audit log, the newest first."""

    @authenticated
    async def get(self) -> None:
        """Send a page of it."""
        self.admit()
        asked = self.get_query_argument("before", "")
        if asked and not (asked.isdecimal() and len(asked) < 16):
            raise HTTPError(HTTPStatus.NOT_FOUND)
        rows, older = await self.classroom.in_thread(self._rows, int(asked) if asked else None)
        self.render("log.html", rows=rows, older=older, later=bool(asked))

    def _rows(self, before: int | None) -> tuple[list[Row], int | None]:
        with self.database.read() as connection:
            found = audit.read(connection, before=before, most=PAGE + 1)
            names = people.names(connection)
        shown = found[:PAGE]
        older = shown[-1].seq if len(found) > PAGE else None
        return [self._row(each, names) for each in shown], older

    def _row(self, entry: Entry, names: Mapping[str, str]) -> Row:
        about = next((names[word] for word in _words(entry.what) if word in names), "")
        if entry.who.startswith("laptop:"):
            deed = self.say(AT_THE_LAPTOP).replace("{what}", entry.did)
        else:
            deed = self.say(deed_of(entry))
        return Row(entry.at, names.get(entry.who, entry.who), deed, entry.what, about)


def deed_of(entry: Entry) -> str:
    """Return what a teacher did, in a sentence to translate."""
    for did, path, sentence in DEEDS:
        if entry.did.startswith(did) and entry.what.startswith(path):
            return sentence
    return entry.did


def _words(what: str) -> list[str]:
    """Return the parts of a path or of a list of accounts."""
    return what.removesuffix(".csv").replace("/", " ").split()
