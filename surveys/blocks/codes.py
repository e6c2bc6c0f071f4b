"""Codes: the stable names of questions, options, rows and columns."""

import re
import unicodedata
from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks

CODE = r"^[a-z0-9]+(?:_[a-z0-9]+)*\Z"
LONGEST = 40
FIRST_LETTERS = 24


class CodeBlock(blocks.RegexBlock):
    """A code; empty means 'propose one from the label'. (A RegexBlock is never offered for translation.)"""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{
                "regex": CODE,
                "required": False,
                "max_length": LONGEST,
                "error_messages": {
                    "invalid": "Use small letters and digits, with single _ between words, for example "
                    "'not_sure'."
                },
                "help_text": "Names this in data files. Leave it empty and one is made from the label. "
                "It can't change after the survey is first published.",
                **kwargs,
            }
        )


class CodesBlock(blocks.CharBlock):
    """Several codes, with commas between them."""

    def clean(self, value: str) -> str:
        value = super().clean(value)
        for code in (part.strip() for part in (value or "").split(",")):
            if code and not re.match(CODE, code):
                raise ValidationError(f"'{code}' is not a code. Write codes with commas between them.")
        return value


def propose(label: str, taken: Collection[str]) -> str:
    """A code of at most 24 characters, made from a label, that is not in `taken`."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)
    code = ""
    for word in words:
        if len(code) + len(word) + 1 > FIRST_LETTERS:
            break
        code = f"{code}_{word}" if code else word
    code = code or (words[0][:FIRST_LETTERS] if words else "") or "code"
    if not code[0].isalpha():
        code = f"c{code}"
    candidate, number = code, 2
    while candidate in taken:
        candidate, number = f"{code}_{number}", number + 1
    return candidate


class FilledListBlock(blocks.ListBlock):
    """A list that begins with as many empty items as it needs, so that a new one shows no error."""

    def get_default(self) -> Any:
        default = super().get_default()
        for _ in range((self.meta.min_num or 0) - len(default)):
            default.append(self.child_block.get_default())
        return default


class CodedListBlock(FilledListBlock):
    """A list whose items have a code (made from the label when empty) and perhaps a value (the next free
    number).
    """

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        taken = {child.value["code"] for child in cleaned.bound_blocks if child.value.get("code")}
        numbers = [
            child.value["value"] for child in cleaned.bound_blocks if child.value.get("value") is not None
        ]
        for child in cleaned.bound_blocks:
            if not child.value.get("code"):
                child.value["code"] = propose(child.value.get("label") or "", taken)
                taken.add(child.value["code"])
            if "value" in child.value and child.value["value"] is None:
                child.value["value"] = max([0, *numbers]) + 1
                numbers.append(child.value["value"])
        self._refuse_twins(cleaned)
        return cleaned

    def _refuse_twins(self, cleaned: Any) -> None:
        errors: dict[int, ValidationError] = {}
        codes: set[str] = set()
        numbers: set[int] = set()
        for place, child in enumerate(cleaned.bound_blocks):
            code, number = child.value["code"], child.value.get("value")
            if code in codes:
                errors[place] = blocks.StructBlockValidationError(
                    block_errors={
                        "code": ValidationError(
                            f"'{code}' is used twice in this list. Change one of the two."
                        )
                    }
                )
            elif number is not None and number in numbers:
                errors[place] = blocks.StructBlockValidationError(
                    block_errors={
                        "value": ValidationError(
                            f"{number} is used twice in this list. Change one of the two."
                        )
                    }
                )
            codes.add(code)
            numbers.add(number)
        if errors:
            raise blocks.ListBlockValidationError(block_errors=errors)
