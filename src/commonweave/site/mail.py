"""Reading the one setting that says how mail leaves the house."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

_BACKENDS = "django.core.mail.backends"


@dataclass(frozen=True)
class Mail:
    """Django's mail settings."""

    backend: str
    host: str = "localhost"
    port: int = 25
    user: str = ""
    password: str = ""
    starttls: bool = False
    tls: bool = False
    folder: str | None = None


def mail_settings(url: str) -> Mail:
    """Turn an address into mail settings; ValueError where it is none of these.

    `console:` prints; `file:/folder` writes; `smtp://user:password@host:587` speaks STARTTLS where
    a user is named; `smtps://…:465` speaks TLS from the first byte.
    """
    parts = urlsplit(url)
    if parts.scheme == "console":
        return Mail(f"{_BACKENDS}.console.EmailBackend")
    if parts.scheme == "file" and parts.path:
        return Mail(f"{_BACKENDS}.filebased.EmailBackend", folder=parts.path)
    if parts.scheme in {"smtp", "smtps"} and parts.hostname:
        tls = parts.scheme == "smtps"
        return Mail(
            f"{_BACKENDS}.smtp.EmailBackend",
            host=parts.hostname,
            port=parts.port or (465 if tls else 587),
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            starttls=bool(parts.username) and not tls,
            tls=tls,
        )
    raise ValueError(
        "COMMONWEAVE_EMAIL_URL must be console:, file:/folder, smtp://user:password@host:port "
        "or smtps://user:password@host:port."
    )
