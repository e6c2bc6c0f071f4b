"""Scales that several matrices share, such as 'Strongly disagree … Strongly agree'."""

from typing import Any

from wagtail import blocks

from surveys.blocks import exchange
from surveys.blocks.codes import CodeBlock, CodedListBlock
from surveys.blocks.exchange import Json
from surveys.blocks.option import POINTS, PointBlock
from surveys.blocks.public import public_words


class ScaleBlock(blocks.StructBlock):
    """One scale."""

    code = CodeBlock(required=True, help_text="Matrix questions name the scale by this code.")
    points = CodedListBlock(PointBlock(), min_num=2)

    class Meta:
        icon = "sliders"
        label = "Scale"
        label_format = "{code}"


class ScalesBlock(blocks.StreamBlock):
    scale = ScaleBlock()

    def get_searchable_content(self, value: Any) -> list[str]:
        """The words of the points."""
        return public_words(self, value)

    class Meta:
        required = False


def to_data(value: list[Json]) -> dict[str, Json]:
    """Plain values of the form -> the instrument's `scales`."""
    return {
        child["value"]["code"]: []
        if (points := POINTS.write(child["value"]["points"])) is exchange.ABSENT
        else points
        for child in value
    }


def from_data(scales: dict[str, Json]) -> list[Json]:
    """The instrument's `scales` -> plain values of the form."""
    return [
        {
            "type": "scale",
            "id": exchange.block_id(f"scale/{code}"),
            "value": {"code": code, "points": POINTS.read(points, f"scale/{code}")},
        }
        for code, points in scales.items()
    ]
