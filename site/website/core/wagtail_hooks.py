"""What the core adds to the admin."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks

from website.core import stale
from website.core.panels import ClockPanel
from website.core.second_step.panel import SecondStepPanel


@hooks.register("construct_homepage_panels")
def add_clock_panel(request: HttpRequest, panels: list[Any]) -> None:
    """Everybody in the admin sees whether the clock runs."""
    panels.append(ClockPanel())


@hooks.register("register_account_settings_panel")
def add_second_step_panel(request: HttpRequest, user: Any, profile: Any) -> SecondStepPanel:
    """Everybody in the admin may ask for a code after the password."""
    return SecondStepPanel(request, user, profile)


hooks.register("before_edit_page", stale.ask_before_overwriting)
