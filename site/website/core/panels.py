"""The dashboard panel of the admin: when the clock last ran."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from wagtail.admin.ui.components import Component

from website.core import clock
from website.core.health import LATE
from website.core.models import ClockRun


class ClockPanel(Component):
    """Last run of the clock, and every task that failed in it."""

    name = "clock"
    template_name = "core/clock_panel.html"
    order = 400

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """`last` (datetime or None), `late`, `runs`. Two queries."""
        last = clock.last_run()
        age = timezone.now() - last if last else timedelta.max
        return {"last": last, "late": age >= LATE, "runs": list(ClockRun.objects.all())}
