"""E-mail, phone, website and identifiers in one spelling each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from commonweave.linkage.domain.text import letters_and_digits

_EMAIL = re.compile(r"[^\s@<>,;:()]+@[^\s@<>,;:()]+\.[^\s@<>,;:().]{2,}")
_SITE = re.compile(r"^(?:[a-z][a-z0-9+.-]*:/*)?(?:[^/@\s]*@)?([^/?#:\s]+)(?::\d+)?([^\s]*)$")
_HOST = re.compile(r"^[^\s.]+(?:\.[^\s.]+)+$")


def read_email(text: str) -> str | None:
    """Return an address in lower case, or None where there is none."""
    found = _EMAIL.search(text.strip().lower())
    return found.group(0) if found else None


def email_site(address: str, hosts: Mapping[str, str]) -> str | None:
    """Return the domain of an address when it is the body's own and not a shared mail host's."""
    host = address.rpartition("@")[2]
    return None if host in hosts else host


def read_site(text: str, hosts: Mapping[str, str]) -> str | None:
    """Return the host of a website, or host and first path part on a host that many share.

    A shared host without a path says nothing and gives None, and so does text that is no address.
    """
    found = _SITE.match(text.strip().lower())
    if not found:
        return None
    host = re.sub(r"^(?:www\d?|m)\.", "", found.group(1)).rstrip(".")
    if not _HOST.match(host) or len(host) > 100:
        return None
    base = host if host in hosts else ".".join(host.split(".")[1:])
    if base not in hosts:
        return host
    if base != host and hosts[base] == "profiles" and base.count(".") == 1:
        return None if host.split(".")[0] in {"en-gb", "fr-fr", "es-es", "de-de"} else host
    path = [part for part in found.group(2).split("/") if part]
    if not path:
        return None
    tail = path[-1] if path[0] in {"pages", "groups", "company", "p", "people"} else path[0]
    return f"{host}/{tail}"[:120]


@lru_cache(maxsize=1 << 16)
def read_phone(text: str, country: str) -> str | None:
    """Return a number as +country…, or its last nine digits where no numbering plan fits."""
    import phonenumbers

    digits = "".join(filter(str.isdigit, text))
    if len(digits) < 6:
        return None
    try:
        number = phonenumbers.parse(text, country.upper() or None)
    except phonenumbers.NumberParseException:
        return digits[-9:]
    return f"+{number.country_code}{number.national_number}"


_SCHEME = re.compile(r"^\s*([A-Za-z][\w. /-]{1,30}?)\s*:\s*(\S.*)$")


def read_identifier(text: str) -> tuple[str, str] | None:
    """Return (scheme in capitals or "", value): `GB-COH:00525R` and `525r` both hold 525R.

    Blanks, punctuation and leading zeros (which spreadsheets lose) do not count. A French SIRET
    is cut to the SIREN it holds, since one body has many of them.
    """
    found = _SCHEME.match(text) if ":" in text else None
    scheme, value = (found.group(1), found.group(2)) if found else ("", text)
    value = letters_and_digits(value.upper())
    scheme = scheme.upper().strip()
    if scheme in {"SIRET", "FR-SIRET"} or (not scheme and _is_siret(value)):
        scheme, value = scheme.replace("SIRET", "SIREN"), value[:9]
    value = value.lstrip("0")
    return (scheme, value) if len(value) > 1 else None


def _is_siret(value: str) -> bool:
    from stdnum.fr import siret

    return len(value) == 14 and value.isdigit() and bool(siret.is_valid(value))


def identifier_shape(value: str) -> str:
    """Return the pattern of a number without scheme: 525R is 9A, 04711097 is 9."""
    if value.isdecimal():
        return "9"
    return re.sub(r"[A-Z]+", "A", re.sub(r"\d+", "9", value))
