"""A word about the second step in one's account, with a link to its page."""

from typing import Any

from django.forms import Form
from wagtail.admin.views.account import BaseSettingsPanel

from website.core.second_step import steps


class SecondStepPanel(BaseSettingsPanel):
    """Holds no field of its own: the page behind the link asks for password and code."""

    name = "second_step"
    title = "Second step"
    order = 550
    template_name = "core/second_step_panel.html"

    def get_form(self) -> Form:
        """A form without fields, which the account page needs and which is never bound."""
        return Form()

    def get_context_data(self) -> dict[str, Any]:
        return super().get_context_data() | {"is_on": steps.device_of(self.user) is not None}
