"""What the clock does for every site: pages that were scheduled, sessions that have ended."""

from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page, Revision

from website.core import clock, formatting


@clock.task("core.scheduled_pages")
def publish_scheduled_pages() -> str | None:
    """Publish and take down pages whose moment has come, with Wagtail's own command."""
    now = timezone.now()
    due = Revision.objects.filter(approved_go_live_at__lt=now).count()
    over = Page.objects.filter(live=True, expire_at__lt=now).count()
    if not due and not over:
        return None
    call_command("publish_scheduled", verbosity=0)
    return f"Published {formatting.count(due, 'page')}, took down {formatting.count(over, 'page')}."


@clock.task("core.ended_sessions")
def forget_ended_sessions() -> None:
    """Delete sessions that have ended."""
    call_command("clearsessions")
