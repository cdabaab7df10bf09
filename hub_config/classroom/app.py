"""The classroom service: a Voilà of our own, with a closed list of routes behind the hub."""

import asyncio
import gc
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlparse

import jinja2
import tornado.ioloop
import tornado.web
from markupsafe import Markup
from tornado.httpserver import HTTPServer
from voila.app import Voila

from grading.exchange.store import Store
from grading.kernels import probe, protect_process, sweep
from grading.records.database import Database
from grading.records.files import used
from grading.records.lab import lab_id
from grading.roster.pictures import symbols
from hub_config.assignments.sources import Sources
from hub_config.classroom import (
    analytics,
    api,
    audit_log,
    by_hand,
    desk,
    exports,
    feedback,
    handins,
    learner,
    learner_table,
    live,
    machine,
    marking,
    pages,
    programs,
    released,
    returned,
    reviews,
    servers,
    statics,
    uploads,
    work,
)
from hub_config.classroom.assignments import Assignments
from hub_config.classroom.events import Events
from hub_config.classroom.handlers import Handler, NotHere
from hub_config.classroom.identity import (
    HubIdentity,
    OwnRole,
    SignedIn,
    is_teacher,
    keep_paths_out_of_log,
)
from hub_config.classroom.jobs import Jobs
from hub_config.classroom.kernels import OwnedKernels
from hub_config.classroom.ledger import Ledger
from hub_config.classroom.looks import Looks
from hub_config.classroom.messages import FilteredConnection
from hub_config.classroom.moments import date, day, duration, moment
from hub_config.classroom.pace import Pace
from hub_config.classroom.presence import Presence
from hub_config.classroom.seeds import Seeds
from hub_config.classroom.shelf import Shelf
from hub_config.classroom.watchers import Watchers
from hub_config.classroom.writer import Writer
from hub_config.control import server as control
from hub_config.formgrader.doorkeeper import Doorkeeper
from hub_config.lab.folder import Folder
from hub_config.lab.lock import LabIsRunning, hold
from hub_config.lab.processes import die_with_parent
from lp_widgets import locales, plugins
from lp_widgets.lesson import TEMPLATE_NAME, template_paths, words

# One response is at most 64 KiB; what is larger is read this far to be refused with a sentence.
_LANGUAGES = [(tag, locales.own_name(tag)) for tag in locales.available()]
MAX_REQUEST = 16 * 1024 * 1024
CULL_EVERY = 30
# Who has left is no longer here: open desks look anew (milliseconds).
LOOK_EVERY = 60_000
# A phone that sleeps comes back; a kernel that nobody looked at this long (seconds) goes.
CULL_IDLE = 600


def _symbol(name: str) -> Markup:
    """Return a sign-in picture to stand in a page: our own drawing, nothing of a person's."""
    return Markup(symbols([name]))  # noqa: S704


