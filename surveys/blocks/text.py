"""An open answer."""

from wagtail import blocks

from surveys.blocks import exchange
from surveys.blocks.condition import CONDITION, ConditionBlock
from surveys.blocks.exchange import ABSENT, Json, Key
from surveys.blocks.question import QuestionBlock, layout


class QuotingBlock(blocks.StructBlock):
    """When an open answer may be quoted."""

    only_if = ConditionBlock(label="Only if")
    moderated = blocks.BooleanBlock(
        required=False,
        default=True,
        label="A person reads it first",
        help_text="Before anything of it is shown.",
    )

    keys = {"only_if": Key("only_if", CONDITION), "moderated": Key("moderated", exchange.FLAG)}


def _write(value: Json) -> Json:
    data = exchange.write_keys(QuotingBlock.keys, value or {})
    return data if "only_if" in data else ABSENT


def _read(value: Json, path: str) -> Json:
    return exchange.read_keys(QuotingBlock.keys, {"moderated": True} if value is ABSENT else value, path)


class TextBlock(QuestionBlock):
    max_chars = blocks.IntegerBlock(
        required=False,
        min_value=1,
        max_value=10_000,
        default=1000,
        label="Longest answer",
        help_text="In characters.",
    )
    publish = QuotingBlock(label="Quoting", help_text="Without a condition, answers are never quoted.")

    type_name = "text"
    keys = {
        **QuestionBlock.keys,
        "max_chars": Key("max_chars", exchange.NUMBER),
        "publish": Key("publish", exchange.Codec(_write, _read)),
    }

    class Meta:
        icon = "edit"
        label = "Open answer"
        form_layout = layout(["max_chars"], ["publish"])
