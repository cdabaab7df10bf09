"""nbgrader's check of what stands about a cell, by a program made of its schema once.

nbgrader reads the schema anew for each notebook and checks the schema itself anew for each cell.
What does not pass here is checked once more as nbgrader does, so that the error is nbgrader's.
"""

import json
from collections.abc import Callable
from functools import cache
from types import SimpleNamespace
from typing import Any

import fastjsonschema
import jsonschema
from nbgrader.nbgraderformat import common


def validate(instance: Any, schema: dict[str, Any]) -> None:
    """Check ``instance`` as ``jsonschema.validate`` does. Raises its ValidationError."""
    try:
        _checker(json.dumps(schema))(instance)
    except fastjsonschema.JsonSchemaException:
        jsonschema.validate(instance, schema)


@cache
def _checker(schema: str) -> Callable[[Any], Any]:
    return fastjsonschema.compile(json.loads(schema), use_default=False)


def install() -> None:
    """Have nbgrader's validators check in this way, in this process."""
    common.jsonschema = SimpleNamespace(
        validate=validate, ValidationError=jsonschema.ValidationError
    )
