"""Rows of a matrix or grid, written out or taken from earlier answers."""

from wagtail import blocks

from surveys.blocks import exchange
from surveys.blocks.codes import CodeBlock, CodesBlock
from surveys.blocks.exchange import Key


class RowBlock(blocks.StructBlock):
    """One row of a matrix or grid."""

    label = blocks.CharBlock(max_length=300, help_text="What people read.")
    code = CodeBlock()
    keyed = blocks.ChoiceBlock(
        required=False,
        choices=[("+", "Agreeing means more (+)"), ("-", "Agreeing means less (−)")],
        help_text="Only for statements of a scale.",
    )
    factor = CodeBlock(help_text="Which sub-scale the row belongs to, if any.")
    domain = blocks.ChoiceBlock(
        required=False,
        choices=[("work", "Work"), ("private", "Private life"), ("neutral", "Neither")],
        help_text="Only for circles of people.",
    )

    keys = {
        "label": Key("label", exchange.REQUIRED_TEXT),
        "code": Key("code", exchange.REQUIRED_TEXT),
        "keyed": Key("keyed", exchange.TEXT),
        "factor": Key("factor", exchange.TEXT),
        "domain": Key("domain", exchange.TEXT),
    }

    class Meta:
        icon = "list-ul"
        label_format = "{label}"
        form_layout = blocks.BlockGroup(children=["label"], settings=["code", "keyed", "factor", "domain"])


class RowsFromBlock(blocks.StructBlock):
    """Rows that are the options chosen in an earlier question."""

    question = CodeBlock(
        label="Earlier question", help_text="Its code. Each option chosen there becomes a row here."
    )
    exclude = CodesBlock(
        required=False, label="Leave out", help_text="Codes of options that never become a row."
    )

    class Meta:
        icon = "arrow-down"
        form_classname = "struct-block"


def _write(value: exchange.Json) -> exchange.Json:
    if not value or not value.get("question"):
        return exchange.ABSENT
    excluded = exchange.split_codes(value.get("exclude"))
    return {"q": value["question"], "selected": True, **({"exclude": excluded} if excluded else {})}


def _read(value: exchange.Json, path: str) -> exchange.Json:
    if value is exchange.ABSENT:
        return {"question": "", "exclude": ""}
    return {"question": value["q"], "exclude": exchange.join_codes(value.get("exclude", []))}


ROWS = exchange.items(RowBlock.keys)
ROWS_FROM = exchange.Codec(_write, _read)
