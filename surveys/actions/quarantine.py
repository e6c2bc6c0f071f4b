"""Setting a response aside. Nothing is dropped: its person goes on as before, and an analyst decides."""

from surveys.models import Response


def set_aside(*, response: Response, reason: str) -> None:
    """Let the response wait for an analyst, unless it waits already. One statement."""
    Response.objects.filter(pk=response.pk, quarantine="").update(quarantine=reason)
