"""How demonstration accounts are told from real ones: by their e-mail domain, which can't exist."""

from django.contrib.auth import get_user_model
from django.db.models import QuerySet

MAIL_DOMAIN = "demo.invalid"


def accounts() -> QuerySet:
    """Every demonstration account that could sign in."""
    return get_user_model().objects.filter(is_active=True, email__iendswith=f"@{MAIL_DOMAIN}")
