from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "surveys"
    verbose_name = "Surveys"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from surveys import checks, clock, clock_trials, signals, topics

        checks.register()
        clock.register()
        clock_trials.register()
        signals.connect()
        topics.register()
