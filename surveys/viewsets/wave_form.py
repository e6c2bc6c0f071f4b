"""The form of a wave, which says in which time zone its dates are read."""

from typing import Any

from wagtail.admin.forms import WagtailAdminModelForm

from surveys.viewsets.days import zone_in_words

BY_HAND = {"opens_at": "Empty: opened by hand.", "closes_at": "Empty: closed by hand."}


class WaveForm(WagtailAdminModelForm):  # type: ignore[misc]  # wagtail has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, otherwise in BY_HAND.items():
            if name in self.fields:
                self.fields[name].help_text = f"In {zone_in_words()}. {otherwise}"
