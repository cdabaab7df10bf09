"""Periodic table: all the elements, to look up, to compare by family and to read about.

Weights are IUPAC's standard atomic weights, abridged to four digits; where there is none, the view
has the mass number of an isotope that lives long. The form is IUPAC's, with fifteen elements in
each row below. Zinc's group counts as transition metals, lutetium and lawrencium to the d block.
Of the elements from 109 on too few atoms were made to say what family they belong to.
"""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from lp_widgets.questions import Text
from lp_widgets.widgets.widget_type import Fields, WidgetType

SYMBOLS = tuple(
    """
    H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br
    Kr Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho
    Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U Np Pu Am Cm Bk Cf Es
    Fm Md No Lr Rf Db Sg Bh Hs Mt Ds Rg Cn Nh Fl Mc Lv Ts Og
    """.split()  # noqa: SIM905 - a list of words reads better so
)
"""Every element's symbol, in the order of atomic numbers."""


def _known(symbol: str) -> str:
    if symbol not in SYMBOLS:
        raise ValueError(f"“{symbol}” is no element's symbol: write Na, with one capital letter")
    return symbol


_Symbol = Annotated[str, AfterValidator(_known)]
_Symbols = Annotated[list[_Symbol], Field(max_length=len(SYMBOLS))]


class PeriodicTable(Fields):
    """Which elements stand in the table, which are marked, and which is told of at first."""

    show: _Symbols = Field(
        default=[], description="symbols of the elements that are shown; without it all of them"
    )
    highlight: _Symbols = Field(default=[], description="symbols of elements with a mark")
    highlighted: Text = Field(default="", description="what the mark means")
    chosen: _Symbol | None = Field(default=None, description="the element that is told of at first")
    caption: Text = Field(default="", description="a sentence below the table")

    @model_validator(mode="after")
    def _stands_there(self) -> "PeriodicTable":
        wanted = [*self.highlight, *([self.chosen] if self.chosen else [])]
        gone = [symbol for symbol in wanted if self.show and symbol not in self.show]
        if gone:
            raise ValueError(f"“{gone[0]}” is not among the elements that “show” names")
        if self.highlight and not self.highlighted:
            raise ValueError("“highlighted” must say what the mark means")
        return self


EXAMPLE = """\
chosen: O
highlight: [H, C, N, O, P, S]
highlighted: most of every living thing
caption: Which families do the marked elements belong to?
"""

WIDGET = WidgetType(
    name="periodic_table",
    schema=PeriodicTable,
    js=Path(__file__).with_name("periodic_table.js"),
    example=EXAMPLE,
)
