"""Positions on a form: boxes in millimetres on the reference page, boxes in pixels on a picture.

The origin is the top left corner; x grows to the right, y grows downwards.
"""

from collections.abc import Sequence
from typing import Annotated, Any, Final, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, model_serializer, model_validator
from pydantic_core import PydanticCustomError

MM_PER_INCH: Final = 25.4


class Box(BaseModel):
    """An upright rectangle on the reference page, in millimetres.

    In a template file it is written as ``[x, y, width, height]``.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
        json_schema_extra={
            "type": "array",
            "items": {"type": "number"},
            "minItems": 4,
            "maxItems": 4,
            "description": "[x, y, width, height] in millimetres from the page's top left corner",
        },
    )

    x: float
    y: float
    width: Annotated[float, Field(gt=0, le=2000)]
    height: Annotated[float, Field(gt=0, le=2000)]

    @model_validator(mode="before")
    @classmethod
    def _from_list(cls, given: Any) -> Any:
        if isinstance(given, list | tuple):
            if len(given) != 4:
                raise PydanticCustomError("template_box_wrong", "a box is [x, y, width, height] in millimetres")
            return dict(zip(("x", "y", "width", "height"), given, strict=True))
        return given

    @model_serializer
    def _to_list(self) -> list[float]:
        return [self.x, self.y, self.width, self.height]

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    def grown(self, margin: float) -> Self:
        """The box with `margin` mm more on every side (less where negative)."""
        return self.model_copy(
            update={
                "x": self.x - margin,
                "y": self.y - margin,
                "width": self.width + 2 * margin,
                "height": self.height + 2 * margin,
            }
        )

    def shared_area(self, other: "Box") -> float:
        """The area that both boxes cover, in square millimetres."""
        width = min(self.right, other.right) - max(self.x, other.x)
        height = min(self.bottom, other.bottom) - max(self.y, other.y)
        return max(width, 0.0) * max(height, 0.0)

    def to_pixels(self, dpi: float) -> "PixelBox":
        """The box on a picture of the page at `dpi`, rounded to whole pixels."""
        scale = dpi / MM_PER_INCH
        left, top = round(self.x * scale), round(self.y * scale)
        return PixelBox(left, top, round(self.right * scale) - left, round(self.bottom * scale) - top)


def enclosing(boxes: Sequence[Box]) -> Box:
    """The smallest box around all of `boxes` (at least one)."""
    left, top = min(box.x for box in boxes), min(box.y for box in boxes)
    right, bottom = max(box.right for box in boxes), max(box.bottom for box in boxes)
    return Box(x=left, y=top, width=right - left, height=bottom - top)


class PixelBox(NamedTuple):
    """An upright rectangle on a picture, in whole pixels."""

    x: int
    y: int
    width: int
    height: int
