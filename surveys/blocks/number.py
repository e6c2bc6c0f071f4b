"""A number that is typed in."""

from wagtail import blocks

from surveys.blocks import exchange
from surveys.blocks.codes import CodeBlock
from surveys.blocks.exchange import Key
from surveys.blocks.question import QuestionBlock, layout


class BandBlock(blocks.StructBlock):
    """A range that charts and comparisons show as one group."""

    label = blocks.CharBlock(required=False, max_length=80, help_text="Empty: the two numbers.")
    code = CodeBlock(required=True)
    min = blocks.FloatBlock(required=False, label="From")
    max = blocks.FloatBlock(required=False, label="To")
    min_exclusive = blocks.FloatBlock(required=False, label="More than", help_text="Instead of 'From'.")
    max_exclusive = blocks.FloatBlock(required=False, label="Less than", help_text="Instead of 'To'.")

    keys = {
        "label": Key("label", exchange.TEXT),
        "code": Key("code", exchange.REQUIRED_TEXT),
        "min": Key("min", exchange.NUMBER),
        "max": Key("max", exchange.NUMBER),
        "min_exclusive": Key("min_exclusive", exchange.NUMBER),
        "max_exclusive": Key("max_exclusive", exchange.NUMBER),
    }

    class Meta:
        label_format = "{code}"
        form_layout = blocks.BlockGroup(
            children=["code", "min", "max"], settings=["label", "min_exclusive", "max_exclusive"]
        )


class NumberBlock(QuestionBlock):
    min = blocks.FloatBlock(default=0, label="At least")
    max = blocks.FloatBlock(default=100, label="At most")
    integer = blocks.BooleanBlock(required=False, default=True, label="Whole numbers only")
    bands = blocks.ListBlock(
        BandBlock(), default=[], label="Groups", help_text="Ranges that charts compare by."
    )

    type_name = "number"
    keys = {
        **QuestionBlock.keys,
        "min": Key("min", exchange.NUMBER),
        "max": Key("max", exchange.NUMBER),
        "integer": Key("integer", exchange.FLAG),
        "bands": Key("bands", exchange.items(BandBlock.keys, with_uuid=False)),
    }

    class Meta:
        icon = "decimal"
        label = "Number"
        form_layout = layout(["min", "max", "integer"], ["bands"])
