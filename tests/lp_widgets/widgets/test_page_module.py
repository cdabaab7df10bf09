"""What every lesson's page loads is one script with nothing left out, and nothing twice."""

import re
from pathlib import Path

import lp_widgets
from lp_widgets.widgets import esm

STATIC = Path(lp_widgets.__file__).parent / "lesson" / "static"
IMPORTED = re.compile(r"^import [^\"']*[\"']\./([\w-]+)\.js[\"']", re.M)


def imports(name):
    return set(IMPORTED.findall((STATIC / f"{name}.js").read_text("utf-8")))


def test_every_module_stands_after_those_that_it_imports():
    for place, name in enumerate(esm.SHELL):
        assert imports(name) <= set(esm.SHELL[:place]), name
    assert imports("page") <= set(esm.SHELL)


def test_no_import_or_export_is_left_in_it():
    made = esm.page_module()
    assert re.findall(r"^\s*(?:import\s|export\s).*", made, re.M) == []
    left = {name.removesuffix(".js") for name in re.findall(r'import\("\./([\w.-]+)"\)', made)}
    assert left and not left & set(esm.SHELL)


def test_what_is_loaded_beside_it_keeps_no_second_copy_of_what_has_a_state():
    """A module that remembers something must not be there twice."""
    beside = {"leave", "handin", "controls", "sanitize", "anywidgets"}
    needed = set().union(*map(imports, beside)) - beside
    assert needed <= {"outbox", "style"}  # of which they take functions that remember nothing
    assert 'import { uuid4 } from "./outbox.js";' in (STATIC / "handin.js").read_text("utf-8")
