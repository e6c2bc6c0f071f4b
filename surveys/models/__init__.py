"""The survey's models, one file per kind. Imported only inside `surveys`."""

from surveys.models.inline import AskedOnce, ReaderTally
from surveys.models.invitation import Invitation, VerifiedAddress
from surveys.models.page import SurveyPage
from surveys.models.quota import Quota
from surveys.models.response import Response
from surveys.models.version import QuestionnaireVersion
from surveys.models.wave import Wave
from surveys.models.withdrawn import Withdrawn

__all__ = [
    "AskedOnce",
    "Invitation",
    "QuestionnaireVersion",
    "Quota",
    "ReaderTally",
    "Response",
    "SurveyPage",
    "VerifiedAddress",
    "Wave",
    "Withdrawn",
]
