"""Jumps: where to go after a section, depending on an answer."""

from wagtail import blocks

from surveys.blocks import exchange
from surveys.blocks.condition import CONDITION, ConditionBlock
from surveys.blocks.exchange import Key


class RouteBlock(blocks.StructBlock):
    """One jump."""

    condition = ConditionBlock(label="If")
    goto = blocks.RegexBlock(
        max_length=40,
        regex=r"^[A-Za-z][A-Za-z0-9_]*\Z",
        label="Go to",
        help_text="The code of a later section, END for the end, or END_SCREENED_OUT for people whom this "
        "survey is not about.",
    )

    keys = {"condition": Key("if", CONDITION), "goto": Key("goto", exchange.REQUIRED_TEXT)}

    class Meta:
        icon = "arrow-right"
        label_format = "{goto}"


ROUTES = exchange.items(RouteBlock.keys, with_uuid=False)
