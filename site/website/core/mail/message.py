"""An outbox row as a message: fixed sender, links to this site, text and HTML from templates."""

import hashlib
import hmac
import re
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context
from django.template.loader import get_template
from django.urls import reverse
from wagtail.models import Site

from website.core.mail import keys, topics
from website.core.mail.subscriptions import unsubscribe_path
from website.core.models import Outgoing, Pending, SiteSettings

_FORBIDDEN = re.compile(r"[\r\n\x00]")
_PATH = re.compile(r"/[\x21-\x7e]*")
_GAPS = re.compile(r"\n{3,}")


class NotSafe(ValueError):
    """A header would hold a line break, or a link would lead elsewhere. Our own mistake: nothing is sent."""


def compose(row: Outgoing, pending: Pending | None = None) -> EmailMultiAlternatives:
    """The message for `row`, and for what it asks to confirm. NotSafe where a header could not be trusted."""
    topic = topics.find(pending.topic if pending else row.topic)
    subject = row.subject or topic.subject
    template = row.template or topic.template
    stop = unsubscribe_path(row.subscription) if row.subscription else row.unsubscribe
    for text in (subject, row.address, settings.DEFAULT_FROM_EMAIL):
        if _FORBIDDEN.search(text):
            raise NotSafe("A line break or NUL in a header.")
    context: dict[str, Any] = topic.context(row.context) if topic.context else dict(row.context)
    context |= {
        "subject": subject,
        "topic": topic,
        "ask": topic.ask,
        "button": topic.button,
        "link": link(confirm_path(pending)) if pending else "",
        "unsubscribe_link": link(stop) if stop else "",
        "site_url": settings.SITE_URL,
        "publication": publication(),
    }
    message = EmailMultiAlternatives(
        subject=subject,
        body=_GAPS.sub("\n\n", render(f"{template}.txt", context, escape=False)).strip() + "\n",
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[row.address],
        headers={"Message-ID": message_id(row), "Auto-Submitted": "auto-generated"},
    )
    if stop:
        message.extra_headers["List-Unsubscribe"] = f"<{link(stop)}>"
        message.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.attach_alternative(render(f"{template}.html", context, escape=True), "text/html")
    return message


def render(template: str, context: dict[str, Any], *, escape: bool) -> str:
    """Whether markup is escaped is said here, not by the template. No request: a mail knows no visitor."""
    return str(get_template(template).template.render(Context(context, autoescape=escape)))  # type: ignore[attr-defined]  # Django's own backend


def link(path: str) -> str:
    """An absolute address on this site, from the settings and never from a request."""
    if not _PATH.fullmatch(path):
        raise NotSafe("A link that is no path of this site.")
    return f"{settings.SITE_URL}{path}"


def confirm_path(pending: Pending) -> str:
    """The path of the page that asks to confirm."""
    token = keys.token("confirm", pending.pk, pending.key_version)
    return reverse("mail:confirm", kwargs={"token": token})


def publication() -> str:
    """The name on the letterhead."""
    site = Site.objects.filter(is_default_site=True).first()
    found = SiteSettings.objects.filter(site=site).first() if site else None
    return found.publication_name if found else "Overlap"


def message_id(row: Outgoing) -> str:
    """The same for every attempt at one row, so that a mail sent twice in a crash can be told to be one."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    text = f"{row.pk}:{row.created_at.isoformat()}".encode()
    return f"<{hmac.new(settings.SECRET_KEY.encode(), text, hashlib.sha256).hexdigest()[:32]}@{host}>"
