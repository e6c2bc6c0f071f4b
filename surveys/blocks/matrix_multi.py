"""A grid: any number of places for each row. The circles are one."""

from wagtail import blocks

from surveys.blocks import exchange
from surveys.blocks.codes import CodedListBlock
from surveys.blocks.exchange import Key
from surveys.blocks.option import COLUMNS, ColumnBlock
from surveys.blocks.question import QuestionBlock, layout, shuffle_block, shuffle_key
from surveys.blocks.row import ROWS, RowBlock


class GridBlock(QuestionBlock):
    rows = CodedListBlock(RowBlock(), min_num=1)
    columns = CodedListBlock(ColumnBlock(), min_num=2)
    present = blocks.ChoiceBlock(
        required=False, choices=[("one_card_per_row", "One card for each row")], label="Drawn as"
    )
    shuffle = shuffle_block("rows")

    type_name = "matrix_multi"
    keys = {
        **QuestionBlock.keys,
        "rows": Key("rows", ROWS),
        "columns": Key("columns", COLUMNS),
        "present": Key("present", exchange.TEXT),
        "shuffle": shuffle_key("rows"),
    }

    class Meta:
        icon = "grip"
        label = "Several answers for each row"
        form_layout = layout(["rows", "columns"], ["present", "shuffle"])
