"""Sections and the questions in them: the whole questionnaire as the editor sees it."""

from typing import Any

from wagtail import blocks

from surveys.blocks import exchange
from surveys.blocks.codes import CodeBlock
from surveys.blocks.exchange import Json, Key
from surveys.blocks.followup import FOLLOW_UP, FollowUpBlock
from surveys.blocks.matrix_multi import GridBlock
from surveys.blocks.matrix_single import MatrixBlock
from surveys.blocks.multi import MultiBlock
from surveys.blocks.number import NumberBlock
from surveys.blocks.public import public_words
from surveys.blocks.question import QuestionBlock
from surveys.blocks.ranking import RankingBlock
from surveys.blocks.references import check_references, fill_codes
from surveys.blocks.single import SingleBlock
from surveys.blocks.slider import SliderBlock
from surveys.blocks.text import TextBlock
from surveys.blocks.vignette import VignetteBlock

TYPES: dict[str, type[QuestionBlock]] = {
    block.type_name: block
    for block in (
        SingleBlock,
        MultiBlock,
        MatrixBlock,
        GridBlock,
        RankingBlock,
        SliderBlock,
        NumberBlock,
        VignetteBlock,
        TextBlock,
    )
}
FOLLOW_UP_KEY = Key("followup", FOLLOW_UP)


def _types() -> list[tuple[str, blocks.Block]]:
    return [(name, _with_follow_up(block)) for name, block in TYPES.items()]


def _with_follow_up(block: type[QuestionBlock]) -> blocks.Block:
    """A block of this type that may also hold a follow-up, at the end of its folded part."""
    own = block._meta_class.form_layout
    form = blocks.BlockGroup(children=own.children, settings=[*own.settings, "followup"])
    meta = type("Meta", (), {"form_layout": form})
    return type(block.__name__, (block,), {"followup": FollowUpBlock(), "Meta": meta})()


class SectionBlock(blocks.StructBlock):
    """One page of the survey."""

    title = blocks.CharBlock(max_length=120, help_text="Shown above its questions.")
    code = CodeBlock()
    # At least one: with `min_num` the editor's script would complain of a new section before anybody types.
    questions = blocks.StreamBlock(
        _types(), required=True, collapsed=True, help_text="In the order in which they are asked."
    )

    class Meta:
        icon = "folder-open-inverse"
        label = "Section"
        label_format = "{title}"
        form_layout = blocks.BlockGroup(children=["title", "questions"], settings=["code"])


class SectionsBlock(blocks.StreamBlock):
    """The questionnaire. Cleaning proposes missing codes and refuses references that lead nowhere."""

    section = SectionBlock()

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        fill_codes(cleaned)
        check_references(cleaned)
        return cleaned

    def get_searchable_content(self, value: Any) -> list[str]:
        """Titles, wordings and answers; no code, rule or note."""
        return public_words(self, value)

    class Meta:
        required = False


def to_data(value: list[Json]) -> tuple[list[Json], list[Json]]:
    """Plain values of the form -> the instrument's `sections` and `questions`."""
    sections, questions = [], []
    for section in value:
        form, code = section["value"], section["value"].get("code") or ""
        uuid = section.get("id")
        sections.append({"id": code, "title": form.get("title") or "", **({"uuid": uuid} if uuid else {})})
        for child in form.get("questions") or []:
            data = TYPES[child["type"]].to_data(child["value"], child.get("id") or "")
            follow_up = FOLLOW_UP.write(child["value"].get("followup"))
            questions.append(
                {**data, "section": code, **({} if follow_up is exchange.ABSENT else {"followup": follow_up})}
            )
    return sections, questions


def from_data(sections: list[Json], questions: list[Json]) -> list[Json]:
    """The instrument's `sections` and `questions` -> plain values of the form."""
    return [
        {
            "type": "section",
            "id": section.get("uuid") or exchange.block_id(f"section/{section['id']}"),
            "value": {
                "title": section["title"],
                "code": section["id"],
                "questions": [_question(data) for data in questions if data["section"] == section["id"]],
            },
        }
        for section in sections
    ]


def _question(data: Json) -> Json:
    own = {key: item for key, item in data.items() if key not in ("section", "followup")}
    form = TYPES[data["type"]].from_data(own)
    form["followup"] = FOLLOW_UP.read(data.get("followup", exchange.ABSENT), str(data["id"]))
    return {
        "type": data["type"],
        "id": data.get("uuid") or exchange.block_id(str(data["id"])),
        "value": form,
    }
