"""The test suite: fixed keys, cheap passwords, no durable writes, a folder that is thrown away."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from website.settings.base import *
from website.settings.base import CACHE_IS_SHARED, CACHES, DATABASES, STORAGES, TASKS

VAR = Path(tempfile.mkdtemp(prefix="overlap-test-"))
atexit.register(shutil.rmtree, VAR, ignore_errors=True)
MEDIA_ROOT, DATASET_ROOT, STATIC_ROOT = VAR / "media", VAR / "datasets", VAR / "static"
STATIC_ROOT.mkdir()

SECRET_KEY = "insecure-test-key-that-production-refuses-0123456789-abcdefghij"
PRIVATE_LINK_KEYS = {1: "insecure-test-private-link-key-0123456789abcdef"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MAIL_AT_ONCE = False  # a test delivers when it wants to look
TASKS = TASKS | {"long": TASKS["default"]}  # what a page asks for is there when it has answered
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
CLIENT_ADDRESS_HEADER = "X-Forwarded-For"
# Test people count to a little, in Python.
COMMENTS_PROOF_MOST = SURVEYS_PROOF_MOST = 50
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
SITE_URL = WAGTAILADMIN_BASE_URL = "http://testserver"
if "sqlite" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=OFF;PRAGMA foreign_keys=ON"
    )
REQUIRE_DURABILITY = False
DATABASES["default"]["CONN_MAX_AGE"] = 0  # a test's database is replaced under its connections
if CACHE_IS_SHARED:
    CACHES["default"]["KEY_PREFIX"] = f"overlap-test-{os.getpid()}"
