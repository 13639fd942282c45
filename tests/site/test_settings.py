"""Settings: sane where nothing is set, refusing what is unsafe."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from commonweave.site.mail import mail_settings

SETTINGS = Path(__file__).parents[2] / "src/commonweave/site/settings.py"
REFERENCE = Path(__file__).parents[2] / "docs/reference/settings.md"
PROBE = """
import json, sys
from commonweave.site import settings as s
print(json.dumps({name: repr(getattr(s, name)) for name in sys.argv[1:]}))
"""


def settings_under(*names: str, **environment: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k in {"PATH", "PYTHONPATH"}}
    answer = subprocess.run(
        [sys.executable, "-c", PROBE, *names],
        env={**kept, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode:
        raise RuntimeError(answer.stderr.strip().splitlines()[-1])
    found: dict[str, str] = json.loads(answer.stdout)
    return found


def test_the_demonstration_key_serves_this_machine_only() -> None:
    with pytest.raises(RuntimeError, match="COMMONWEAVE_SECRET_KEY is not set"):
        settings_under("SECRET_KEY", COMMONWEAVE_HOSTS="inventory.example.org")
    settings_under(
        "SECRET_KEY", COMMONWEAVE_HOSTS="inventory.example.org", COMMONWEAVE_SECRET_KEY="x" * 50
    )


def test_https_shuts_every_cookie_in() -> None:
    names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT")
    assert set(settings_under(*names, COMMONWEAVE_HTTPS="1").values()) == {"True"}
    assert set(settings_under(*names).values()) == {"False"}


def test_a_pool_and_long_connections_exclude_each_other() -> None:
    url = "postgres://somebody@127.0.0.1:5432/house"
    pooled = settings_under("DATABASES", DATABASE_URL=url, COMMONWEAVE_DATABASE_POOL="8")
    assert "'max_size': 8" in pooled["DATABASES"]
    assert "'CONN_MAX_AGE': 0" in pooled["DATABASES"]
    assert "'CONN_MAX_AGE': 60" in settings_under("DATABASES", DATABASE_URL=url)["DATABASES"]


def test_an_unknown_dye_is_refused_by_name() -> None:
    with pytest.raises(RuntimeError, match="woad, madder"):
        settings_under("HOUSE_DYE", COMMONWEAVE_DYE="pink")


@pytest.mark.parametrize(
    ("url", "backend", "port", "starttls", "tls"),
    [
        ("console:", "console", 25, False, False),
        ("file:/var/mail", "filebased", 25, False, False),
        ("smtp://relay", "smtp", 587, False, False),
        ("smtp://me:p%40ss@relay:2525", "smtp", 2525, True, False),
        ("smtps://me:secret@relay", "smtp", 465, False, True),
    ],
)
def test_one_address_says_how_mail_leaves(
    url: str, backend: str, port: int, starttls: bool, tls: bool
) -> None:
    mail = mail_settings(url)
    assert f".{backend}." in mail.backend
    assert (mail.port, mail.starttls, mail.tls) == (port, starttls, tls)


def test_a_percent_sign_in_the_password_is_read() -> None:
    assert mail_settings("smtp://me:p%40ss@relay").password == "p@ss"


@pytest.mark.parametrize("url", ["", "relay:25", "file:", "ftp://relay"])
def test_any_other_mail_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="COMMONWEAVE_EMAIL_URL"):
        mail_settings(url)


def test_every_variable_is_described() -> None:
    read = set(re.findall(r'environ\.get\(\s*"(\w+)"', SETTINGS.read_text(encoding="utf-8")))
    described = set(re.findall(r"^\| `(\w+)`", REFERENCE.read_text(encoding="utf-8"), re.MULTILINE))
    assert read == described
