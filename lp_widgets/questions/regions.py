"""Parts of a picture: ovals, rectangles and polygons in percent, and which points lie in them."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from lp_widgets.questions.exact import exact
from lp_widgets.questions.pictured import Percent

Point = tuple[Fraction, Fraction]
Corner = Annotated[list[Percent], Field(min_length=2, max_length=2)]


class Region(BaseModel):
    """One part of the picture; its edge belongs to it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    circle: list[Percent] = Field(
        default=[],
        max_length=4,
        description="x and y of the middle and how far it reaches: [30, 40, 8]; a fourth number"
        " says how far it reaches up and down, where that is another percentage",
    )
    rect: list[Percent] = Field(
        default=[], max_length=4, description="left, top, right and bottom: [10, 20, 40, 35]"
    )
    polygon: list[Corner] = Field(
        default=[], max_length=40, description="its corners in turn: [[10, 20], [40, 20], [25, 50]]"
    )

    @model_validator(mode="after")
    def _is_one(self) -> "Region":
        if sum(map(bool, (self.circle, self.rect, self.polygon))) != 1:
            raise ValueError("is one of circle, rect and polygon")
        if self.circle and (
            len(self.circle) < 3 or min(exact(reach) for reach in self.circle[2:]) == 0
        ):
            raise ValueError("a circle is written [x, y, reach], and its reach is above 0")
        if self.rect and (
            len(self.rect) < 4
            or exact(self.rect[0]) >= exact(self.rect[2])
            or exact(self.rect[1]) >= exact(self.rect[3])
        ):
            raise ValueError("a rect is written [left, top, right, bottom], the smaller ones first")
        if self.polygon and len(self.polygon) < 3:
            raise ValueError("a polygon has three corners or more")
        return self

    def holds(self, point: Point) -> bool:
        """Say whether ``point`` lies in this region or on its edge; exact."""
        if self.circle:
            x, y, reach, *upright = (exact(each) for each in self.circle)
            high = upright[0] if upright else reach
            across, along = (point[0] - x) / reach, (point[1] - y) / high
            return across * across + along * along <= 1
        if self.rect:
            left, top, right, bottom = (exact(each) for each in self.rect)
            return left <= point[0] <= right and top <= point[1] <= bottom
        return _within([(exact(x), exact(y)) for x, y in self.polygon], point)

    def middle(self) -> Point:
        """Return a point near the middle of the region."""
        if self.circle:
            return exact(self.circle[0]), exact(self.circle[1])
        corners = [self.rect[:2], self.rect[2:]] if self.rect else self.polygon
        count = len(corners)
        return (
            sum((exact(x) for x, _ in corners), Fraction(0)) / count,
            sum((exact(y) for _, y in corners), Fraction(0)) / count,
        )


def _within(corners: Sequence[Point], point: Point) -> bool:
    """Count the sides that a ray to the right crosses: an odd number is inside."""
    x, y = point
    inside = False
    for (ax, ay), (bx, by) in zip(corners, [*corners[1:], corners[0]], strict=True):
        turn = (bx - ax) * (y - ay) - (by - ay) * (x - ax)
        if turn == 0 and min(ax, bx) <= x <= max(ax, bx) and min(ay, by) <= y <= max(ay, by):
            return True  # on the edge
        if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
            inside = not inside
    return inside
