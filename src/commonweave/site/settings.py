"""Settings, all read from the environment; the defaults serve one machine with nothing else on it.

Each variable is described in `docs/reference/settings.md`.
"""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from commonweave.site.mail import mail_settings

PACKAGE = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("COMMONWEAVE_DATA", "var")).resolve()
"""Where the database, the linkage state and received files live."""

# The house ------------------------------------------------------------------------------------

HOUSE_NAME = os.environ.get("COMMONWEAVE_NAME", "Commonweave")
HOUSE_DYE = os.environ.get("COMMONWEAVE_DYE", "woad")
"""The one accent colour, by the name of its dye; each is checked for contrast in the tests."""
DYES = ("woad", "madder", "walnut", "mallow", "moss", "slate")
if HOUSE_DYE not in DYES:
    raise ImproperlyConfigured(f"COMMONWEAVE_DYE is {HOUSE_DYE!r}; it may be {', '.join(DYES)}.")

DEBUG = os.environ.get("COMMONWEAVE_DEBUG", "") == "1"
HTTPS = os.environ.get("COMMONWEAVE_HTTPS", "") == "1"
BEHIND_PROXY = os.environ.get("COMMONWEAVE_BEHIND_PROXY", "") == "1"
SIGNUP_OPEN = os.environ.get("COMMONWEAVE_SIGNUP", "") == "1"
MAINTENANCE = os.environ.get("COMMONWEAVE_MAINTENANCE", "") == "1"

LOCAL_HOSTS = {"localhost", "127.0.0.1", "[::1]", "testserver"}
ALLOWED_HOSTS = os.environ.get("COMMONWEAVE_HOSTS", "localhost 127.0.0.1 [::1]").split()
_DEMONSTRATION_KEY = "only-for-a-demonstration-on-this-machine"
SECRET_KEY = os.environ.get("COMMONWEAVE_SECRET_KEY", _DEMONSTRATION_KEY)
if SECRET_KEY == _DEMONSTRATION_KEY and not DEBUG and not LOCAL_HOSTS.issuperset(ALLOWED_HOSTS):
    raise ImproperlyConfigured(
        "COMMONWEAVE_HOSTS names other hosts than this machine, but COMMONWEAVE_SECRET_KEY is not "
        "set. Set it to a long random text, for instance the output of `openssl rand -base64 48`."
    )

# Parts ----------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "commonweave.site",  # first: its templates stand before those of the libraries
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "csp",
    "commonweave.infrastructure",
    "commonweave.accounts",
    "commonweave.registry",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "commonweave.site.middleware.CrossOriginMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "commonweave.site.middleware.MaintenanceMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "commonweave.site.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",  # last: it answers in place of a locked sign-in
]
ROOT_URLCONF = "commonweave.site.urls"
WSGI_APPLICATION = "commonweave.site.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "commonweave.site.context.house",
            ],
        },
    }
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Database: SQLite unless an address is given --------------------------------------------------

DATABASE_URL = os.environ.get("DATABASE_URL", "")
DATABASE_POOL = int(os.environ.get("COMMONWEAVE_DATABASE_POOL", "0"))
"""Most connections a PostgreSQL pool may hold in one process; 0 for none."""
DATABASES: dict[str, dict[str, Any]]
if DATABASE_URL:
    DATABASES = {
        "default": dict(
            dj_database_url.parse(
                DATABASE_URL, conn_max_age=0 if DATABASE_POOL else 60, conn_health_checks=True
            )
        )
    }
    if DATABASE_POOL:
        DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {
            "min_size": 1,
            "max_size": DATABASE_POOL,
            "timeout": 10,
        }
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(DATA_DIR / "commonweave.sqlite3"),
            "CONN_MAX_AGE": 60,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # FULL, not NORMAL: a power cut must not lose what the books took in.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                "PRAGMA mmap_size=134217728; PRAGMA journal_size_limit=67108864;"
                "PRAGMA cache_size=-20000; PRAGMA temp_store=MEMORY",
            },
        }
    }
