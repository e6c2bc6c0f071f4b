"""The articles app, the topmost of the layers: it may embed everything below it."""

from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    """Front page, information pages, and the commands that fill a new installation."""

    name = "website.articles"
    label = "articles"
    verbose_name = "Articles"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Importing is registering."""
        from website.articles.letter import clock, topics

        topics.register()
        self.registers = (clock,)
