"""The row of django.contrib.sites that every comment points to.

django_comments asks for one; Wagtail has sites of its own. There is one row, made by Django after the
migrations; it carries the name and host of Wagtail's default site, so that nothing says "example.com".
"""

from typing import Any

from django.conf import settings
from django.contrib.sites.models import Site as FormerSite
from django.db.models.signals import post_save
from wagtail.models import Site


def connect() -> None:
    """Follow Wagtail's default site."""
    post_save.connect(follow, sender=Site, dispatch_uid="comments.follow_site")


def follow(sender: Any, instance: Site, raw: bool = False, **kwargs: Any) -> None:
    """Write the default site's host and name into the one row."""
    if raw or not instance.is_default_site:
        return
    host = instance.hostname if instance.port in (80, 443) else f"{instance.hostname}:{instance.port}"
    FormerSite.objects.update_or_create(
        pk=settings.SITE_ID,
        defaults={"domain": host[:100], "name": (instance.site_name or instance.hostname)[:50]},
    )
    FormerSite.objects.clear_cache()
