"""The demonstration's mail server: a table, shown at /demo/mail/. Production refuses to start with it."""

from collections.abc import Sequence

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from website.core.models import KeptMail


class EmailBackend(BaseEmailBackend):
    """Keeps every message as a row; the clock leaves the newest 200."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep them, one row for each recipient; how many messages."""
        for message in email_messages:
            parts = message.alternatives if isinstance(message, EmailMultiAlternatives) else []
            html = next((str(content) for content, kind in parts if kind == "text/html"), "")
            headers = {str(name): str(value) for name, value in message.message().items()}
            KeptMail.objects.bulk_create(
                KeptMail(
                    address=address,
                    subject=str(message.subject)[:200],
                    text=str(message.body),
                    html=html,
                    headers=headers,
                )
                for address in message.recipients()
            )
        return len(email_messages)