_MEMORY = "django.core.cache.backends.locmem.LocMemCache"
CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": _MEMORY},
    # Apart from the default, whose counts of failed sign-ins no crowd of pages may push out.
    "pages": {
        "BACKEND": _MEMORY,
        "LOCATION": "pages",
        "TIMEOUT": 24 * 3600,
        "OPTIONS": {"MAX_ENTRIES": 400},
    },
}

# People and sign-in ---------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "commonweave.accounts.adapter.DoorKeeper"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
# People whom the house itself let in are known; strangers prove their address first.
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if SIGNUP_OPEN else "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = f"{HOUSE_NAME}: "
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
# Guesses at one address are counted by axes below; this one counts guesses at many.
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = HOUSE_NAME
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # browsers allow it for localhost only
AXES_FAILURE_LIMIT = 6
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "commonweave.accounts.adapter.name_under_trial"
AXES_LOCKOUT_CALLABLE = "commonweave.site.views.refuse_sign_in"
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
if BEHIND_PROXY:
    AXES_IPWARE_PROXY_COUNT = 1
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Transport and browser ------------------------------------------------------------------------

SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "base-uri": [NONE],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "img-src": [SELF, "data:"],  # data: for the QR code of a second factor
        "script-src": [SELF],
        "style-src": [SELF],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# Languages ------------------------------------------------------------------------------------

USE_TZ = True
TIME_ZONE = os.environ.get("COMMONWEAVE_TIME_ZONE", "UTC")
LANGUAGE_CODE = os.environ.get("COMMONWEAVE_LANGUAGE", "en")
LANGUAGES = [("en", _("English")), ("fr", _("French")), ("es", _("Spanish"))]
LOCALE_PATHS = [PACKAGE / "locale"]
FORMAT_MODULE_PATH = "commonweave.site.formats"
USE_THOUSAND_SEPARATOR = False  # years and numbers of law stand without; see the filter `count`

# Files ----------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
WHITENOISE_USE_FINDERS = True  # a demonstration needs no `collectstatic`
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "commonweave.site.static_files.HouseStaticStorage"},
}
MEDIA_ROOT = DATA_DIR / "files"

# Mail and logs --------------------------------------------------------------------------------

_MAIL = mail_settings(os.environ.get("COMMONWEAVE_EMAIL_URL", "console:"))
EMAIL_BACKEND = _MAIL.backend
EMAIL_HOST, EMAIL_PORT = _MAIL.host, _MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL.user, _MAIL.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _MAIL.starttls, _MAIL.tls
EMAIL_FILE_PATH = _MAIL.folder
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("COMMONWEAVE_EMAIL_FROM", "commonweave@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {
        "handlers": ["stderr"],
        "level": os.environ.get("COMMONWEAVE_LOG_LEVEL", "WARNING").upper(),
    },
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.request": {"level": "ERROR"},  # a mistyped address is no news
    },
}

# Weaving --------------------------------------------------------------------------------------

ENGINE = os.environ.get("COMMONWEAVE_ENGINE", "duckdb")
ENGINE_MEMORY = os.environ.get("COMMONWEAVE_ENGINE_MEMORY", "")
_THRESHOLDS = {
    "link_threshold": os.environ.get("COMMONWEAVE_LINK_THRESHOLD"),
    "ask_threshold": os.environ.get("COMMONWEAVE_ASK_THRESHOLD"),
}
LINK_SETTINGS: dict[str, Any] = {name: float(text) for name, text in _THRESHOLDS.items() if text}
"""What differs from `linkage.domain.settings.LinkSettings`, where the shipped values stand."""

WEAVE_HOLD_SHARE = float(os.environ.get("COMMONWEAVE_HOLD_SHARE", "0.05"))
"""A run that merges or splits more than this share of the organisations is only proposed …"""
WEAVE_HOLD_ABOVE = int(os.environ.get("COMMONWEAVE_HOLD_ABOVE", "20"))
"""… if these are also more than this number."""
