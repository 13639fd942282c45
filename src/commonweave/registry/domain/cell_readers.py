"""How the cells of each field are read into a record."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from commonweave.kernel.countries import country_code
from commonweave.registry.domain.addresses import read_whole_address
from commonweave.registry.domain.assembling import RowReader, Spot
from commonweave.registry.domain.fields import Contact, ContactKind, Name, NameKind, Text
from commonweave.registry.domain.folding import fold
from commonweave.registry.domain.values.coded import read_coded, read_status, read_yes_no
from commonweave.registry.domain.values.contacts import (
    looks_personal,
    parse_emails,
    parse_phones,
    parse_social,
    parse_websites,
)
from commonweave.registry.domain.values.dates import parse_date, parse_year
from commonweave.registry.domain.values.identifiers import (
    REGISTER,
    parse_identifier,
    scheme_of_registrar,
)
from commonweave.registry.domain.values.numbers import (
    drop_spreadsheet_zero,
    parse_amount,
    parse_count,
)
from commonweave.registry.domain.values.outcome import Change, Parsed
from commonweave.registry.domain.values.places import parse_position
from commonweave.registry.domain.values.postcodes import parse_postcode
from commonweave.registry.domain.values.text import is_missing, one_line

_PERSON_WORDS = (
    "citizen|citizens|citoyen|citoyenne|citoyens|membre citoyen|membre citoyenne|individual|"
    "individuals|individual member|person|natural person|particulier|personne physique|"
    "membre individuel|individu|persona fisica|persona natural|particular|socio individual|"
    "pessoa fisica|pessoa singular|privatperson|naturliche person|einzelmitglied|einzelperson"
)
_PERSONS = frozenset(_PERSON_WORDS.split("|"))
"""Folded words of member lists that say that an entry is of a person and not of a body."""


def _read_name(row: RowReader, spot: Spot, text: str) -> None:
    text = one_line(text)
    kind = cast("NameKind", spot.field.partition(".")[2])
    names = row.values.setdefault("names", [])
    sign = spot.options.get("split")
    for part in text.split(sign) if sign else (text,):
        plain = part.strip()
        known = kind not in ("main", "legal") and any(name["text"] == plain for name in names)
        if not plain or known:
            continue
        name: Name = {"text": plain, "kind": kind}
        if lang := spot.options.get("lang") or row.language:
            name["lang"] = lang
        names.append(name)


def _read_key(row: RowReader, spot: Spot, text: str) -> None:
    plain, changes = drop_spreadsheet_zero(one_line(text))
    row.key = plain
    row.note(spot, changes)


def _read_registrar(row: RowReader, spot: Spot, text: str) -> None:
    row.registrar = one_line(text)
    row.extras[spot.column] = row.registrar


def _read_identifier(row: RowReader, spot: Spot, text: str) -> None:
    code, authority = spot.field.partition(":")[2], ""
    if code == REGISTER:
        known = scheme_of_registrar(row.registrar) if row.registrar else None
        code, authority = (known.code, "") if known else (REGISTER, row.registrar)
    value = row.take(parse_identifier(one_line(text), code, authority, row.country), spot, text)
    if value is None:
        return
    identifiers = row.values.setdefault("identifiers", [])
    same = (value["scheme"], value["value"])
    if all((known_one["scheme"], known_one["value"]) != same for known_one in identifiers):
        identifiers.append(dict(value))  # type: ignore[arg-type]
    if spot.options.get("key") and row.key is None:
        row.key = value["value"]


def _mark_persons(row: RowReader, text: str) -> None:
    if fold(text) in _PERSONS:
        row.values["natural_person"] = True


def _read_coded(row: RowReader, spot: Spot, text: str) -> None:
    plain, changes = drop_spreadsheet_zero(one_line(text))
    row.note(spot, changes)
    row.values[spot.field] = read_coded(plain, spot.field)  # type: ignore[literal-required]
    _mark_persons(row, plain)


def _read_activity(row: RowReader, spot: Spot, text: str) -> None:
    scheme, sign = spot.options.get("scheme", ""), spot.options.get("split")
    activities = row.values.setdefault("activities", [])
    for part in text.split(sign) if sign else (text,):
        plain = drop_spreadsheet_zero(one_line(part.strip()))[0]
        if not plain:
            continue
        coded = read_coded(plain, "activity", scheme)
        if coded not in activities:
            activities.append(coded)


def _read_description(row: RowReader, spot: Spot, text: str) -> None:
    entry: Text = {"text": text}
    if lang := spot.options.get("lang") or row.language:
        entry["lang"] = lang
    row.values.setdefault("description", []).append(entry)


def _read_street(row: RowReader, _spot: Spot, text: str) -> None:
    row.streets.append(one_line(text, ", "))


def _read_house_number(row: RowReader, spot: Spot, text: str) -> None:
    row.house_number, changes = drop_spreadsheet_zero(one_line(text))
    row.note(spot, changes)


def _read_address_part(row: RowReader, spot: Spot, text: str) -> None:
    part = spot.field.partition(".")[2]
    address = row.values.setdefault("address", {})
    address[part] = one_line(text, ", ")  # type: ignore[literal-required]


def _read_postcode(row: RowReader, spot: Spot, text: str) -> None:
    value = row.take(parse_postcode(one_line(text), row.country), spot, text)
    if value is not None:
        row.values.setdefault("address", {})["postcode"] = value


def _read_country(row: RowReader, spot: Spot, text: str) -> None:
    text = one_line(text)
    code = country_code(text)
    if code is None:
        row.keep_apart(spot, text, "ambiguous" if text.upper() == "NA" else "not_understood")
        row.country = None
        return
    row.country = code
    row.values.setdefault("address", {})["country"] = code
    if text != code:
        row.note(spot, (Change("country_code", text, code),))


def _read_whole_address(row: RowReader, spot: Spot, text: str) -> None:
    found, changes = read_whole_address(text, row.country)
    row.extras[spot.column] = text
    territory = found.pop("territory", None)
    if territory and "territory" not in row.values:
        row.values["territory"] = territory
    address = row.values.setdefault("address", {})
    for part, value in found.items():
        address.setdefault(part, value)  # type: ignore[misc]
    if not address:
        del row.values["address"]
    row.note(spot, changes)


def _read_territory(row: RowReader, _spot: Spot, text: str) -> None:
    row.values["territory"] = one_line(text, ", ")


def _read_degree(row: RowReader, spot: Spot, text: str) -> None:
    row.degrees[spot.field] = (spot, text)


def _read_position(row: RowReader, spot: Spot, text: str) -> None:
    value = row.take(parse_position(one_line(text)), spot, text)
    if value is not None:
        row.values["location"] = value


def _read_website(row: RowReader, spot: Spot, text: str) -> None:
    found = row.take(parse_websites(text), spot, text)
    if found:
        websites = row.values.setdefault("websites", [])
        websites.extend(site for site in found if site not in websites)


def _add_contact(row: RowReader, kind: ContactKind, value: str, personal: bool) -> None:
    contact: Contact = {"kind": kind, "value": value, "personal": personal}
    contacts = row.values.setdefault("contacts", [])
    if contact not in contacts:
        contacts.append(contact)


def _read_contact(row: RowReader, spot: Spot, text: str) -> None:
    kind = spot.field.partition(".")[2]
    if kind == "email":
        for email in row.take(parse_emails(text), spot, text) or ():
            _add_contact(row, "email", email, row.personal or looks_personal(email))
    elif kind == "phone":
        for phone in row.take(parse_phones(one_line(text, "; "), row.country), spot, text) or ():
            _add_contact(row, "phone", phone, row.personal)
    elif kind == "social":
        account = row.take(parse_social(one_line(text)), spot, text)
        if account:
            _add_contact(row, "social", account, row.personal)
    else:
        _add_contact(row, "person", one_line(text), True)


def _read_date(row: RowReader, spot: Spot, text: str) -> None:
    found = parse_date(one_line(text), spot.options.get("dates"))
    value = row.take(found, spot, text)
    if value is not None:
        row.values[spot.field] = value  # type: ignore[literal-required]
        if isinstance(found, Parsed) and found.changes:
            row.extras[spot.column] = text


def _read_status(row: RowReader, spot: Spot, text: str) -> None:
    row.values["status"] = read_status(one_line(text), bool(spot.options.get("boolean"))).copy()


def _read_count(row: RowReader, spot: Spot, text: str) -> None:
    value = row.take(parse_count(one_line(text), row.context(spot.options)), spot, text)
    if value is not None:
        row.values[spot.field] = {"value": value}  # type: ignore[literal-required]


def _read_turnover(row: RowReader, spot: Spot, text: str) -> None:
    value = row.take(parse_amount(one_line(text), row.context(spot.options)), spot, text)
    if value is not None:
        row.values["turnover"] = value


def _read_turnover_year(row: RowReader, spot: Spot, text: str) -> None:
    year = row.take(parse_year(one_line(text)), spot, text)
    if year is not None and "turnover" in row.values:
        row.values["turnover"]["year"] = year
    elif year is not None:
        row.extras[spot.column] = text


def _read_turnover_currency(row: RowReader, spot: Spot, text: str) -> None:
    code = one_line(text).upper()
    if len(code) != 3 or not code.isalpha() or not code.isascii():
        row.keep_apart(spot, text)
    elif "turnover" in row.values:
        row.values["turnover"]["currency"] = code
    else:
        row.extras[spot.column] = text


def _read_reference_year(row: RowReader, spot: Spot, text: str) -> None:
    row.year = row.take(parse_year(one_line(text)), spot, text)
    row.extras[spot.column] = text


def _read_network(row: RowReader, spot: Spot, text: str) -> None:
    networks = row.values.setdefault("networks", [])
    sign = spot.options.get("split")
    for part in text.split(sign) if sign else (text,):
        plain = one_line(part.strip())
        if not is_missing(plain) and plain not in networks:
            networks.append(plain)


def _read_natural_person(row: RowReader, spot: Spot, text: str) -> None:
    said = read_yes_no(text)
    if said is None and fold(text) in _PERSONS:
        said = True
    if said is None:
        row.keep_apart(spot, text)
    else:
        row.values["natural_person"] = said


def _read_language(row: RowReader, spot: Spot, text: str) -> None:
    code = text.strip().replace("_", "-")
    if (
        2 <= len(code.partition("-")[0]) <= 3
        and code.replace("-", "").isascii()
        and code[:2].isalpha()
    ):
        row.language = code.lower() if "-" not in code else code
        row.extras[spot.column] = text
    else:
        row.keep_apart(spot, text)


Reader = Callable[[RowReader, Spot, str], None]
READERS: dict[str, Reader] = {
    "name": _read_name,
    "key": _read_key,
    "identifier": _read_identifier,
    "identifier.registrar": _read_registrar,
    "legal_form": _read_coded,
    "structure": _read_coded,
    "activity": _read_activity,
    "description": _read_description,
    "address": _read_address_part,
    "address.street": _read_street,
    "address.housenumber": _read_house_number,
    "address.postcode": _read_postcode,
    "address.country": _read_country,
    "address.full": _read_whole_address,
    "territory": _read_territory,
    "location": _read_degree,
    "location.both": _read_position,
    "website": _read_website,
    "contact": _read_contact,
    "founded": _read_date,
    "dissolved": _read_date,
    "status": _read_status,
    "members": _read_count,
    "employees": _read_count,
    "volunteers": _read_count,
    "turnover": _read_turnover,
    "turnover.year": _read_turnover_year,
    "turnover.currency": _read_turnover_currency,
    "reference_year": _read_reference_year,
    "network": _read_network,
    "natural_person": _read_natural_person,
    "language": _read_language,
}
"""How the cells of each field are read; a field without an entry is read as its head is."""
