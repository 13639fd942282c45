"""Web addresses, e-mail addresses, telephone numbers, and whether they are a person's."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import lru_cache

from commonweave.registry.domain.values.numbers import drop_spreadsheet_zero
from commonweave.registry.domain.values.outcome import (
    NOT_UNDERSTOOD,
    Change,
    Outcome,
    Parsed,
    Refused,
)

_EMAIL = re.compile(
    r"[^\s@<>()\[\],;:\"]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{1,62}"
)
_MANY = re.compile(r"\s*[;,|\n]\s*|\s+/\s+|\s+")
_AND = frozenset({"et", "and", "e", "y", "und"})
_HOST = re.compile(
    r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+(?:[^\W\d_]{2,63}|xn--[a-z0-9-]+)\.?(?::\d{2,5})?"
)
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(?=[^\d]|$)")
_TYPED_SCHEME = re.compile(r"(?:h{1,2}t{1,3}ps?|hhtp|htpp)(s?)\s*[:;]?\s*/{1,3}\s*", re.IGNORECASE)
_PHONE_SHAPE = re.compile(r"[\d\s().+/\-–xXext,:#]+")
_EXTENSION = re.compile(
    r"\s*\b(?:poste|ramal|interno|durchwahl|dw|anexo)\b\.?\s*(?=\d)", re.IGNORECASE
)
_PHONES = re.compile(r"\s*(?:[;|\n]|,|\s/\s|\sou\s|\sor\s|\soder\s|\se\s|\so\s)\s*")

_ROLES = """
    info infos information contact contacts contato contacto kontakt mail email office bureau buero
    secretariat secretaria sekretariat admin administration administracion accueil reception hello
    hallo hola ola bonjour bonjour direction direccion directie coordination coordinacion
    coordenacao
    communication comunicacion comunicacao presse press support service services servicio team
    equipe
    equipo enquiries enquiry general post postmaster web webmaster coop cooperative cooperativa asso
    association asociacion associacao members membership membres socios board ca shop sales vente
    ventas
    vendas comercial commercial compta comptabilite finance finances accounts jobs rh hr mairie
    ateliers
    atelier store orders bookings reservations events community club group
