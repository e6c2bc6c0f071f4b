"""Why a server must not start. `website.wsgi` and `manage.py check --deploy` both ask."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from website.core import demo, durability

SHORTEST_SECRET = 50
#: Django's own ways of not sending a mail.
UNSENT = frozenset(f"django.core.mail.backends.{name}.EmailBackend" for name in ("console", "dummy"))


def refusals() -> dict[str, str]:
    """Check id -> plain sentence; empty where the server may start. One query."""
    found = {}
    if _weak(settings.SECRET_KEY):
        found["core.E001"] = "SECRET_KEY is a default or too short. Draw one of 50 random characters or more."
    if any(_weak(key, 32) for key in settings.PRIVATE_LINK_KEYS.values()):
        found["core.E002"] = (
            "PRIVATE_LINK_KEYS holds a default or a short key. Draw 64 random hexadecimal characters."
        )
    if settings.DEBUG:
        found["core.E003"] = "DEBUG is on. Error pages would show settings and answers."
    if settings.DEMO:
        found["core.E004"] = "DEMO is on: the demonstration is for one machine only."
    if _demo_accounts():
        found["core.E005"] = (
            "Demonstration accounts can sign in, with published passwords. Run `manage.py remove_demo`."
        )
    if urlsplit(settings.SITE_URL).scheme != "https":
        found["core.E006"] = "SITE_URL does not begin with https://. Private links would travel in the clear."
    if settings.EMAIL_BACKEND == demo.MAIL_BACKEND:
        found["core.E007"] = (
            "Mail is kept and shown at /demo/mail/ instead of being sent. Leave DEMO off and set EMAIL_URL."
        )
    if settings.EMAIL_BACKEND in UNSENT:
        found["core.E019"] = (
            "Mail is not sent: without EMAIL_URL it is printed where the server runs, private links and all. "
            "Name a mail server in EMAIL_URL; docs/operators/settings.md shows how."
        )
    if settings.TRUSTED_PROXIES and not settings.CLIENT_ADDRESS_HEADER:
        found["core.E008"] = (
            "TRUSTED_PROXIES is set but CLIENT_ADDRESS_HEADER is not: everybody would count as one visitor. "
            "Name the header in which the proxy gives the visitor's address: X-Forwarded-For if the proxy "
            "drops X_Forwarded_For, as nginx does; otherwise a name without a dash."
        )
    if not settings.REQUIRE_DURABILITY:
        found["core.E017"] = (
            "REQUIRE_DURABILITY is off: nobody would notice a database that loses what it confirmed. "
            "Leave it out of the environment."
        )
    return found


def refuse_to_start() -> None:
    """Raise ImproperlyConfigured with every reason: those of production where its settings say so, and those
    of durability everywhere but in a test.
    """
    found = refusals() if settings.REFUSES_TO_START else {}
    if settings.REQUIRE_DURABILITY:
        found |= durability.watch()
    if found:
        raise ImproperlyConfigured(
            "This server does not start:\n" + "\n".join(f"  {key}: {text}" for key, text in found.items())
        )


def _weak(key: str, shortest: int = SHORTEST_SECRET) -> bool:
    return (
        len(key) < shortest or len(set(key)) < 8 or key.startswith(("insecure", "django-insecure", "change"))
    )


def _demo_accounts() -> bool:
    """A database that can't be read yet holds no accounts: other checks speak of that."""
    try:
        return demo.accounts().exists()
    except DatabaseError:
        return False
