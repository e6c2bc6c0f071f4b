"""A question that belongs to the one before it and follows it at once."""

from wagtail import blocks

from surveys.blocks import exchange
from surveys.blocks.exchange import ABSENT, Json
from surveys.blocks.multi import MultiBlock
from surveys.blocks.number import NumberBlock
from surveys.blocks.question import QuestionBlock
from surveys.blocks.single import SingleBlock
from surveys.blocks.slider import SliderBlock
from surveys.blocks.text import TextBlock

TYPES: dict[str, type[QuestionBlock]] = {
    block.type_name: block for block in (SingleBlock, MultiBlock, SliderBlock, NumberBlock, TextBlock)
}


class FollowUpBlock(blocks.StreamBlock):
    """At most one question, of a simple type."""

    single = SingleBlock()
    multi = MultiBlock()
    slider = SliderBlock()
    number = NumberBlock()
    text = TextBlock()

    class Meta:
        max_num = 1
        required = False
        label = "Follow-up"


def _write(value: Json) -> Json:
    if not value:
        return ABSENT
    child = value[0]
    return TYPES[child["type"]].to_data(child["value"], child.get("id") or "")


def _read(value: Json, path: str) -> Json:
    if value is ABSENT:
        return []
    if value["type"] not in TYPES:
        raise exchange.ExchangeError(f"{path}: a follow-up can't be of type {value['type']}.")
    return [
        {
            "type": value["type"],
            "id": value.get("uuid") or exchange.block_id(str(value["id"])),
            "value": TYPES[value["type"]].from_data(value),
        }
    ]


FOLLOW_UP = exchange.Codec(_write, _read)