"""
ROLE_WORDS = frozenset(_ROLES.split())
"""Words before the @ that stand for an office and not for a person."""


def _idn(host: str) -> str:
    """Return the host in small letters and in Unicode, however it was written."""
    labels = []
    for label in host.lower().rstrip(".").split("."):
        if label.startswith("xn--"):
            with suppress(UnicodeError):
                labels.append(label.encode("ascii").decode("idna"))
                continue
        labels.append(label)
    return ".".join(labels)


def _one_website(text: str) -> Outcome[str]:
    typed = _TYPED_SCHEME.match(text)
    rest, scheme = (
        (text[typed.end() :], "https" if "s" in typed.group().lower() else "http")
        if typed
        else (text, "")
    )
    if not typed and (found := _SCHEME.match(text)) and "." not in found[1]:
        return Refused("unsafe_address")
    rest = rest.removeprefix("//")
    host, slash, tail = _split_host(rest)
    if "@" in host or not _HOST.fullmatch(host):
        return NOT_UNDERSTOOD
    value = f"{scheme or 'https'}://{_idn(host)}{slash}{tail}"
    if value.endswith("/") and tail == "":
        value = value.rstrip("/")
    if value == text or value + "/" == text:
        return Parsed(value)
    return Parsed(value, (Change("address_form" if scheme else "scheme_added", text, value),))


def _split_host(rest: str) -> tuple[str, str, str]:
    match = re.search(r"[/?#]", rest)
    return (
        (rest, "", "") if match is None else (rest[: match.start()], match[0], rest[match.end() :])
    )


@lru_cache(maxsize=16384)
def parse_websites(text: str) -> Outcome[tuple[str, ...]]:
    """Read one or several web addresses of a cell.

    `https://` is put before an address without a scheme; the host is written small and in Unicode.
    A text that is no address (`update6`, an e-mail) is not understood; another scheme
    (`javascript:`, `ftp:`) is refused as unsafe. One bad address in a cell refuses the cell.
    """
    whole = _one_website(text) if " " not in text else NOT_UNDERSTOOD
    if isinstance(whole, Parsed):
        return Parsed((whole.value,), whole.changes)
    parts = [part for part in _MANY.split(text) if part and part.lower() not in _AND]
    values: list[str] = []
    changes: list[Change] = []
    for part in parts if len(parts) > 1 else ():
        found = _one_website(part)
        if not isinstance(found, Parsed):
            return found if isinstance(found, Refused) else NOT_UNDERSTOOD
        values.append(found.value)
        changes.extend(found.changes)
    return Parsed(tuple(dict.fromkeys(values)), tuple(changes)) if values else whole


@lru_cache(maxsize=16384)
def parse_emails(text: str) -> Outcome[tuple[str, ...]]:
    """Read one or several e-mail addresses (`Name <a@b>`, `a [at] b`), in small letters."""
    plain = re.sub(r"\s*[\[({]\s*(?:at|arroba|AT|chez|ät)\s*[\])}]\s*", "@", text)
    plain = re.sub(r"\s*[\[({]\s*(?:dot|point|punto|ponto|punkt)\s*[\])}]\s*", ".", plain)
    plain = re.sub(r"(?i)mailto:", " ", plain)
    bracketed = re.findall(r"<([^<>]+)>", plain)
    parts = bracketed or [part for part in _MANY.split(plain) if part]
    values = []
    for part in parts:
        bare = part.strip("<>.,;'\"()")
        if bare.count("@") == 1 and (match := _EMAIL.fullmatch(bare)):
            local, _, host = match.group().partition("@")
            values.append(f"{local}@{_idn(host)}".lower())
        elif "@" in bare or (not bracketed and len(parts) == 1):
            return NOT_UNDERSTOOD
    if not values:
        return NOT_UNDERSTOOD
    joined = " | ".join(values)
    return Parsed(
        tuple(dict.fromkeys(values)),
        () if joined == text else (Change("address_form", text, joined),),
    )


def looks_personal(email: str) -> bool:
    """Whether an address looks like a person's: `first.last@` with neither part a role's word."""
    local = email.partition("@")[0]
    parts = re.split(r"[._-]", local)
    named = len(parts) == 2 and all(part.isalpha() for part in parts)
    return named and ROLE_WORDS.isdisjoint(parts)


def _one_phone(text: str, country: str | None) -> str | None:
    import phonenumbers

    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    value = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return f"{value};ext={number.extension}" if number.extension else value


@lru_cache(maxsize=32768)
def parse_phones(text: str, country: str | None = None) -> Outcome[tuple[str, ...]]:
    """Read one or several telephone numbers as E.164 (`;ext=` as in RFC 3966 where there is one).

    A number that cannot be read in `country` is kept as it is written, if it has five digits or
    more: with `not_understood`, or with `phone_country_unknown` where no country is known.
    """
    bare, changes = drop_spreadsheet_zero(text)
    spelt = _EXTENSION.sub(" ext ", bare)
    values = _phones(spelt, country)
    if values:
        joined = " | ".join(values)
        told = () if joined == bare else (Change("phone_form", bare, joined),)
        return Parsed(values, (*changes, *told))
    if sum(c.isdigit() for c in bare) >= 5 and len(bare) <= 60:
        kind = "not_understood" if country else "phone_country_unknown"
        return Parsed((bare,), (*changes, Change(kind, bare, bare)))
    return NOT_UNDERSTOOD


def _phones(text: str, country: str | None) -> tuple[str, ...]:
    """Return the numbers of a cell, or none where one of them cannot be read."""
    whole = _one_phone(text, country)
    if whole is not None:
        return (whole,)
    found = [_one_phone(part, country) for part in _PHONES.split(text) if part]
    values = tuple(dict.fromkeys(value for value in found if value))
    return values if len(found) > 1 and None not in found else ()


def parse_social(text: str) -> Outcome[str]:
    """Read an account of a social network: an address, or a name as the source writes it."""
    found = parse_websites(text) if "." in text or ":" in text else NOT_UNDERSTOOD
    if isinstance(found, Parsed):
        return Parsed(found.value[0], found.changes)
    if found == Refused("unsafe_address") or len(text) > 200:
        return found if isinstance(found, Refused) else NOT_UNDERSTOOD
    return Parsed(text)