class Classroom(Voila):
    """Home, lessons, responses and the teacher's desk for everyone who signed in at the hub."""

    name = "classroom"
    # What the hub told this process; ``__main__`` took it out of the environment.
    told_by_hub: ClassVar[dict[str, str]] = {}

    def initialize(self, argv: Any = None) -> None:
        """Open the lab's folder before Voilà makes its settings."""
        protect_process()
        die_with_parent()
        keep_paths_out_of_log()
        self.folder = Folder(Path(os.environ["LEARNING_PASSPORT_DATA"]))
        told = self.told_by_hub
        self.prefix = told["JUPYTERHUB_SERVICE_PREFIX"]
        self.base_url = self.server_url = self.prefix
        self.root_dir = str(self.folder.built)
        self.connection_dir_root = str(self.folder.run)
        self.open_browser = False
        self.log_level = "WARN"
        self.plugins = plugins.load()
        self.seeds = Seeds(self.folder)
        sweep(self.folder.kernels)
        super().initialize(argv)
        self.log.setLevel(self.log_level)  # traitlets has each debug line made, and then dropped

    def setup_template_dirs(self) -> None:
        """Use the lessons' own template, live or built, and no other."""
        self.voila_configuration.template = TEMPLATE_NAME
        self.template_paths = template_paths()
        self.static_paths: list[str] = []

    def init_settings(self) -> dict[str, Any]:
        """Replace what stock Voilà leaves open: kernels, owners, messages, identity, overrides."""
        configuration = self.voila_configuration
        configuration.multi_kernel_manager_class = OwnedKernels
        configuration.allow_template_override = "NO"
        configuration.allow_theme_override = "NO"
        configuration.file_allowlist = []
        configuration.show_tracebacks = False
        # Voilà's sign of life is an inline script, which our pages' policy does not let run.
        configuration.http_keep_alive_timeout = 3600
        configuration.strip_sources = True
        self.identity_provider_class = HubIdentity
        self.authorizer_class = OwnRole
        self.kernel_websocket_connection_class = FilteredConnection
        self.cookie_secret = self.folder.secret("classroom-cookies")
        self.config.OwnedKernels.kernel_manager_class = "grading.kernels.FencedKernelManager"
        self.config.OwnedKernels.cull_idle_timeout = CULL_IDLE
        self.config.OwnedKernels.cull_interval = CULL_EVERY
        self.config.OwnedKernels.cull_connected = False
        self.config.OwnedKernels.spare = int(os.environ["LEARNING_PASSPORT_SPARE_MEMORY"])
        self.config.OwnedKernels.most = int(os.environ["LEARNING_PASSPORT_KERNELS"])
        self.config.FencedKernelManager.folder = str(self.folder.kernels)
        self.config.FencedKernelManager.hidden = [str(path) for path in self.plugins.courses]
        settings = super().init_settings()
        settings.update(
            classroom=self,
            allow_unauthenticated_access=False,
            xsrf_cookies=True,
            compress_response=True,  # a lesson's page weighs a third; what is packed already stays
            websocket_max_message_size=2_000_000,
            log_function=lambda handler: None,  # paths name lessons, addresses name phones
            login_url=self.prefix + "oauth_login",
        )
        return settings

    def init_handlers(self) -> list[Any]:
        """Return every route that there is; whatever is not named here is not here."""
        kernel = r"(?P<kernel_id>[0-9a-f-]{36})"
        lesson = r"(?P<course>[a-z0-9-]+)/(?P<lesson>[a-z0-9-]+)"
        assignment = r"(?P<course>[a-z0-9-]+)/(?P<name>[a-z0-9-]+)"
        receipt = r"([0-9A-Z]{3}-[0-9A-Z]{3})"
        hub_auth = {"hub_auth": self.identity_provider.hub_auth}
        routes = [
            (r"", pages.Home, {}),
            (rf"lesson/{lesson}", live.Lesson, {}),
            (r"health", pages.Health, {}),
            (r"desk", desk.Desk, {}),
            (rf"desk/lesson/{lesson}", desk.Lesson, {}),
            (r"desk/class\.csv", exports.ClassTable, {}),
            (rf"desk/lesson/{lesson}\.csv", exports.LessonTable, {}),
            (rf"desk/lesson/{lesson}/analysis", analytics.LessonAnalysis, {}),
            (rf"desk/lesson/{lesson}/analysis\.csv", analytics.AnalysisTable, {}),
            (r"desk/learner/([a-z0-9]{1,32})", learner.Learner, {}),
            (r"desk/learner/([a-z0-9]{1,32})\.csv", learner_table.LearnerTable, {}),
            (r"machine", machine.Machine, {}),
            (r"desk/log", audit_log.Log, {}),
            (r"desk/jupyterlab", servers.JupyterLab, {}),
            (r"api/desk/events", desk.Events, {}),
            (r"work", work.WorkList, {}),
            (rf"work/{assignment}", work.Assignment, {}),
            (rf"work/{assignment}/mark", by_hand.Questions, {}),
            (rf"work/{assignment}/mark/(?P<cell>[^/]+)", by_hand.Question, {}),
            (r"api/work/(?P<course>[a-z0-9-]+)", work.JobState, {}),
            (marking.ROUTE, marking.Grading, {}),
            (r"language", pages.Language, {}),
            (r"signout", pages.SignOut, {}),
            (r"api/alive", api.Alive, {}),
            (r"api/responses", api.Responses, {}),
            (r"api/reviews", reviews.Reviews, {}),
            (r"api/hand-ins", handins.HandIns, {}),
            (rf"api/hand-ins/{receipt}/files/(.+)", handins.HandInFile, {}),
            (rf"api/hand-ins/{receipt}/feedback", returned.Returned, {}),
            (rf"api/hand-ins/{receipt}/feedback/(.+)", returned.ReturnedFile, {}),
            (r"api/assignments", released.Assignments, {}),
            (r"api/assignments/([^/]+)/([^/]+)", released.Assignment, {}),
            (r"api/assignments/([^/]+)/([^/]+)/files/(.+)", released.AssignmentFile, {}),
            (r"api/uploads/([0-9a-f]{64})", uploads.Uploads, {}),
            (rf"feedback/{assignment}", feedback.Feedback, {}),
            (r"api/turn", programs.Turn, {}),
            (rf"api/programs/{kernel}", programs.KernelState, {}),
            (rf"api/kernels/{kernel}/channels", live.KernelSocket, {}),
            (r"static/(?P<version>[0-9a-f]+)/(?P<name>[\w./-]+)", pages.Static, {}),
            (r"oauth_callback", SignedIn, hub_auth),
            (r".*", NotHere, {}),
        ]
        return [(self.prefix + path, handler, options) for path, handler, options in routes]

    def template(self, name: str, handler: Handler, **values: Any) -> str:
        """Fill the page template ``name`` in the language of the person who asks."""
        locale = handler.locale_of_page
        catalog = locales.catalog(locale, "interface-classroom")
        return self._pages.get_template(name).render(
            _=catalog.gettext,
            ngettext=catalog.ngettext,
            locale=locale,
            direction=locales.direction(locale),
            number=lambda value: locales.number(value, locale),
            percent=lambda share: locales.percent(share, locale),
            moment=lambda when: moment(when, locale),
            day=lambda when: day(when, locale),
            date=lambda when: date(when, locale),
            duration=lambda *how: duration(how[0], locale, *how[1:]),
            prefix=self.prefix,
            static=handler.static_prefix,
            person=getattr(handler, "person", None),
            teaches=handler.entered is not None and is_teacher(handler.entered),
            xsrf=handler.xsrf_token.decode(),
            languages=_LANGUAGES,
            draft=not locales.is_reviewed(locale, "interface-classroom"),
            strings=words.of_scripts(locale, (), live=False),
            **values,
        )

    async def in_writer(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Run what writes the database in the one thread that does, off the event loop."""
        return await self.writer.run(function, *args, **kwargs)

    async def in_thread(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Run what only reads, and may take long, beside the writer."""
        return await asyncio.to_thread(function, *args, **kwargs)

    def listen(self) -> None:
        """Take the lab's files, open the doors, and serve until a signal ends it."""
        try:
            with hold(self.folder.writing, patience=15):
                self._open()
                self._serve()
        except LabIsRunning:
            self.log.critical("another classroom service still writes %s", self.folder.root)
            self.exit(1)

    def _open(self) -> None:
        for left in self.folder.run.glob("voila_*"):  # by a service that was killed
            if left != Path(self.connection_dir):
                shutil.rmtree(left, ignore_errors=True)
        self.database = Database(self.folder.database)
        self.database.upgrade()
        with self.database.write() as connection:
            self.lab_id = lab_id(connection)
            Store(self.folder.files).sweep(used(connection))
        found = self.plugins
        self.shelf = Shelf(self.folder, found)
        for problem in (*found.problems, *self.shelf.problems):
            self.log.error("%s", problem)
        self.statics = statics.Statics(found)
        self.sources = Sources(self.folder, found.courses)
        self.assignments = Assignments(self.folder, self.sources)
        self.jobs = Jobs(self.folder)
        self.pace = Pace()
        self.presence = Presence()
        self.looks = Looks()
        self.last_marks: dict[str, by_hand.Last] = {}
        self.ledger = Ledger(self.database)
        self.watchers = Watchers()
        self.events = Events(found.listeners.values())
        self.fence_missing = bool(probe().problems)
        self.writer = Writer(self.database)
        self._pages = jinja2.Environment(
            loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._pages.globals["symbol"] = _symbol

    def _serve(self) -> None:
        address = urlparse(self.told_by_hub["JUPYTERHUB_SERVICE_URL"])
        server = HTTPServer(self.app, max_body_size=MAX_REQUEST, idle_connection_timeout=180)
        server.listen(int(address.port or 0), "127.0.0.1")
        control.listen(self)
        self.doorkeeper = Doorkeeper(self.folder, self.prefix)
        self.doorkeeper.listen()
        # What is there now stays: a collection that looked at all of it would hold up the class.
        gc.collect()
        gc.freeze()
        self.ioloop = tornado.ioloop.IOLoop.current()
        tornado.ioloop.PeriodicCallback(self.kernel_manager.keep_order, 1000).start()
        tornado.ioloop.PeriodicCallback(self.watchers.changed, LOOK_EVERY).start()
        try:
            self.ioloop.start()
        except KeyboardInterrupt:
            pass
        finally:
            try:
                self.ioloop.run_sync(self.watchers.close)
                self.stop()
            finally:
                self.writer.close()
                self.database.close()
