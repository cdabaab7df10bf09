"""nbgrader's templates as they are, except that their own scripts, and only these, may run.

A template's *source* is changed, before anything is filled in: what a learner wrote comes later
and cannot get the nonce of the page.
"""

import re
from pathlib import Path

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    TemplateNotFound,
)
from nbgrader.server_extensions.formgrader.handlers import template_path

_OWN = Path(__file__).parent / "overrides"
_NBGRADER = Path(template_path)
_UTILS = re.compile(r'<script src="(\{\{ [\w.]+ \}\})/formgrader/static/js/utils\.js"></script>')
_PRESS = re.compile(r'\bonclick="(\w+)\((\w*)\);?"', re.I)
_BACK = '<a class="back" href="/services/classroom/work">Work to hand in</a>'


def nonced(source: str, nonce: str) -> str:
    """Return a template's source in which every script carries ``nonce``, a Jinja expression.

    Attributes that hold script become data for our ``formgrader.js``, which also gives the page
    its way back to the classroom.
    """
    source = _UTILS.sub(
        r'\g<0><script src="\1/passport/formgrader.js"></script>'
        r'<link rel="stylesheet" href="\1/passport/formgrader.css">',
        source,
    )
    source = _PRESS.sub(r'data-press="\1" data-with="\2"', source)
    source = source.replace("<h1>nbgrader</h1>", _BACK)
    source = source.replace('<ul class="breadcrumb">', f'<ul class="breadcrumb"><li>{_BACK}</li>')
    # "Open live notebook": there is no notebook server here.
    source = re.sub(r'\s+data-link="[^"]*"', "", source).replace('title="Open live notebook"', "")
    return re.sub(r"<script\b", f'<script nonce="{{{{ {nonce} }}}}"', source)


class Nonced(BaseLoader):
    """Loads templates of ``folder`` with the expression ``nonce`` on each of their scripts."""

    def __init__(self, folder: Path, nonce: str) -> None:
        self._folder, self._nonce = folder, nonce

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, None]:
        """Return the changed source, as Jinja asks for it."""
        path = self._folder / template
        if "/" in template or not path.is_file():
            raise TemplateNotFound(template)
        return nonced(path.read_text("utf-8"), self._nonce), str(path), None


def pages() -> Environment:
    """Return the environment of Formgrader's own pages; what is filled in is escaped."""
    stock = Nonced(_NBGRADER, "nonce")
    own = FileSystemLoader(_OWN / "pages")
    loaders: list[BaseLoader] = [own, stock, PrefixLoader({"nbgrader": stock})]
    return Environment(loader=ChoiceLoader(loaders), autoescape=True)


def of_submission() -> list[BaseLoader]:
    """Return the loaders of the page that shows a submission, before nbconvert's own."""
    return [
        FileSystemLoader(_OWN / "submission"),
        Nonced(_NBGRADER / "formgrade", "resources.nonce"),
    ]
