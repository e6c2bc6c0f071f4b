"""What a demonstration is known by: accounts whose e-mail domain can't exist, and mail that is only kept."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import QuerySet

MAIL_DOMAIN = "demo.invalid"
#: Keeps mails as rows, which are shown at /demo/mail/.
MAIL_BACKEND = "website.core.mail.kept.EmailBackend"


def keeps_mail() -> bool:
    """Whether mails are kept and shown to everybody who looks: in a running demonstration alone."""
    return bool(settings.DEMO) and settings.EMAIL_BACKEND == MAIL_BACKEND


def accounts() -> QuerySet:
    """Every demonstration account that could sign in."""
    return get_user_model().objects.filter(is_active=True, email__iendswith=f"@{MAIL_DOMAIN}")
