"""What values look like: the evidence that raises or lowers the confidence in a reading."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from commonweave.kernel.countries import country_code
from commonweave.registry.domain.values.coded import read_status, read_yes_no
from commonweave.registry.domain.values.contacts import parse_emails, parse_websites
from commonweave.registry.domain.values.dates import parse_date, parse_year
from commonweave.registry.domain.values.identifiers import REGISTER, parse_identifier
from commonweave.registry.domain.values.numbers import parse_amount, parse_count
from commonweave.registry.domain.values.outcome import Parsed, Refused
from commonweave.registry.domain.values.places import parse_degrees, parse_position

_PHONE = re.compile(r"[+(]?[\d\s().+/\-–]{6,}(?:\s*(?:ext|x|poste)\.?\s*\d+)?")
_POSTCODE = re.compile(r"(?=.*\d)[A-Za-z0-9][A-Za-z0-9\s.\-]{1,10}")
_BRITISH = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z]{2,4})?(?:[,;| ]+[a-z]{2})*", re.IGNORECASE)
_CURRENCY = re.compile(r"[A-Z]{3}|[€$£¥]")
LEGAL_WORD = re.compile(
    r"\b(?:ltd|limited|llp|plc|cic|inc|corp|llc|eg|e\.\s?g\.|gmbh|ug|ag|e\.?\s?v\.?|scop|scic|sarl|sas|"
    r"sa|eurl|"
    r"scrl|s\.?\s?coop|sccl|sal|slu?|ltda|sociedad|sociedade|society|société|soc\.?|coop\.)(?:\W|$)",
    re.IGNORECASE,
)


def _is_number(text: str) -> bool:
    return not isinstance(parse_amount(text), Refused) or isinstance(parse_count(text), Parsed)


def _is_degree(limit: int) -> Callable[[str], bool]:
    def check(text: str) -> bool:
        value = parse_degrees(text)
        return value is not None and abs(value) <= limit

    return check


def is_text(text: str) -> bool:
    """Whether a text could be a name: it has a letter and is no web or e-mail address."""
    return (
        any(c.isalpha() for c in text) and "@" not in text and "://" not in text and len(text) < 400
    )


def _is_short_text(text: str) -> bool:
    return is_text(text) and len(text) < 80 and sum(c.isdigit() for c in text) <= len(text) / 3


def _understood(parse: Callable[[str], object]) -> Callable[[str], bool]:
    return lambda text: not isinstance(parse(text), Refused)


_CHECKS: dict[str, Callable[[str], bool]] = {
    "contact.email": _understood(parse_emails),
    "website": _understood(parse_websites),
    "contact.phone": lambda text: bool(_PHONE.match(text)) and sum(map(str.isdigit, text)) >= 6,
    "address.postcode": lambda text: bool(_POSTCODE.fullmatch(text)),
    "location.lat": _is_degree(90),
    "location.lon": _is_degree(180),
    "location.both": _understood(parse_position),
    "founded": _understood(parse_date),
    "dissolved": _understood(parse_date),
    "status": lambda text: "code" in read_status(text, boolean=True),
    "members": _is_number,
    "employees": _is_number,
    "volunteers": _is_number,
    "turnover": _is_number,
    "turnover.year": _understood(parse_year),
    "reference_year": _understood(parse_year),
    "turnover.currency": lambda text: bool(_CURRENCY.fullmatch(text)),
    "natural_person": lambda text: read_yes_no(text) is not None,
    "language": lambda text: bool(_LANGUAGE.fullmatch(text)),
    "address.country": lambda text: country_code(text) is not None,
    "address.locality": _is_short_text,
    "address.district": lambda text: _is_short_text(text) and read_yes_no(text) is None,
    "address.region": lambda text: len(text) < 80,
    "network": lambda text: len(text) < 400 and text.lower() not in {"true", "false"},
    "contact.person": _is_short_text,
    "legal_form": lambda text: len(text) < 120,
    "structure": lambda text: len(text) < 160,
    "address.street": lambda text: any(c.isalpha() for c in text) and "://" not in text,
    "address.full": lambda text: any(c.isalpha() for c in text) and "://" not in text,
}


def _checks_out(scheme: str) -> Callable[[str], bool]:
    def check(text: str) -> bool:
        found = parse_identifier(text, scheme)
        return isinstance(found, Parsed) and all(c.kind != "check_failed" for c in found.changes)

    return check


def check_of(field: str) -> Callable[[str], bool] | None:
    """Return the test that values of a field pass, or None where any text will do."""
    if field.startswith("name."):
        return is_text
    if field.startswith("identifier:"):
        scheme = field.partition(":")[2]
        return (
            _checks_out(scheme) if scheme != REGISTER else lambda text: any(map(str.isdigit, text))
        )
    return _CHECKS.get(field)


LAX = frozenset(
    {
        "address.district", "address.full", "address.locality", "address.region", "address.street",
        "contact.person", "legal_form", "network", "structure",
    }
)  # fmt: skip
"""Fields that nearly any text fits: they give way where a header also means a field with a test."""


def is_telling(field: str) -> bool:
    """Whether values that fit a field tell much for it."""
    return check_of(field) is not None and field not in LAX and not field.startswith("name.")


def fit(field: str, values: Sequence[str]) -> float | None:
    """Return the share of values that look like the field's, or None where nothing can be said."""
    check = check_of(field)
    if check is None or not values:
        return None
    return sum(map(check, values)) / len(values)


def _named_country(text: str) -> bool:
    return len(text) > 3 and country_code(text) is not None


BY_VALUES: tuple[tuple[str, Callable[[str], bool], float], ...] = (
    ("contact.email", lambda text: "@" in text and isinstance(parse_emails(text), Parsed), 0.8),
    ("website", lambda text: text.startswith(("http://", "https://", "www.")), 0.9),
    ("contact.phone", lambda text: text.startswith("+") and bool(_PHONE.fullmatch(text)), 0.9),
    ("address.postcode", lambda text: bool(_BRITISH.fullmatch(text)), 0.9),
    ("address.country", _named_country, 0.9),
)
"""Fields that values alone can show: the field, the test, the share that must pass it."""
