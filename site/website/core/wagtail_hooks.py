"""What the core adds to the admin."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks

from website.core.panels import ClockPanel


@hooks.register("construct_homepage_panels")
def add_clock_panel(request: HttpRequest, panels: list[Any]) -> None:
    """Everybody in the admin sees whether the clock runs."""
    panels.append(ClockPanel())
