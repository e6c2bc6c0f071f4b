"""The survey's models, one file per kind. Imported only inside `surveys`."""

from surveys.models.inline import AskedOnce, ReaderTally
from surveys.models.page import SurveyPage
from surveys.models.response import Response
from surveys.models.version import QuestionnaireVersion
from surveys.models.wave import Wave

__all__ = ["AskedOnce", "QuestionnaireVersion", "ReaderTally", "Response", "SurveyPage", "Wave"]
