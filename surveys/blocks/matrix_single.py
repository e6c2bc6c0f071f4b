"""A matrix: one answer for each row."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks

from surveys.blocks import exchange
from surveys.blocks.codes import CodeBlock, CodedListBlock
from surveys.blocks.exchange import Key
from surveys.blocks.option import ANSWERS, AnswerBlock
from surveys.blocks.question import QuestionBlock, layout, shuffle_block, shuffle_key
from surveys.blocks.row import ROWS, ROWS_FROM, RowBlock, RowsFromBlock


class MatrixBlock(QuestionBlock):
    rows = CodedListBlock(RowBlock(), default=[])
    rows_from = RowsFromBlock(required=False, label="Rows from an earlier question")
    scale = CodeBlock(
        help_text="The code of a scale of the 'Scales' tab. Or leave it empty and write answers below."
    )
    options = CodedListBlock(AnswerBlock(), default=[], label="Answers")
    shuffle = shuffle_block("rows")

    type_name = "matrix_single"
    keys = {
        **QuestionBlock.keys,
        "rows": Key("rows", ROWS),
        "rows_from": Key("rows_from", ROWS_FROM),
        "scale": Key("scale", exchange.TEXT),
        "options": Key("options", ANSWERS),
        "shuffle": shuffle_key("rows"),
    }

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if self.is_deferred_validation:
            return cleaned
        errors: dict[str, ValidationError] = {}
        if bool(len(cleaned["rows"])) == bool(cleaned["rows_from"]["question"]):
            errors["rows_from"] = ValidationError(
                "Write rows, or take them from an earlier question: one of the two."
            )
        if bool(cleaned["scale"]) == bool(len(cleaned["options"])):
            errors["scale"] = ValidationError("Name a scale, or write answers: one of the two.")
        if errors:
            raise blocks.StructBlockValidationError(block_errors=errors)
        return cleaned

    class Meta:
        icon = "table"
        label = "One answer for each row"
        form_layout = layout(["rows", "scale", "options"], ["rows_from", "shuffle"])
