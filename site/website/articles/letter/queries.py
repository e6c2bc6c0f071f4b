"""What may be known about a letter and its readers: numbers."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from website.articles.models import Letter
from website.core import mail
from website.core.models import Outgoing

TOPIC = "letter"


@dataclass(frozen=True)
class Progress:
    """How far a letter has come: of `recipients`, `left` have had it handed to the mail server."""

    recipients: int
    left: int

    @property
    def percent(self) -> int:
        """0 to 100."""
        return 100 * self.left // self.recipients if self.recipients else 0


def subscribers() -> Any:
    """Subscriptions to the letter, in the order in which they are served: a queryset."""
    return mail.subscribers(topic=TOPIC).exclude(frequency="never").order_by("pk")


def waiting(letter: Letter) -> int:
    """Mails of this letter that have not left yet, and were not given up. One query."""
    waits = Outgoing.objects.filter(topic=TOPIC, state=Outgoing.State.WAITING)
    return int(waits.filter(context__letter=letter.pk).count())


def progress(letter: Letter) -> Progress:
    """How far it has come. One query."""
    return Progress(letter.recipients, max(0, letter.queued - waiting(letter)))


def due() -> list[Letter]:
    """Scheduled letters whose moment has come."""
    return list(Letter.objects.filter(status=Letter.Status.SCHEDULED, send_at__lte=timezone.now()))


def being_sent() -> list[Letter]:
    """Letters that are on their way, the oldest first."""
    return list(Letter.objects.filter(status=Letter.Status.SENDING).order_by("pk"))
