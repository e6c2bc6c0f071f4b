"""One answer from a list."""

from surveys.blocks.codes import CodedListBlock
from surveys.blocks.exchange import Key
from surveys.blocks.option import OPTIONS, OptionBlock
from surveys.blocks.question import QuestionBlock, layout, shuffle_block, shuffle_key


class SingleBlock(QuestionBlock):
    options = CodedListBlock(OptionBlock(), min_num=2, label="Answers")
    shuffle = shuffle_block("answers")

    type_name = "single"
    keys = {**QuestionBlock.keys, "options": Key("options", OPTIONS), "shuffle": shuffle_key("options")}

    class Meta:
        icon = "radio-full"
        label = "One answer"
        form_layout = layout(["options"], ["shuffle"])
