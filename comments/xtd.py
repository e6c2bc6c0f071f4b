"""What of django-comments-xtd runs here: its model alone.

Its own set-up connects a handler that publishes every reply again when a comment is saved, held ones
included. This one connects nothing, whatever the order of the apps.
"""

from django_comments_xtd.apps import CommentsXtdConfig


class ModelOnly(CommentsXtdConfig):
    """The app under its own name and label, without its `pre_save` publisher."""

    def ready(self) -> None:
        """Connect nothing."""
