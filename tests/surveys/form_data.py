"""A survey page as the fields that the editor's browser posts."""

from typing import Any

from wagtail import blocks

from surveys.models import SurveyPage

PLAIN = (
    "title",
    "slug",
    "seo_title",
    "search_description",
    "intro",
    "consent_label",
    "outro",
    "population",
    "sample_type",
    "mode",
    "minutes_low",
    "minutes_median",
    "minutes_high",
    "instrument_id",
    "instrument_version",
    "consent_id",
    "language",
    "rules",
    "comparability",
    "change_note",
)


def of(page: SurveyPage) -> dict[str, Any]:
    """Everything on every tab."""
    data: dict[str, Any] = {name: getattr(page, name) for name in PLAIN}
    for name in ("sections", "scales"):
        value = getattr(page, name)
        data |= _fields(value.stream_block, value.get_prep_value(), name)
    data |= {
        f"comments-{key}": 0 for key in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")
    }
    return data


def _fields(block: blocks.Block, value: Any, prefix: str) -> dict[str, Any]:
    if isinstance(block, blocks.StreamBlock):
        return _items(value, prefix, lambda item: block.child_blocks[item["type"]])
    if isinstance(block, blocks.ListBlock):
        return _items(value, prefix, lambda item: block.child_block)
    if isinstance(block, blocks.StructBlock):
        data: dict[str, Any] = {}
        for name, child in block.child_blocks.items():
            data |= _fields(child, value.get(name), f"{prefix}-{name}")
        return data
    if value is None or value is False:
        return {} if value is False else {prefix: ""}
    return {prefix: "on" if value is True else value}


def _items(value: Any, prefix: str, block_of: Any) -> dict[str, Any]:
    data: dict[str, Any] = {f"{prefix}-count": len(value or [])}
    for place, item in enumerate(value or []):
        own = f"{prefix}-{place}"
        data |= {
            f"{own}-id": item["id"],
            f"{own}-order": place,
            f"{own}-deleted": "",
            f"{own}-type": item["type"],
        }
        data |= _fields(block_of(item), item["value"], f"{own}-value")
    return data
