"""What surveys bring to the Wagtail admin, one file per kind."""

from wagtail.admin.viewsets.model import ModelViewSetGroup

from surveys.viewsets.invitations import InvitationViewSet
from surveys.viewsets.quarantine import QuarantineViewSet
from surveys.viewsets.versions import VersionViewSet
from surveys.viewsets.waves import WAVE_ACTIONS, WaveViewSet

__all__ = [
    "WAVE_ACTIONS",
    "InvitationViewSet",
    "QuarantineViewSet",
    "SurveyViewSetGroup",
    "VersionViewSet",
    "WaveViewSet",
]


class SurveyViewSetGroup(ModelViewSetGroup):
    items = (
        WaveViewSet("surveys_wave"),
        VersionViewSet("surveys_version"),
        InvitationViewSet("surveys_invitation"),
        QuarantineViewSet("surveys_quarantine"),
    )
    menu_label = "Survey"
    menu_icon = "form"
    menu_order = 150
