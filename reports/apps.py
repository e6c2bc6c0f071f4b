from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Responses in, published numbers out."""

    name = "reports"
    verbose_name = "Reports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from reports import checks, clock

        checks.register()
        clock.register()
