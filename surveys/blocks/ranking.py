"""A ranking of some or all options."""

from wagtail import blocks

from surveys.blocks import exchange
from surveys.blocks.codes import CodedListBlock
from surveys.blocks.exchange import Key
from surveys.blocks.option import ANSWERS, AnswerBlock
from surveys.blocks.question import QuestionBlock, layout, shuffle_block, shuffle_key


class RankingBlock(QuestionBlock):
    options = CodedListBlock(AnswerBlock(), min_num=2, label="Things to rank")
    top = blocks.IntegerBlock(
        min_value=1, default=3, label="Places", help_text="How many may be ranked, at most."
    )
    shuffle = shuffle_block("things to rank")

    type_name = "ranking"
    keys = {
        **QuestionBlock.keys,
        "options": Key("options", ANSWERS),
        "top": Key("top", exchange.NUMBER),
        "shuffle": shuffle_key("options"),
    }

    class Meta:
        icon = "order"
        label = "Ranking"
        form_layout = layout(["options", "top"], ["shuffle"])
