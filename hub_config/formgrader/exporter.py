"""nbgrader's page of a submission, made of an inert copy of it."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import nbformat
from jinja2 import pass_context
from nbconvert.exporters import HTMLExporter

from hub_config.formgrader import names
from hub_config.formgrader.inert import clean, inert
from hub_config.formgrader.templates import of_submission


class InertExporter(HTMLExporter):
    """Shows submissions through nbgrader's ``formgrade`` template; what learners wrote is cleaned.

    nbgrader's template turns Markdown into HTML without cleaning it, so the filter itself cleans.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(extra_loaders=of_submission(), **kwargs)
        self.sanitize_html = True
        self.exclude_anchor_links = True

    @pass_context
    def markdown2html(self, context: Any, source: str) -> str:
        """Return Markdown as clean HTML."""
        return clean(super().markdown2html(context, source))

    def default_filters(self) -> Iterator[tuple[str, Any]]:
        """Clean more strictly than nbconvert does: classes and ids of the page are not for use."""
        yield from super().default_filters()
        yield ("clean_html", clean)

    def bound(self, nonce: str, cells: Collection[str]) -> "Bound":
        """Return an exporter for one response; ``cells`` are the grade ids of its notebook."""
        return Bound(self, nonce, cells)


class Bound:
    """What nbgrader's handler calls to make one page."""

    def __init__(self, exporter: InertExporter, nonce: str, cells: Collection[str]) -> None:
        self._exporter, self._nonce, self._cells = exporter, nonce, cells

    def from_filename(self, filename: str, resources: dict[str, Any]) -> tuple[str, Any]:
        """Return the page of the notebook ``filename``, and what nbconvert says of it."""
        read = nbformat.read(Path(filename), as_version=4)  # type: ignore[no-untyped-call]
        page: tuple[str, Any] = self._exporter.from_notebook_node(
            inert(read, self._cells), {**names.in_page(resources), "nonce": self._nonce}
        )
        return page
