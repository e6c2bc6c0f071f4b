"""What a demonstration is known by: accounts whose e-mail domain can't exist, and mail that is only kept."""

from django.contrib.auth import get_user_model
from django.db.models import QuerySet

MAIL_DOMAIN = "demo.invalid"
#: Keeps mails as rows, which are shown at /demo/mail/.
MAIL_BACKEND = "website.core.mail.kept.EmailBackend"


def accounts() -> QuerySet:
    """Every demonstration account that could sign in."""
    return get_user_model().objects.filter(is_active=True, email__iendswith=f"@{MAIL_DOMAIN}")
