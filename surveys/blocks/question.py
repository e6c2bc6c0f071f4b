"""What every type of question has in common."""

from typing import Any, ClassVar

from wagtail import blocks

from surveys.blocks import exchange
from surveys.blocks.codes import CodeBlock
from surveys.blocks.condition import CONDITION, ConditionBlock
from surveys.blocks.exchange import Json, Key
from surveys.blocks.route import ROUTES, RouteBlock

#: Fields of the collapsible part of every question's form, after the type's own.
SETTINGS = ["code", "number", "required", "trend", "headline", "segment", "show_if", "routing"]


def layout(children: list[str], settings: list[str]) -> blocks.BlockGroup:
    """The form of a question: wording and answers first, everything else folded away."""
    return blocks.BlockGroup(children=["text", "help", *children], settings=[*settings, *SETTINGS])


class QuestionBlock(blocks.StructBlock):
    """A question. Each type adds its own fields and the instrument's keys that they stand for."""

    text = blocks.TextBlock(
        rows=2, max_length=2000, label="Wording", help_text="The question as people read it."
    )
    help = blocks.CharBlock(
        required=False,
        max_length=500,
        label="Help",
        help_text="A line under the wording, such as 'Select all that apply.'",
    )
    code = CodeBlock(
        help_text="Names this question in data files and addresses. Leave it empty and one is made from the "
        "wording. "
        "It can't change after the survey is first published."
    )
    number = blocks.CharBlock(
        required=False,
        max_length=8,
        help_text="The printed number, such as 7 or 13a. Questions keep their order here.",
    )
    required = blocks.BooleanBlock(
        required=False,
        label="Must be answered",
        help_text="Use it only where the rest can't go on without it.",
    )
    trend = blocks.BooleanBlock(required=False, label="Compare over time", help_text="Shown wave by wave.")
    headline = blocks.BooleanBlock(
        required=False, label="Headline", help_text="The question that the results page shows first."
    )
    segment = blocks.BooleanBlock(
        required=False,
        label="Compare by",
        help_text="People's answers here may divide the charts of other questions.",
    )
    show_if = ConditionBlock(label="Who is asked")
    routing = blocks.ListBlock(
        RouteBlock(),
        default=[],
        label="Jumps",
        help_text="Where to go after this section, depending on the answer.",
    )

    type_name: ClassVar[str] = ""
    keys: ClassVar[dict[str, Key]] = {
        "text": Key("text", exchange.REQUIRED_TEXT),
        "help": Key("help", exchange.TEXT),
        "code": Key("id", exchange.REQUIRED_TEXT),
        "number": Key("n", exchange.QUESTION_NUMBER),
        "required": Key("required", exchange.FLAG),
        "trend": Key("trend", exchange.FLAG),
        "headline": Key("headline", exchange.FLAG),
        "segment": Key("segment", exchange.FLAG),
        "show_if": Key("show_if", CONDITION),
        "routing": Key("routing", ROUTES),
    }

    @classmethod
    def to_data(cls, value: dict[str, Json], uuid: str) -> dict[str, Json]:
        """The form's plain values as one question of the instrument, without its section."""
        data = exchange.write_keys(cls.keys, value)
        return {**data, "type": cls.type_name, **({"uuid": uuid} if uuid else {})}

    @classmethod
    def from_data(cls, data: dict[str, Json]) -> dict[str, Any]:
        """One question of the instrument, without its section, as plain values of the form."""
        own = {key: item for key, item in data.items() if key not in ("type", "uuid")}
        return exchange.read_keys(cls.keys, own, str(data["id"]))

    class Meta:
        icon = "help"
        label_format = "{number} {text}"
        group = "Questions"


def shuffle_block(what: str) -> blocks.BooleanBlock:
    return blocks.BooleanBlock(
        required=False,
        label=f"Shuffle the {what}",
        help_text="Each person gets an order of their own, which is kept with their answers.",
    )


def shuffle_key(what: str) -> Key:
    """`randomize: options` or `randomize: rows` as a tick box."""
    codec = exchange.Codec(
        lambda value: what if value else exchange.ABSENT,
        lambda value, path: _shuffled(value, what, path),
    )
    return Key("randomize", codec)


def _shuffled(value: Json, what: str, path: str) -> bool:
    if value not in (exchange.ABSENT, what):
        raise exchange.ExchangeError(f"{path}: the editor can't shuffle {value} here.")
    return value == what
