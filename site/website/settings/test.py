"""The test suite: fixed keys, cheap passwords, no durable writes."""

from website.settings.base import *  # noqa: F403 - a settings module starts from the common one
from website.settings.base import DATABASES, STORAGES

SECRET_KEY = "insecure-test-key-that-production-refuses-0123456789-abcdefghij"
PRIVATE_LINK_KEYS = {1: "insecure-test-private-link-key-0123456789abcdef"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
if "sqlite" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=OFF;PRAGMA foreign_keys=ON"
    )
