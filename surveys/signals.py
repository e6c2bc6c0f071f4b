"""Publishing a survey's page compiles its questionnaire."""

import logging
from typing import Any

from wagtail.signals import page_published

from surveys.logic.errors import InstrumentError

logger = logging.getLogger(__name__)


def connect() -> None:
    from surveys.models import SurveyPage

    page_published.connect(compile_on_publish, sender=SurveyPage, dispatch_uid="surveys.compile_on_publish")


def compile_on_publish(sender: Any, instance: Any, revision: Any = None, **kwargs: Any) -> None:
    """Also runs for scheduled publishing.

    What does not compile leaves the previous version in force, and is logged.
    """
    from surveys import actions

    try:
        actions.publish_version(
            page=instance,
            user=revision.user if revision is not None else None,
            comparability=instance.comparability,
            note=instance.change_note,
        )
    except InstrumentError as error:
        logger.error(
            "The survey page %s was published but does not compile: %s", instance.pk, error.problems[0]
        )
