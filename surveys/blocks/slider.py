"""A slider: a row of numbers without a default."""

from wagtail import blocks

from surveys.blocks import exchange
from surveys.blocks.exchange import ABSENT, Json, Key
from surveys.blocks.question import QuestionBlock, layout


class AnchorBlock(blocks.StructBlock):
    """A word at one place of the slider."""

    place = blocks.IntegerBlock(label="At")
    label = blocks.CharBlock(max_length=80)

    class Meta:
        label_format = "{place}: {label}"


class NpsBlock(blocks.StructBlock):
    """Ranges of a recommendation score; all six numbers, or none."""

    detractors_from = blocks.IntegerBlock(required=False)
    detractors_to = blocks.IntegerBlock(required=False)
    passives_from = blocks.IntegerBlock(required=False)
    passives_to = blocks.IntegerBlock(required=False)
    promoters_from = blocks.IntegerBlock(required=False)
    promoters_to = blocks.IntegerBlock(required=False)


GROUPS = ("detractors", "passives", "promoters")


def _write_anchors(value: Json) -> Json:
    return {
        str(exchange.whole(item["value"]["place"])): item["value"]["label"] for item in value or []
    } or ABSENT


def _read_anchors(value: Json, path: str) -> Json:
    return [
        {
            "type": "item",
            "id": exchange.block_id(f"{path}/anchor/{place}"),
            "value": {"place": int(place), "label": label},
        }
        for place, label in ({} if value is ABSENT else value).items()
    ]


def _write_nps(value: Json) -> Json:
    if not value or any(number is None for number in value.values()):
        return ABSENT
    return {group: [value[f"{group}_from"], value[f"{group}_to"]] for group in GROUPS}


def _read_nps(value: Json, path: str) -> Json:
    ranges = {} if value is ABSENT else value
    return {
        f"{group}_{end}": ranges[group][place] if group in ranges else None
        for group in GROUPS
        for place, end in enumerate(("from", "to"))
    }


class SliderBlock(QuestionBlock):
    min = blocks.IntegerBlock(default=0, label="From")
    max = blocks.IntegerBlock(default=10, label="To")
    step = blocks.IntegerBlock(default=1, label="Step")
    anchors = blocks.ListBlock(AnchorBlock(), default=[], label="Words along it")
    no_default = blocks.BooleanBlock(
        required=False,
        default=True,
        label="No default",
        help_text="Nothing is chosen until somebody chooses.",
    )
    nps = NpsBlock(
        required=False,
        label="Recommendation score",
        help_text="Only for 'How likely are you to recommend …'.",
    )

    type_name = "slider"
    keys = {
        **QuestionBlock.keys,
        "min": Key("min", exchange.NUMBER),
        "max": Key("max", exchange.NUMBER),
        "step": Key("step", exchange.NUMBER),
        "anchors": Key("anchors", exchange.Codec(_write_anchors, _read_anchors)),
        "no_default": Key("no_default", exchange.FLAG),
        "nps": Key("nps", exchange.Codec(_write_nps, _read_nps)),
    }

    class Meta:
        icon = "minus"
        label = "Slider"
        form_layout = layout(["min", "max", "step", "anchors"], ["no_default", "nps"])
