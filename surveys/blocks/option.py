"""Answer options, the points of a scale, and the columns of a grid."""

from wagtail import blocks

from surveys.blocks import exchange
from surveys.blocks.codes import CodeBlock, CodesBlock
from surveys.blocks.exchange import Key


class PointBlock(blocks.StructBlock):
    """One point of a scale."""

    label = blocks.CharBlock(max_length=300, help_text="What people read.")
    code = CodeBlock()
    value = blocks.IntegerBlock(
        required=False,
        min_value=-6,
        max_value=249,
        help_text="The number in data files. Empty: the next free one. "
        "Negative numbers mark answers that are not counted as opinions: -3 prefer not to say, -4 not sure, "
        "-6 does not apply.",
    )

    keys = {
        "label": Key("label", exchange.REQUIRED_TEXT),
        "code": Key("code", exchange.REQUIRED_TEXT),
        "value": Key("value", exchange.NUMBER),
    }

    class Meta:
        icon = "list-ul"
        label_format = "{label}"
        form_layout = blocks.BlockGroup(children=["label"], settings=["code", "value"])


class AnswerBlock(PointBlock):
    """One answer of a matrix, or one thing to rank."""

    practice = blocks.FloatBlock(
        required=False,
        min_value=0,
        max_value=100,
        label="Separation in practice",
        help_text="0 to 100, only if a score uses it.",
    )

    keys = {**PointBlock.keys, "practice": Key("practice", exchange.NUMBER)}

    class Meta:
        form_layout = blocks.BlockGroup(children=["label"], settings=["code", "value", "practice"])


class OptionBlock(AnswerBlock):
    """One answer option."""

    specify = blocks.BooleanBlock(
        required=False, label="Ask to specify", help_text="Shows a small text field beside this option."
    )
    exclusive = blocks.BooleanBlock(
        required=False, help_text="Choosing it clears all other options, like 'None of these'."
    )
    anchor = blocks.BooleanBlock(
        required=False, label="Keep in place", help_text="Stays where it is when options are shuffled."
    )

    keys = {
        **AnswerBlock.keys,
        "specify": Key("specify", exchange.FLAG),
        "exclusive": Key("exclusive", exchange.FLAG),
        "anchor": Key("anchor", exchange.FLAG),
    }

    class Meta:
        form_layout = blocks.BlockGroup(
            children=["label"], settings=["code", "value", "specify", "exclusive", "anchor", "practice"]
        )


class ColumnBlock(PointBlock):
    """One column of a grid."""

    exclusive = blocks.BooleanBlock(
        required=False, help_text="Choosing it clears the rest of the row, like 'Does not apply'."
    )
    missing = blocks.IntegerBlock(
        required=False,
        min_value=-6,
        max_value=-1,
        label="Counts as",
        help_text="Empty for an ordinary column; -6 if choosing it means 'does not apply'.",
    )
    show_if_platform = CodesBlock(
        required=False,
        label="Shown only for",
        help_text="Codes of options chosen earlier, with commas; the column appears if any of them was "
        "chosen. Empty: always.",
    )

    keys = {
        **PointBlock.keys,
        "exclusive": Key("exclusive", exchange.FLAG),
        "missing": Key("missing", exchange.NUMBER),
        "show_if_platform": Key("show_if_platform", exchange.CODES),
    }

    class Meta:
        form_layout = blocks.BlockGroup(
            children=["label"], settings=["code", "value", "exclusive", "missing", "show_if_platform"]
        )


OPTIONS = exchange.items(OptionBlock.keys)
ANSWERS = exchange.items(AnswerBlock.keys)
POINTS = exchange.items(PointBlock.keys)
COLUMNS = exchange.items(ColumnBlock.keys)
