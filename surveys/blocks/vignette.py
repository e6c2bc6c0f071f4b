"""A vignette: a short story whose details are drawn by chance, and one answer to it."""

from wagtail import blocks

from surveys.blocks import exchange
from surveys.blocks.codes import CodeBlock, CodedListBlock, FilledListBlock
from surveys.blocks.exchange import Json, Key
from surveys.blocks.option import OPTIONS, OptionBlock
from surveys.blocks.question import QuestionBlock, layout


class LevelBlock(blocks.StructBlock):
    """One version of a detail."""

    code = CodeBlock(required=True)
    text = blocks.CharBlock(max_length=500, help_text="Put in the story where the detail's code stands.")

    class Meta:
        label_format = "{code}: {text}"


class FactorBlock(blocks.StructBlock):
    """A detail of the story that differs from person to person."""

    code = CodeBlock(required=True, help_text="Write it in braces in the wording, for example {who}.")
    levels = FilledListBlock(LevelBlock(), min_num=2, label="Versions")

    class Meta:
        label_format = "{code}"


class VignetteBlock(QuestionBlock):
    factors = FilledListBlock(FactorBlock(), min_num=1, label="Details drawn by chance")
    options = CodedListBlock(OptionBlock(), min_num=2, label="Answers")
    design = blocks.ChoiceBlock(
        choices=[("between_subjects", "Each person reads one story")], default="between_subjects"
    )
    assignment = blocks.CharBlock(
        default="uniform over the cells when first shown, stored with the response",
        max_length=200,
        label="How stories are drawn",
        help_text="A note for readers of the methods page.",
    )

    type_name = "vignette"
    keys = {**QuestionBlock.keys, "options": Key("options", OPTIONS)}

    @classmethod
    def to_data(cls, value: dict[str, Json], uuid: str) -> dict[str, Json]:
        factors = {
            factor["value"]["code"]: [level["value"] for level in factor["value"]["levels"]]
            for factor in value.get("factors") or []
        }
        design = {
            "type": value.get("design") or "between_subjects",
            "factors": {code: [level["code"] for level in levels] for code, levels in factors.items()},
        }
        if value.get("assignment"):
            design["assignment"] = value["assignment"]
        fills = {
            code: {level["code"]: level["text"] for level in levels if level.get("text")}
            for code, levels in factors.items()
        }
        fills = {code: texts for code, texts in fills.items() if texts}
        return {**super().to_data(value, uuid), "design": design, **({"fills": fills} if fills else {})}

    @classmethod
    def from_data(cls, data: dict[str, Json]) -> dict[str, Json]:
        design, fills, path = data["design"], data.get("fills", {}), str(data["id"])
        unknown = set(design) - {"type", "factors", "assignment"}
        if unknown:
            raise exchange.ExchangeError(f"{path}: the editor has no field for {', '.join(sorted(unknown))}.")
        own = {key: item for key, item in data.items() if key not in ("design", "fills")}
        return {
            **super().from_data(own),
            "design": design["type"],
            "assignment": design.get("assignment", ""),
            "factors": [
                _item(
                    f"{path}/{code}",
                    {"code": code, "levels": _levels(path, code, levels, fills.get(code, {}))},
                )
                for code, levels in design["factors"].items()
            ],
        }

    class Meta:
        icon = "openquote"
        label = "Story with details drawn by chance"
        form_layout = layout(["factors", "options"], ["design", "assignment"])


def _levels(path: str, factor: str, levels: list[str], texts: dict[str, str]) -> list[Json]:
    return [_item(f"{path}/{factor}/{code}", {"code": code, "text": texts.get(code, "")}) for code in levels]


def _item(path: str, value: Json) -> Json:
    return {"type": "item", "id": exchange.block_id(path), "value": value}
