"""Bands cut a number into named ranges."""

from collections.abc import Mapping
from typing import Any

from surveys.logic.definition import Band


def band_id(source_id: str) -> str:
    """Name of the banded form: segmentation_index -> segmentation_band, years -> years_band."""
    return f"{source_id.removesuffix('_index')}_band"


def read(record: Mapping[str, Any]) -> tuple[Band, ...]:
    """The bands of a number question or of a derived variable, in their written order."""
    return tuple(
        Band(
            code=band["code"],
            label=band.get("label", ""),
            minimum=band.get("min"),
            maximum=band.get("max"),
            min_exclusive=band.get("min_exclusive"),
            max_exclusive=band.get("max_exclusive"),
        )
        for band in record.get("bands", ())
    )


def holds(band: Band, value: float) -> bool:
    """True if the value lies in the band."""
    return (
        (band.minimum is None or value >= band.minimum)
        and (band.maximum is None or value <= band.maximum)
        and (band.min_exclusive is None or value > band.min_exclusive)
        and (band.max_exclusive is None or value < band.max_exclusive)
    )


def label(band: Band) -> str:
    """Its own label, or its limits: "3 to 5", "21 or more", "up to 2"."""
    low = band.minimum if band.minimum is not None else band.min_exclusive
    high = band.maximum if band.maximum is not None else band.max_exclusive
    if band.label or (low is None and high is None):
        return band.label or band.code
    if low is None:
        return f"up to {high:g}"
    return f"{low:g} or more" if high is None else f"{low:g} to {high:g}"
