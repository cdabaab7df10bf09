"""A question in the author's own JupyterLab, marked by her own kernel."""

import secrets
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from lp_widgets import pictures, plugins
from lp_widgets.locales import catalog, direction
from lp_widgets.questions import mark, policy, variants
from lp_widgets.text import inline
from lp_widgets.widgets import esm, parts
from lp_widgets.widgets.sheet import question_sheet


class QuestionWidget(anywidget.AnyWidget):
    """Serves every question type: the view is the type's, the shell is the page's.

    The key is an ordinary attribute and no trait: it is never sent to the browser.
    """

    kind = traitlets.Unicode().tag(sync=True)
    varies = traitlets.Bool(False).tag(sync=True)
    spec = traitlets.Dict().tag(sync=True)
    sheet = traitlets.Unicode().tag(sync=True)
    style = traitlets.Unicode().tag(sync=True)
    locale = traitlets.Unicode("en").tag(sync=True)
    direction = traitlets.Unicode("ltr").tag(sync=True)
    strings = traitlets.Dict().tag(sync=True)

    @classmethod
    def of(cls, kind: str, source: dict[str, Any], locale: str = "en") -> "QuestionWidget":
        """Return the widget of an author's question (its type and its fields).

        Raises QuestionError naming the field, and PictureError for its picture; pictures are
        looked for in the working folder, which is the notebook's.
        """
        loaded = plugins.load()
        types = loaded.question_types
        if kind not in types:
            raise ValueError(f"There is no question type “{kind}”: {', '.join(sorted(types))}")
        asked = types[kind]
        varied, spec, key = variants.split(asked, source)
        view = loaded.views[f"{kind}.js"]
        made = cls(
            kind=kind,
            varies=varied is not None,
            style=esm.style(parts.style(view), loaded.views.get(f"{kind}.css")),
            locale=locale,
            direction=direction(locale),
            _esm=esm.question_module(view),
        )
        made._type, made._varied, made._folder = asked, varied, Path.cwd()
        made._ask(spec, key)
        if varied is not None:
            made._another()
        made.on_msg(made._receive)
        return made

    def _another(self) -> None:
        """Ask another variant, as another learner would be asked."""
        self._ask(*self._varied.draw(secrets.token_hex(16)))

    def _ask(self, spec: Any, key: Any) -> None:
        self._whole_spec, self._key = spec, key
        ask, shown = inline(spec.ask, self.locale), None
        if spec.picture:
            shown = pictures.read(self._folder, spec.picture, spec.alt)
        with self.hold_sync():
            self.spec = self._type.public_spec(spec)
            self.sheet = question_sheet(spec.id, self.kind, ask, picture=shown)

    def _receive(self, _widget: Any, content: Any, _buffers: Any) -> None:
        if not isinstance(content, dict):
            return
        if "another" in content and self.varies:
            self._another()
        if "check" not in content:
            return
        spec = self._whole_spec
        given = mark(self.kind, spec, self._key, content["check"], self.locale)
        hints = policy.opened(content.get("hints"), len(spec.hints))
        given = policy.after_hints(given, spec.hint_cost, hints)
        words = given.feedback
        if not words and given.message:
            said = catalog(self.locale, "interface-questions").gettext(given.message)
            words = said.format(**given.values)
        more = {"worth": given.score} if hints and spec.hint_cost else {}
        self.send({"mark": {"state": given.state, "words": words, "more": more}})
