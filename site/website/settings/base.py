"""Settings common to every way of running. What differs by installation is read from the environment.

Each environment variable is described in docs/operators/settings.md.
"""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF

from website.core import logs

ROOT = Path(__file__).resolve().parents[3]
SITE = ROOT / "site" / "website"
env = environ.Env()
VAR = Path(env.str("VAR_DIR", default=str(ROOT / "var")))

# Address and identity ---------------------------------------------------------------------------------
SITE_URL = env.str("SITE_URL", default="http://localhost:8000").rstrip("/")
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])
DEBUG = False
DEMO = env.bool("DEMO", default=False)
#: Production alone: see website.core.refusals.
REFUSES_TO_START = False

ROOT_URLCONF = "website.urls"
WSGI_APPLICATION = "website.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# `wagtail.search` only: with `modelsearch` installed beside it, deleting a page fails.
INSTALLED_APPS = [
    "website.articles",
    "comments",
    # The model under a comment alone: see comments.xtd. No address of either is mounted.
    "comments.xtd.ModelOnly",
    "django_comments",
    "reports",
    "surveys",
    "website.core",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.settings",
    "wagtail.contrib.sitemaps",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "csp",
    # The row of a telephone for the second step at signing in; nothing else of django-otp is used.
    "django_otp.plugins.otp_totp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sites",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "website.core.compressing.CompressPublic",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "website.core.logs.AccessLog",
    "website.core.policy.Policy",
    "website.core.cache.CacheRules",
    "website.core.failing.DatabaseFailures",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "website.core.second_step.door.SecondStep",
    "website.core.signing_in.SignInAnswers",
    "website.core.shared_passwords.CountTries",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SITE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "website.core.context.site",
            ],
        },
    },
]

# Database ---------------------------------------------------------------------------------------------
# No ATOMIC_REQUESTS: with IMMEDIATE transactions every read would take the write lock.
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR / 'overlap.sqlite3'}")}
if "sqlite" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        timeout=20,
        transaction_mode="IMMEDIATE",
        init_command=(
            "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
            "PRAGMA secure_delete=ON;PRAGMA temp_store=MEMORY"
        ),
    )
    # Kept open: whoever closes the last connection moves the whole write-ahead log, with three syncs.
    DATABASES["default"]["CONN_MAX_AGE"] = None
    Path(DATABASES["default"]["NAME"]).parent.mkdir(parents=True, exist_ok=True)
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # A server that does not answer is noticed within seconds instead of two minutes.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
    # Plans of the statements that surveys.queries.prepared repeats are kept, unless a pooler stands between.
    if env.bool("KEEP_PLANS", default=True):
        DATABASES["default"]["OPTIONS"].setdefault("prepare_threshold", 3)
#: Refuse to start on a database that would lose what it confirmed (core.E012–E018). Off in tests alone.
REQUIRE_DURABILITY = env.bool("REQUIRE_DURABILITY", default=True)

# Local memory unless a Redis or Valkey server is named; without its answer pages are served all the same.
CACHE_URL = env.str("CACHE_URL", default="")
CACHE_IS_SHARED = bool(CACHE_URL)
CACHES = {
    "default": {
        "BACKEND": "website.core.redis_cache.ForgivingRedisCache",
        "LOCATION": CACHE_URL,
        "KEY_PREFIX": env.str("CACHE_PREFIX", default="overlap"),
        "OPTIONS": {"socket_timeout": 0.1, "socket_connect_timeout": 0.1},
    }
    if CACHE_IS_SHARED
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}
WEB_PROCESSES = env.int("WEB_PROCESSES", default=1)

# Long work --------------------------------------------------------------------------------------------
#: "long" is what would keep a page waiting; the rest is short and done where it is asked for.
TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "long": {"BACKEND": "website.core.background.InThread"},
}

# People -----------------------------------------------------------------------------------------------
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "wagtailadmin_login"
AUTHENTICATION_BACKENDS = ["website.core.signing_in.Gate"]
WAGTAILADMIN_USER_LOGIN_FORM = "website.core.signing_in.SignInForm"
# Everybody with access to the admin gives a code after the password; without it each may choose to.
REQUIRE_SECOND_STEP = env.bool("REQUIRE_SECOND_STEP", default=False)
OTP_TOTP_ISSUER = urlsplit(SITE_URL).hostname
# Tries are counted in website.core.signing_in, where nobody is locked out for long.
OTP_TOTP_THROTTLE_FACTOR = 0
SESSION_COOKIE_AGE = 60 * 60 * 24 * 7
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

