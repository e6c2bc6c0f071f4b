"""The comments app."""

from django.apps import AppConfig


class CommentsConfig(AppConfig):
    """Discussion on any page."""

    name = "comments"
    label = "comments"
    verbose_name = "Discussion"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Follow pages and sites."""
        from comments import clock, sites, topics

        clock.register()
        sites.connect()
        topics.register()
