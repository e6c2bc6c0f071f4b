"""The form of one target: a share for each level, and where the shares come from."""

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import CharField, ModelForm, TextInput, URLField

from reports.models import Target
from reports.release.segments import SegmentPlan

TOGETHER = "+"
"""Written in place of a share: counted together with the level above."""
WORDS = ("source", "url", "as_of", "population")
NOT_A_SHARE = (
    "Write a percentage such as 12.5, a + to count this level together with the one above, or leave it empty."
)
OUT_OF_RANGE = "A share lies between 0 and 100 %. Leave the field empty if there is no target for this level."
NOTHING_ABOVE = "A + counts a level together with the one above, and none above has a share."
TOO_FEW = "Give a share to at least two levels; otherwise there is nothing to weight by."
SLACK = 0.005
"""Percent that a sum may be off by rounding."""


class TargetForm(ModelForm):  # type: ignore[type-arg]  # a class without type arguments when it runs
    """`shares` holds, once valid, (codes, percent) of each category. What was typed stays in the form."""

    url = URLField(
        label="Address of the source",
        help_text="Where readers can check it.",
        max_length=500,
        assume_scheme="https",
    )

    class Meta:
        """What every target has to say of itself."""

        model = Target
        fields = WORDS

    def __init__(self, *args: Any, plan: SegmentPlan, smallest: float, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        self.smallest = 100.0 * smallest
        self.shares: list[tuple[list[str], float]] = []
        known = _typed(self.instance)
        for level in plan.segment.levels:
            self.fields[_name(level.code)] = CharField(
                label=level.label,
                required=False,
                max_length=20,
                initial=known.get(level.code, ""),
                widget=TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            )
        self.order_fields([*(_name(level.code) for level in plan.segment.levels), *WORDS])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        found: list[tuple[list[str], float]] = []
        for level in self.plan.segment.levels:
            name = _name(level.code)
            text = str(cleaned.get(name) or "").strip()
            try:
                if text == TOGETHER:
                    _join(found, level.code)
                elif text:
                    found.append(([level.code], _share(text)))
            except ValidationError as error:
                self.add_error(name, error)
        if not self.errors.keys() & {_name(level.code) for level in self.plan.segment.levels}:
            self._check(found)
        self.shares = found
        return cleaned

    def _check(self, found: list[tuple[list[str], float]]) -> None:
        labels = {level.code: level.label for level in self.plan.segment.levels}
        total = sum(share for _, share in found)
        if len(found) < 2:
            self.add_error(None, TOO_FEW)
        elif abs(total - 100.0) > SLACK:
            self.add_error(None, f"The shares add up to {total:.4g} %. They have to add up to 100 %.")
        for codes, share in found:
            if share < self.smallest:
                self.add_error(
                    _name(codes[0]),
                    f"“{' + '.join(labels[code] for code in codes)}” is under {self.smallest:g} % of the "
                    "population: so few would stand for too many. Count it together with a neighbour, by a + "
                    "in the field below the neighbour’s.",
                )


def _name(code: str) -> str:
    return f"share_{code}"


def _typed(target: Target) -> dict[str, str]:
    """What the fields hold for a target that is saved."""
    found = {}
    for codes, share in target.shares or ():
        found[codes[0]] = f"{share:g}"
        found |= dict.fromkeys(codes[1:], TOGETHER)
    return found


def _share(text: str) -> float:
    try:
        share = float(text.removesuffix("%").strip().replace(",", "."))
    except ValueError as error:
        raise ValidationError(NOT_A_SHARE) from error
    if not 0.0 < share < 100.0:
        raise ValidationError(OUT_OF_RANGE)
    return share


def _join(found: list[tuple[list[str], float]], code: str) -> None:
    if not found:
        raise ValidationError(NOTHING_ABOVE)
    found[-1][0].append(code)