# Language, time, files --------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
TIME_ZONE = env.str("TIME_ZONE", default="UTC")
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [SITE / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
#: Pictures are served by the site itself; on a server that is the web server's work.
SERVE_MEDIA = False
DATASET_ROOT = VAR / "datasets"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# The survey editor posts one field for each part of each question: 60 questions are near 4,000 fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

# Mail -------------------------------------------------------------------------------------------------
vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="overlap@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=20)
#: Deliver right after a commit, in a thread; off, the clock alone delivers.
MAIL_AT_ONCE = env.bool("MAIL_AT_ONCE", default=True)
if DEMO:
    # Nothing leaves a demonstration: its mails are shown at /demo/mail/.
    EMAIL_BACKEND = "website.core.mail.kept.EmailBackend"

# Discussion -------------------------------------------------------------------------------------------
# django_comments' table points to a row of django.contrib.sites; comments.sites keeps it like Wagtail's.
SITE_ID = 1
COMMENTS_APP = "django_comments_xtd"
COMMENTS_XTD_MODEL = "comments.models.Comment"
#: The browser of a writer counts up to here at most, half of it usually: some tenths of a second.
COMMENTS_PROOF_MOST = env.int("COMMENT_PROOF_WORK", default=100_000)

# Wagtail ----------------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Overlap"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_I18N_ENABLED = False
WAGTAILEMBEDS_FINDERS: list[dict[str, object]] = []
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "pdf", "pptx", "rtf", "txt", "xlsx"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILDOCS_DOCUMENT_FORM_BASE = "website.core.uploads.DocumentForm"
# Documents are handed over as files, never shown in place; website.core.policy lets them do nothing.
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []
WAGTAILDOCS_BLOCK_EMBEDDED_CONTENT = False
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
# No SVG: it is a page with scripts that calls itself a picture.
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILIMAGES_IMAGE_FORM_BASE = "website.core.uploads.ImageForm"
WAGTAILREDIRECTS_AUTO_CREATE = True

LOGGING = logs.config(env.str("LOG_LEVEL", default="INFO"), as_json=env.bool("LOG_JSON", default=True))

# What a browser may load. The admin alone is loosened, in website.core.policy.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Limits, private links, proxies -----------------------------------------------------------------------
# scope: (how many, in how many seconds) for one network address.
LIMITS = {
    "survey.start": (env.int("LIMIT_SURVEY_STARTS", default=40), 3600),
    # Of a day (UTC): what starts beyond it pays with work and waits for an analyst (surveys.proof).
    "survey.counted": (env.int("LIMIT_SURVEY_COUNTED", default=20), 24 * 3600),
    "survey.save": (env.int("LIMIT_SURVEY_SAVES", default=1200), 3600),
    # What a page keeps by itself while somebody types; beyond it, it is saved by the buttons alone.
    "survey.keep": (env.int("LIMIT_SURVEY_KEEPS", default=6000), 3600),
    "survey.key": (env.int("LIMIT_SURVEY_KEYS", default=60), 3600),
    "comments.post": (env.int("LIMIT_COMMENTS", default=30), 3600),
    "comments.report": (env.int("LIMIT_COMMENT_REPORTS", default=20), 3600),
    # Not of a network: of one writer, and of one page (beyond it everything is held).
    "comments.writer": (env.int("LIMIT_COMMENTS_OF_WRITER", default=20), 3600),
    "comments.page": (env.int("LIMIT_COMMENTS_ON_PAGE", default=200), 3600),
    "search": (env.int("LIMIT_SEARCHES", default=200), 3600),
    "article.read": (env.int("LIMIT_READS", default=300), 3600),
    # Tries to sign in with a wrong password, see website.core.signing_in: at most 20 in any hour.
    "sign_in.network": (4, 900),
    "sign_in.pair": (3, 900),
    "sign_in.account": (4, 900),
    "sign_in.browser": (4, 900),
    "sign_in.code": (4, 900),
    "sign_in.code_browser": (4, 900),
    # Wrong passwords of a page that has one for several people, see website.core.shared_passwords: of one
    # network, and of everybody at one page.
    "shared_password.network": (8, 900),
    "shared_password.door": (60, 900),
    "mail.ask": (env.int("LIMIT_MAIL_ASKS", default=20), 3600),
    "mail.all": (env.int("LIMIT_MAIL_ALL", default=2000), 3600),  # for the whole site, not one network
}
# Days that a private link works, and days after that until a response that says too little is removed.
SURVEY_RESUME_DAYS = env.int("SURVEY_RESUME_DAYS", default=30)
SURVEY_UNFINISHED_DAYS = env.int("SURVEY_UNFINISHED_DAYS", default=30)
# Days after a wave's end until the addresses that were invited to it are deleted.
SURVEY_INVITATION_DAYS = env.int("SURVEY_INVITATION_DAYS", default=30)
#: Near a network's limit a browser counts up to here at most before a survey begins.
SURVEYS_PROOF_MOST = env.int("SURVEY_PROOF_WORK", default=100_000)
# Addresses of the proxies in front of the site; the header is read only behind one of these. It has no
# default: a WSGI server cannot tell X_Forwarded_For from X-Forwarded-For, so whoever names it knows that the
# proxy drops the former, or chooses a name without a dash (core.E008).
TRUSTED_PROXIES: list[str] = env.list("TRUSTED_PROXIES", default=[])
CLIENT_ADDRESS_HEADER = env.str("CLIENT_ADDRESS_HEADER", default="")
