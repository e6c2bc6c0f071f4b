"""The core app."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Loads checks and clock tasks when Django starts."""

    name = "website.core"
    label = "core"
    verbose_name = "Site"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Importing is registering."""
        from website.core import checks, limits, spreadsheets, tasks
        from website.core.mail import clock as post

        self.registers = (checks, limits, tasks, post)
        spreadsheets.guard()
