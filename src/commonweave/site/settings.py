"""Settings, read from the environment; the defaults serve one machine with nothing else on it."""

from __future__ import annotations

import os
from pathlib import Path

import dj_database_url
from django.utils.translation import gettext_lazy as _

DATA_DIR = Path(os.environ.get("COMMONWEAVE_DATA", "var")).resolve()
"""Where the database, the linkage state and received files live."""

DEBUG = os.environ.get("COMMONWEAVE_DEBUG", "") == "1"
SECRET_KEY = os.environ.get("COMMONWEAVE_SECRET_KEY", "only-for-a-demonstration-on-this-machine")
ALLOWED_HOSTS = os.environ.get("COMMONWEAVE_HOSTS", "localhost 127.0.0.1 [::1]").split()

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "commonweave.infrastructure",
    "commonweave.accounts",
    "commonweave.registry",
]
AUTH_USER_MODEL = "accounts.Person"
ROOT_URLCONF = "commonweave.site.urls"
USE_TZ = True
TIME_ZONE = os.environ.get("COMMONWEAVE_TIME_ZONE", "UTC")
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French")), ("es", _("Spanish"))]

DATABASE_URL = os.environ.get("DATABASE_URL", "")
if DATABASE_URL:
    DATABASES = {"default": dict(dj_database_url.parse(DATABASE_URL))}
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(DATA_DIR / "commonweave.sqlite3"),
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

ENGINE = os.environ.get("COMMONWEAVE_ENGINE", "duckdb")
LINK_THRESHOLD = float(os.environ.get("COMMONWEAVE_LINK_THRESHOLD", "0.9"))
ASK_THRESHOLD = float(os.environ.get("COMMONWEAVE_ASK_THRESHOLD", "0.1"))
