"""One course's Formgrader: nbgrader's own extension, and a closed list of its routes."""

from functools import cached_property
from pathlib import Path
from typing import Any

from nbgrader.server_extensions.formgrader.formgrader import FormgradeExtension
from nbgrader.server_extensions.formgrader.handlers import static_path
from tornado.web import Application
from traitlets.config import Config

from hub_config.formgrader import PREFIX
from hub_config.formgrader.exporter import InertExporter
from hub_config.formgrader.handlers import Files, NotHere, Scripts
from hub_config.formgrader.routes import ROUTES
from hub_config.formgrader.templates import pages
from hub_config.lab.folder import Folder
from lp_widgets import plugins

_OWN = Path(__file__).parent / "static"


class Course(FormgradeExtension):
    """nbgrader's settings of one course folder; its own ``nbgrader_config.py`` counts."""

    load_cwd_config = False

    def __init__(self, folder: Folder, root: Path) -> None:
        super().__init__(config=_configuration(folder, root))
        self.debug = False  # it would print the whole configuration into a page
        self.root_dir = str(root)
        self.initialize([], root=str(root))
        # It says what a notebook holds when one is broken; the teacher's page shows that to her.
        self.log.handlers.clear()
        self.log.propagate = False

    def init_syspath(self) -> None:
        """Add no folder to import from."""

    @property
    def url_prefix(self) -> str:
        """The course folder as seen from itself."""
        return "."

    @cached_property
    def inert_exporter(self) -> InertExporter:
        """What shows a submission; made once, since its templates are compiled."""
        return InertExporter(config=self.config)


def _configuration(folder: Folder, root: Path) -> Config:
    return Config(
        {
            # Work is handed out and in by the classroom; nbgrader's shared folder is not used.
            "Exchange": {"root": str(root / "no-exchange")},
            "FencedKernelManager": {
                "folder": str(folder.kernels),
                "hidden": [str(path) for path in plugins.load().courses],
            },
        }
    )


def application(folder: Folder, root: Path, settings: dict[str, Any]) -> Application:
    """Return what answers everything below ``PREFIX/COURSE/``."""
    base = f"{PREFIX}{root.name}/"
    course = Course(folder, root)
    routes: list[Any] = [(base + path, handler) for path, handler in ROUTES]
    routes += [
        (base + r"formgrader/static/js/(\w+\.js)", Scripts),
        (base + r"formgrader/static/(.*)", Files, {"path": static_path}),
        (base + r"passport/(.*)", Files, {"path": str(_OWN)}),
        (r".*", NotHere),
    ]
    return Application(
        routes,
        **settings,
        base_url=base,
        course=root.name,
        root_dir=str(root),
        nbgrader_formgrader=course,
        nbgrader_authenticator=course.authenticator,
        nbgrader_exporter=course.inert_exporter,
        nbgrader_gradebook=None,
        nbgrader_db_url=course.coursedir.db_url,
        nbgrader_jinja2_env=pages(),
        nbgrader_bad_setup=False,
        initial_config=course.config,
    )
