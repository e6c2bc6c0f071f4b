"""Opening and closing one discussion."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from comments import targets, threads
from comments.models import Event, Thread


@transaction.atomic
def set_policy(*, page: Page, policy: str, subject: str = "", by: Any = None) -> Thread:
    """Follow the rule of the site, keep it open, or close it. ValueError for another word."""
    if policy not in Thread.Policy.values:
        raise ValueError(f"{policy!r} is none of {', '.join(Thread.Policy.values)}.")
    thread = threads.locked(page=targets.home(page), subject=subject)
    if thread.policy != policy:
        thread.policy = policy
        thread.save(update_fields=["policy"])
        Event.objects.create(
            thread=thread, kind=Event.Kind.POLICY, by=by, reasons=[policy], at=timezone.now()
        )
    return thread
