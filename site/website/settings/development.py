"""One machine, one process, one file: what `make demo` and `make site` run. No secret is built in."""

from website.settings.base import *
from website.settings.base import STATIC_ROOT, STORAGES, VAR, env
from website.settings.local_keys import local_keys

DEBUG = env.bool("DEBUG", default=False)
_keys = local_keys(VAR / "keys.json")
SECRET_KEY = env.str("SECRET_KEY", default=_keys["secret"])
PRIVATE_LINK_KEYS = {1: _keys["private_link"]}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
SERVE_MEDIA = True
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
