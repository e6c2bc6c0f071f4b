"""The form of a wave, which says in which time zone its dates are read and knows the next number."""

from typing import Any

from wagtail.admin.forms import WagtailAdminModelForm

from surveys import queries
from surveys.viewsets.days import zone_in_words

BY_HAND = {"opens_at": "Empty: opened by hand.", "closes_at": "Empty: closed by hand."}


class WaveForm(WagtailAdminModelForm):  # type: ignore[misc]  # wagtail has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, otherwise in BY_HAND.items():
            if name in self.fields:
                self.fields[name].help_text = f"In {zone_in_words()}. {otherwise}"
        if "number" in self.fields and self.instance.pk is None:
            self.fields["number"].required = False
            self.fields["number"].help_text = "1 for the first wave of a survey. Empty: its next number."

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        survey = cleaned.get("survey")
        if survey is not None and cleaned.get("number", 0) is None:
            cleaned["number"] = queries.next_wave_number(survey)
        return cleaned
