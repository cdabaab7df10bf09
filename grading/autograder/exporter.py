"""nbconvert's export of a submission, which one step of nbgrader's reads and the next one goes on.

nbconvert copies a notebook four times and checks it three times for each conversion, for it cannot
know who else holds it. A submission is read for its grading alone: nothing of it is copied, it is
checked when it is read and when all of a conversion's preprocessors are done, and what was written
to be read at once is handed on.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbformat.v4.nbjson import BytesEncoder
from nbformat.v4.rwbase import rejoin_lines, split_lines, strip_transient

_VERSION = 4


class SubmissionExporter(NotebookExporter):
    """Does what NotebookExporter does, for one submission after the other."""

    _kept: NotebookNode | None = None
    _kept_at: Path | None = None

    def hand_on(self, path: Path) -> None:
        """Take what was exported last for what lies at ``path``, the next time it is read there."""
        self._kept_at = path

    def from_file(
        self, file_stream: Any, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[Any, dict[str, Any]]:
        """Export the notebook that is read from ``file_stream``, or that was handed on for it."""
        kept, place = self._kept, self._kept_at
        self._kept = self._kept_at = None
        if kept is not None and place is not None and place == Path(file_stream.name):
            return self.from_notebook_node(kept, resources=resources, **kw)
        return super().from_file(file_stream, resources=resources, **kw)

    def from_notebook_node(
        self, nb: NotebookNode, resources: Any = None, **kw: Any
    ) -> tuple[Any, dict[str, Any]]:
        """Export ``nb``, which the preprocessors change in place."""
        if self.nbformat_version != _VERSION:
            return super().from_notebook_node(nb, resources, **kw)
        resources = self._init_resources(resources)
        nb, resources = self._preprocess(nb, resources)
        resources["output_suffix"] = ".nbconvert"
        text = _written(nb)
        self._kept = nb
        return text, resources

    def _preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        if not self.optimistic_validation:
            return super()._preprocess(nb, resources)
        preprocessor: Any = None
        for preprocessor in self._preprocessors:
            nb, resources = preprocessor(nb, resources)
        self._validate_preprocessor(nb, preprocessor)
        return nb, resources


def _written(nb: Mapping[str, Any]) -> str:
    """Return the text of ``nb``'s file, as nbformat writes it; ``nb`` is as before afterwards."""
    strip_transient(split_lines(nb))
    text = json.dumps(
        nb, cls=BytesEncoder, indent=1, sort_keys=True, separators=(",", ": "), ensure_ascii=False
    )
    rejoin_lines(nb)
    return f"{text}\n"
