from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "surveys"
    verbose_name = "Surveys"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from surveys import checks, clock, restoring, signals, topics

        checks.register()
        clock.register()
        restoring.register()
        signals.connect()
        topics.register()
