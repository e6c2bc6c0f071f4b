"""A server on the internet. Starts only with secrets of its own; website.core.checks refuses the rest."""

from website.settings.base import *
from website.settings.base import env

SECRET_KEY = env.str("SECRET_KEY")
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", default=[])
# "1:key" or, while keys are being replaced, "1:old key,2:new key".
PRIVATE_LINK_KEYS = {
    int(number): key for number, _, key in (pair.partition(":") for pair in env.list("PRIVATE_LINK_KEYS"))
}
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
SITE_URL = env.str("SITE_URL").rstrip("/")
REFUSES_TO_START = True
WAGTAILADMIN_BASE_URL = SITE_URL

SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
# The header in which the proxy says "https"; believed only where it is named, see CLIENT_ADDRESS_HEADER.
_scheme_header = env.str("SCHEME_HEADER", default="")
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_" + _scheme_header.upper().replace("-", "_"), "https") if _scheme_header else None
)
