"""Function plot: the graph of a formula in x, with sliders for its other names."""

import ast
import math
import re
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from lp_widgets.questions import Text
from lp_widgets.widgets.widget_type import WidgetType

FUNCTIONS = frozenset({"sin", "cos", "tan", "sqrt", "abs", "exp", "log", "min", "max"})
"""The functions that the view knows; min and max take two values, the others one."""

_CONSTANTS = frozenset({"pi"})
_Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,19}$")]
_Finite = Annotated[float, Field(allow_inf_nan=False, ge=-1e9, le=1e9)]
_Range = Annotated[list[_Finite], Field(min_length=2, max_length=2)]


class Slider(BaseModel):
    """One number of the formula, to be moved."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: Text = Field(default="", description="what it is; without it the name is shown")
    min: _Finite = Field(default=0, description="the least value")
    max: _Finite = Field(default=10, description="the greatest value")
    step: _Finite = Field(default=1, gt=0, description="how far one step goes")
    value: _Finite | None = Field(default=None, description="the value at first")

    @model_validator(mode="after")
    def _fits(self) -> "Slider":
        if self.min >= self.max:
            raise ValueError("“min” must be less than “max”")
        if self.value is not None and not self.min <= self.value <= self.max:
            raise ValueError("“value” must lie between “min” and “max”")
        return self


class FunctionPlot(BaseModel):
    """A formula, what can be moved in it, and which part of the plane is shown."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    expression: str = Field(
        min_length=1, max_length=300, description="the formula, such as a * x^2 + b"
    )
    sliders: dict[_Name, Slider] = Field(
        default={}, max_length=4, description="the other names of the formula, as “name: slider”"
    )
    x: _Range = Field(default=[-10, 10], description="from where to where, across")
    y: _Range = Field(default=[-10, 10], description="from where to where, up")
    label: Text = Field(default="", description="what is to be seen, for those who cannot see it")
    description: Text = Field(default="", description="a sentence below the graph")

    @model_validator(mode="after")
    def _fits(self) -> "FunctionPlot":
        for name in ("x", "y"):
            start, end = getattr(self, name)
            if start >= end:
                raise ValueError(f"“{name}” must be two numbers, the smaller one first")
        for name in self.sliders:
            if name == "x" or name in FUNCTIONS | _CONSTANTS:
                raise ValueError(f"a slider cannot be called “{name}”")
        check_expression(self.expression, {"x", *self.sliders})
        return self


def check_expression(text: str, names: set[str]) -> None:
    """Refuse a formula that the view could not draw: it knows + - * / ^, brackets, functions.

    Raises ValueError naming what is not known. Nothing is evaluated here.
    """
    strange = re.search(r"\*\*|\d[A-Za-z_]|[^\w\s.,+*/^()-]", text)
    if strange or not text.isascii():
        found = strange[0] if strange else next(c for c in text if not c.isascii())
        raise ValueError(f"the formula has “{found}” in it; write 2 * x and x^2")
    try:
        tree = ast.parse(text.strip().replace("^", "**"), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ValueError("the formula cannot be read; is a bracket or a sign missing?") from error
    called = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            _check_call(node)
        elif isinstance(node, ast.Name) and node not in called:
            if node.id not in names | _CONSTANTS:
                raise ValueError(f"the formula has “{node.id}” in it, but no slider of that name")
        elif isinstance(node, ast.Constant):
            # An integer of 300 digits is beyond what a browser can count to.
            if type(node.value) not in (int, float) or math.isinf(float(str(node.value))):
                raise ValueError("the formula has something in it that is no number")
        elif not isinstance(node, ast.Expression | ast.BinOp | ast.UnaryOp | ast.Name | _Signs):
            raise ValueError("the formula may have + - * / ^, brackets and functions only")


_Signs = ast.Add | ast.Sub | ast.Mult | ast.Div | ast.Pow | ast.USub | ast.UAdd | ast.Load


def _check_call(node: ast.Call) -> None:
    if not isinstance(node.func, ast.Name) or node.func.id not in FUNCTIONS or node.keywords:
        known = ", ".join(sorted(FUNCTIONS))
        raise ValueError(f"write 2 * (x + 1) with a sign; the functions are {known}")
    wanted = 2 if node.func.id in ("min", "max") else 1
    if len(node.args) != wanted:
        raise ValueError(f"{node.func.id} takes {wanted} value{'s' if wanted > 1 else ''}")


EXAMPLE = """\
expression: a * x + b
x: [-10, 10]
y: [-10, 10]
label: A straight line
sliders:
  a:
    min: -3
    max: 3
    step: 0.5
    value: 1
    label: how steep
  b:
    min: -5
    max: 5
    step: 1
    value: 0
    label: how high
"""

WIDGET = WidgetType(
    name="function_plot",
    schema=FunctionPlot,
    js=Path(__file__).with_name("function_plot.js"),
    example=EXAMPLE,
)
