"""The values of one record, put together from its cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping as MappingOf, Sequence
from typing import TypeVar, cast

from commonweave.kernel.countries import country_code
from commonweave.registry.domain.addresses import join_street, read_whole_address
from commonweave.registry.domain.fields import (
    Contact,
    ContactKind,
    Count,
    Name,
    NameKind,
    RecordValues,
    Text,
)
from commonweave.registry.domain.folding import fold
from commonweave.registry.domain.repairs import Repair
from commonweave.registry.domain.values.coded import read_coded, read_status, read_yes_no
from commonweave.registry.domain.values.contacts import (
    looks_personal,
    parse_emails,
    parse_phones,
    parse_social,
    parse_websites,
)
from commonweave.registry.domain.values.context import Context
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
from commonweave.registry.domain.values.outcome import Change, Outcome, Parsed, Refused
from commonweave.registry.domain.values.places import locate, parse_position
from commonweave.registry.domain.values.postcodes import parse_postcode
from commonweave.registry.domain.values.text import is_missing, one_line

T = TypeVar("T")
Options = MappingOf[str, str]
_NAME_ORDER = ("main", "legal", "alternative", "former", "acronym")
_PERSONS = frozenset(
    """citizen|citizens|citoyen|citoyenne|citoyens|membre citoyen|membre citoyenne|individual|individuals
    |individual member|person|natural person|particulier|personne physique|membre individuel|individu
    |persona fisica|persona natural|particular|socio individual|pessoa fisica|pessoa singular
    |privatperson|naturliche person|einzelmitglied|einzelperson""".replace("\n    ", "").split("|")
)


class RowReader:
    """Collects what one row says; `country`, `language` and `currency` are what is known around it."""

    def __init__(
        self, country: str | None, language: str | None, currency: str | None, personal: bool
    ) -> None:
        self.country, self.language, self.currency = country, language, currency
        self.personal = personal
        self.key: str | None = None
        self.registrar = ""
        self.year: int | None = None
        self.turnover_year: int | None = None
        self.house_number = ""
        self.streets: list[str] = []
        self.degrees: dict[str, tuple[str, str]] = {}
        self.values: RecordValues = {}
        self.extras: dict[str, str] = {}
        self.repairs: list[Repair] = []

    def context(self, options: Options) -> Context:
        """Return what is known around a cell of this row."""
        return Context(self.country, self.language, self.currency, self.personal, options)

    def note(self, field: str, column: str, changes: Sequence[Change]) -> None:
        """Record the changes of one value."""
        self.repairs.extend(Repair(field, column, *change) for change in changes)

    def keep_apart(self, field: str, column: str, text: str, kind: str = "not_understood") -> None:
        """Keep a text under its column, and say why."""
        self.extras[column] = text
        self.repairs.append(Repair(field, column, kind, text, text))

    def take(self, found: Outcome[T], field: str, column: str, text: str) -> T | None:
        """Return the value of an outcome, or None after the text was kept apart or is missing."""
        if isinstance(found, Refused):
            self.keep_apart(field, column, text, found.kind)
            return None
        if found.changes:
            self.note(field, column, found.changes)
        return found.value if isinstance(found, Parsed) else None

    def finish(self) -> None:
        """Join what came in several columns."""
        if self.streets:
            street = join_street(self.streets, self.house_number, self.country)
            self.values.setdefault("address", {})["street"] = street
        if self.degrees:
            self._locate()
        if "names" in self.values:
            self.values["names"].sort(key=lambda name: _NAME_ORDER.index(name["kind"]))
        if self.year is not None:
            self._date_figures(self.year)

    def _date_figures(self, year: int) -> None:
        counts = [self.values.get(field) for field in ("members", "employees", "volunteers")]
        for count in cast("list[Count | None]", counts):
            if count is not None:
                count["year"] = year
        if (turnover := self.values.get("turnover")) is not None:
            turnover.setdefault("year", year)

    def _locate(self) -> None:
        lat_column, lat = self.degrees.get("location.lat", ("", ""))
        lon_column, lon = self.degrees.get("location.lon", ("", ""))
        found = locate(lat, lon)
        column = lat_column or lon_column
        if isinstance(found, Refused):
            for field, (name, text) in self.degrees.items():
                self.keep_apart(field, name, text, found.kind)
        elif (value := self.take(found, "location", column, f"{lat}, {lon}")) is not None:
            self.values["location"] = value


def _read_name(row: RowReader, field: str, column: str, options: Options, text: str) -> None:
    text = one_line(text)
    kind = cast("NameKind", field.partition(".")[2])
    names = row.values.setdefault("names", [])
    sign = options.get("split")
    for part in text.split(sign) if sign else (text,):
        part = part.strip()
        if not part or (kind not in ("main", "legal") and any(n["text"] == part for n in names)):
            continue
        name: Name = {"text": part, "kind": kind}
        if lang := options.get("lang") or row.language:
            name["lang"] = lang
        names.append(name)


def _read_key(row: RowReader, field: str, column: str, options: Options, text: str) -> None:
    plain, changes = drop_spreadsheet_zero(one_line(text))
    row.key = plain
    row.note(field, column, changes)


def _read_registrar(row: RowReader, field: str, column: str, options: Options, text: str) -> None:
    row.registrar = one_line(text)
    row.extras[column] = row.registrar


def _read_identifier(row: RowReader, field: str, column: str, options: Options, text: str) -> None:
    code, authority = field.partition(":")[2], ""
    if code == REGISTER:
        known = scheme_of_registrar(row.registrar) if row.registrar else None
        code, authority = (known.code, "") if known else (REGISTER, row.registrar)
    value = row.take(parse_identifier(one_line(text), code, authority), field, column, text)
    if value is None:
        return
    identifiers = row.values.setdefault("identifiers", [])
    same = (value["scheme"], value["value"])
    if all((known_one["scheme"], known_one["value"]) != same for known_one in identifiers):
        identifiers.append(dict(value))  # type: ignore[arg-type]
    if options.get("key") and row.key is None:
        row.key = value["value"]


def _mark_persons(row: RowReader, text: str) -> None:
    if fold(text) in _PERSONS:
        row.values["natural_person"] = True


def _read_coded(row: RowReader, field: str, column: str, options: Options, text: str) -> None:
    plain, changes = drop_spreadsheet_zero(one_line(text))
    row.note(field, column, changes)
    row.values[field] = read_coded(plain, field)  # type: ignore[literal-required]
    _mark_persons(row, plain)


def _read_activity(row: RowReader, field: str, column: str, options: Options, text: str) -> None:
    scheme, sign = options.get("scheme", ""), options.get("split")
    activities = row.values.setdefault("activities", [])
    for part in text.split(sign) if sign else (text,):
        plain = drop_spreadsheet_zero(one_line(part.strip()))[0]
        if not plain:
            continue
        coded = read_coded(plain, "activity", scheme)
        if coded not in activities:
            activities.append(coded)


def _read_description(row: RowReader, field: str, column: str, options: Options, text: str) -> None:
    entry: Text = {"text": text}
    if lang := options.get("lang") or row.language:
        entry["lang"] = lang
    row.values.setdefault("description", []).append(entry)


def _read_street(row: RowReader, field: str, column: str, options: Options, text: str) -> None:
    row.streets.append(one_line(text, ", "))


def _read_house_number(row: RowReader, field: str, column: str, options: Options, text: str) -> None:
    row.house_number, changes = drop_spreadsheet_zero(one_line(text))
    row.note(field, column, changes)


def _read_address_part(row: RowReader, field: str, column: str, options: Options, text: str) -> None:
    part = field.partition(".")[2]
    row.values.setdefault("address", {})[part] = one_line(text, ", ")  # type: ignore[literal-required]


def _read_postcode(row: RowReader, field: str, column: str, options: Options, text: str) -> None:
    value = row.take(parse_postcode(one_line(text), row.country), field, column, text)
    if value is not None:
        row.values.setdefault("address", {})["postcode"] = value


def _read_country(row: RowReader, field: str, column: str, options: Options, text: str) -> None:
    text = one_line(text)
    code = country_code(text)
    if code is None:
        row.keep_apart(field, column, text, "ambiguous" if text.upper() == "NA" else "not_understood")
        row.country = None
        return
    row.country = code
    row.values.setdefault("address", {})["country"] = code
    if text != code:
        row.note(field, column, (Change("country_code", text, code),))


def _read_whole_address(row: RowReader, field: str, column: str, options: Options, text: str) -> None:
    found, changes = read_whole_address(text, row.country)
    row.extras[column] = text
    territory = found.pop("territory", None)
    if territory and "territory" not in row.values:
        row.values["territory"] = territory
    address = row.values.setdefault("address", {})
    for part, value in found.items():
        address.setdefault(part, value)  # type: ignore[misc]
    if not address:
        del row.values["address"]
    row.note(field, column, changes)


def _read_territory(row: RowReader, field: str, column: str, options: Options, text: str) -> None:
    row.values["territory"] = one_line(text, ", ")


def _read_degree(row: RowReader, field: str, column: str, options: Options, text: str) -> None:
    row.degrees[field] = (column, text)


def _read_position(row: RowReader, field: str, column: str, options: Options, text: str) -> None:
    value = row.take(parse_position(one_line(text)), field, column, text)
    if value is not None:
        row.values["location"] = value


def _read_website(row: RowReader, field: str, column: str, options: Options, text: str) -> None:
    found = row.take(parse_websites(text), field, column, text)
    if found:
        websites = row.values.setdefault("websites", [])
        websites.extend(site for site in found if site not in websites)


def _add_contact(row: RowReader, kind: ContactKind, value: str, personal: bool) -> None:
    contact: Contact = {"kind": kind, "value": value, "personal": personal}
    contacts = row.values.setdefault("contacts", [])
    if contact not in contacts:
        contacts.append(contact)


def _read_contact(row: RowReader, field: str, column: str, options: Options, text: str) -> None:
    kind = field.partition(".")[2]
    if kind == "email":
        for email in row.take(parse_emails(text), field, column, text) or ():
            _add_contact(row, "email", email, row.personal or looks_personal(email))
    elif kind == "phone":
        for phone in row.take(parse_phones(one_line(text, "; "), row.country), field, column, text) or ():
            _add_contact(row, "phone", phone, row.personal)
    elif kind == "social":
        account = row.take(parse_social(one_line(text)), field, column, text)
        if account:
            _add_contact(row, "social", account, row.personal)
    else:
        _add_contact(row, "person", one_line(text), True)


def _read_date(row: RowReader, field: str, column: str, options: Options, text: str) -> None:
    found = parse_date(one_line(text), options.get("dates"))
    value = row.take(found, field, column, text)
    if value is not None:
        row.values[field] = value  # type: ignore[literal-required]
        if isinstance(found, Parsed) and found.changes:
            row.extras[column] = text


def _read_status(row: RowReader, field: str, column: str, options: Options, text: str) -> None:
    row.values["status"] = read_status(one_line(text), bool(options.get("boolean"))).copy()


def _read_count(row: RowReader, field: str, column: str, options: Options, text: str) -> None:
    value = row.take(parse_count(one_line(text), row.context(options)), field, column, text)
    if value is not None:
        row.values[field] = {"value": value}  # type: ignore[literal-required]


def _read_turnover(row: RowReader, field: str, column: str, options: Options, text: str) -> None:
    value = row.take(parse_amount(one_line(text), row.context(options)), field, column, text)
    if value is not None:
        row.values["turnover"] = value


def _read_turnover_year(row: RowReader, field: str, column: str, options: Options, text: str) -> None:
    year = row.take(parse_year(one_line(text)), field, column, text)
    if year is not None and "turnover" in row.values:
        row.values["turnover"]["year"] = year
    elif year is not None:
        row.extras[column] = text


def _read_turnover_currency(row: RowReader, field: str, column: str, options: Options, text: str) -> None:
    code = one_line(text).upper()
    if len(code) != 3 or not code.isalpha() or not code.isascii():
        row.keep_apart(field, column, text)
    elif "turnover" in row.values:
        row.values["turnover"]["currency"] = code
    else:
        row.extras[column] = text


def _read_reference_year(row: RowReader, field: str, column: str, options: Options, text: str) -> None:
    row.year = row.take(parse_year(one_line(text)), field, column, text)
    row.extras[column] = text


def _read_network(row: RowReader, field: str, column: str, options: Options, text: str) -> None:
    networks = row.values.setdefault("networks", [])
    sign = options.get("split")
    for part in text.split(sign) if sign else (text,):
        plain = one_line(part.strip())
        if not is_missing(plain) and plain not in networks:
            networks.append(plain)


def _read_natural_person(row: RowReader, field: str, column: str, options: Options, text: str) -> None:
    said = read_yes_no(text)
    if said is None and fold(text) in _PERSONS:
        said = True
    if said is None:
        row.keep_apart(field, column, text)
    else:
        row.values["natural_person"] = said


def _read_language(row: RowReader, field: str, column: str, options: Options, text: str) -> None:
    code = text.strip().replace("_", "-")
    if 2 <= len(code.partition("-")[0]) <= 3 and code.replace("-", "").isascii() and code[:2].isalpha():
        row.language = code.lower() if "-" not in code else code
        row.extras[column] = text
    else:
        row.keep_apart(field, column, text)


Reader = Callable[[RowReader, str, str, Options, str], None]
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
