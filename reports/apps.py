"""The reports app."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Responses in, published numbers out."""

    name = "reports"
    label = "reports"
    verbose_name = "Reports"
    default_auto_field = "django.db.models.BigAutoField"
