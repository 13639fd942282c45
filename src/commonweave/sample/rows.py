"""What one list says of one body: its true values seen through the list's eyes."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from commonweave.sample import formats, traps
from commonweave.sample.bodies import Body
from commonweave.sample.chance import stream
from commonweave.sample.coin import coin_person
from commonweave.sample.contacts import SHARED_HOST, slug
from commonweave.sample.membership import Entry
from commonweave.sample.places import Address, new_address
from commonweave.sample.specs import ListSpec
from commonweave.sample.words import LANG_INDEX, heads

_COUNTRY = {"ko": "캐나다", "ar": "كندا", "es": "Canadá", "pt": "Canadá"}
_ALWAYS = frozenset({"key", "name", "status"})
_FORMERLY = {"fr": "anciennement", "en": "formerly", "es": "antes", "pt": "antes"}
_NOTICE = "Invented for demonstration."


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a list: texts by canonical field, and cells too many at its end.

    On a map also keys of no meaning, and the point (longitude, latitude in degrees).
    """

    entry: Entry
    values: dict[str, str]
    extra: tuple[str, ...] = ()
    junk: dict[str, str] = field(default_factory=dict)
    point: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Sight:
    """A body as one list is about to write it down."""

    body: Body
    place: int
    spec: ListSpec
    rng: random.Random
    name: str
    other: str
    address: Address
    networks: Sequence[str]


def make_row(
    seed: int,
    spec: ListSpec,
    entry: Entry,
    bodies: Mapping[int, Body],
    networks: Mapping[int, Sequence[str]],
) -> Row:
    """Write one row.

    It depends on the seed, the list, the place and the body alone, so that a row whose body did not
    change is the same at the next edition.
    """
    rng = stream(seed, spec.slug, entry.place)
    if not entry.body:
        return Row(entry, _person_values(rng, spec, entry))
    body = bodies[entry.body]
    name, other = _names(rng, spec, entry, body)
    address = body.address
    if rng.random() < spec.rate("moved"):
        address = new_address(stream(seed, "old address", body.number), body.town)
    sight = Sight(body, entry.place, spec, rng, name, other, address, networks.get(body.number, ()))
    values = {column: _WRITERS[column](sight) for column in _order(spec)}
    _leave_gaps(rng, spec, values)
    _spoil(rng, spec, values)
    point = _point(rng, address) if spec.format == "geojson" else None
    return _planted(Row(entry, values, point=point), body)


def _point(rng: random.Random, address: Address) -> tuple[float, float]:
    """Set a pin by hand: some tens of metres off."""
    return round(address.lon + rng.gauss(0, 3e-4), 6), round(address.lat + rng.gauss(0, 3e-4), 6)


def _order(spec: ListSpec) -> list[str]:
    return [column for column, _ in spec.columns]


def _names(rng: random.Random, spec: ListSpec, entry: Entry, body: Body) -> tuple[str, str]:
    """Choose the name and the other name a list knows; a second entry is under the other one."""
    legal, trade = body.legal, body.trade
    if body.former and rng.random() < spec.rate("stale"):
        legal = trade = body.former
    native_first = spec.name == "native" or (
        spec.name == "mixed" and spec.encoding != "cp1252" and rng.random() < 0.15
    )
    style = spec.name
    if style == "mixed":
        style = rng.choice(("legal", "trade"))
    name, other = (legal, trade) if style == "legal" else (trade, legal)
    if native_first:
        name = body.native
        other = rng.choice((legal, trade)) if rng.random() < spec.rate("alt") else ""
    if entry.note == "second":
        name, other = (legal if name != legal else trade), ""
    if body.acronym and rng.random() < spec.rate("acronym") * 4:
        name, other = body.acronym, name
    if not other and body.former and rng.random() < 0.5:
        other = f"{_FORMERLY.get(spec.language, 'formerly')} {body.former}"
    return name, "" if other == name else other


def _number(sight: Sight, value: int) -> str:
    return formats.write_number(value, sight.spec.numbers)


def _country(sight: Sight) -> str:
    if sight.rng.random() < sight.spec.rate("country"):
        return sight.rng.choice(traps.COUNTRY_SPELLINGS)
    return _COUNTRY.get(sight.spec.language, "Canada")


def _town(sight: Sight) -> str:
    town = sight.body.town
    if sight.spec.language in ("ko", "ar") and sight.rng.random() < 0.35:
        return town.name_in(sight.spec.language)
    if sight.rng.random() < sight.spec.rate("town"):
        return traps.respell_town(sight.rng, town.name)
    return town.name


def _territory(sight: Sight) -> str:
    names = sight.body.town.region.territory.names
    return names.get(sight.spec.language, names["en"])


def _label(sight: Sight) -> str:
    return sight.body.activity.labels[LANG_INDEX[sight.spec.language]]


def _status(sight: Sight) -> str:
    return "Radiée" if sight.body.dissolved else "Immatriculée"


_WRITERS: dict[str, Callable[[Sight], str]] = {
    "key": lambda sight: sight.spec.key.format(sight.place),
    "number": lambda sight: sight.body.register,
    "name": lambda sight: sight.name,
    "alt_name": lambda sight: sight.other,
    "acronym": lambda sight: sight.body.acronym,
    "legal_form": lambda sight: heads()[sight.body.kind, sight.spec.language].form,
    "activity": _label,
    "street": lambda sight: sight.address.street,
    "city": _town,
    "postcode": lambda sight: sight.address.postcode,
    "region": lambda sight: sight.body.town.region.name,
    "territory": _territory,
    "country": _country,
    "lat": lambda sight: f"{sight.address.lat:.5f}",
    "lon": lambda sight: f"{sight.address.lon:.5f}",
    "phone": lambda sight: (
        formats.write_phone(sight.rng, sight.body.phone, sight.spec.phone)
        if sight.body.phone
        else ""
    ),
    "email": lambda sight: sight.body.email,
    "website": lambda sight: (
        formats.write_website(sight.rng, sight.body.website) if sight.body.website else ""
    ),
    "founded": lambda sight: formats.write_date(sight.body.founded, sight.spec.dates),
    "dissolved": lambda sight: formats.write_date(sight.body.dissolved, sight.spec.dates),
    "status": _status,
    "bracket": lambda sight: formats.write_bracket(sight.body.size.employees),
    "members": lambda sight: _number(sight, sight.body.size.members),
    "employees": lambda sight: _number(sight, sight.body.size.employees),
    "volunteers": lambda sight: _number(sight, sight.body.size.volunteers),
    "turnover": lambda sight: _number(sight, sight.body.size.turnover),
    "turnover_year": lambda sight: str(sight.body.size.year),
    "currency": lambda sight: sight.spec.currency,
    "category": lambda sight: sight.rng.choice(("Membre", "Membre", "Partenaire", "Émergence")),
    "contact": lambda sight: sight.body.person,
    "description": lambda sight: f"{_label(sight)} – {sight.body.town.name}. {_NOTICE}",
    "edited": lambda sight: f"2018-0{sight.rng.randint(1, 2)}-{sight.rng.randint(1, 28):02d}",
    "networks": lambda sight: "; ".join(sight.networks),
    "language": lambda sight: sight.body.lang,
}


def _leave_gaps(rng: random.Random, spec: ListSpec, values: dict[str, str]) -> None:
    """Lose some values; write the list's own words where there is nothing."""
    for column, value in values.items():
        if column in _ALWAYS or column == spec.key:
            continue
        if rng.random() < _gap(spec, column) or not value:
            values[column] = rng.choice(spec.missing)
    if "lat" in values and not (values["lat"][:1].isdigit() and values["lon"][:1] == "-"):
        values["lat"] = values["lon"] = ""


def _gap(spec: ListSpec, column: str) -> float:
    """Return how often a list does not know a value: seldom the town, mostly the number."""
    if column == "number":
        return spec.rate("no_number")
    return spec.gap / 4 if column in ("city", "country") else spec.gap


def _spoil(rng: random.Random, spec: ListSpec, values: dict[str, str]) -> None:
    """Let the faults happen that a list is prone to."""
    name = values["name"]
    if rng.random() < spec.rate("typo"):
        name = traps.mistype(rng, name)
    if rng.random() < spec.rate("upper"):
        name = name.upper()
    if rng.random() < spec.rate("plain"):
        name = traps.without_accents(name)
    if rng.random() < spec.rate("nbsp"):
        name = traps.with_no_break_space(rng, name)
    if rng.random() < spec.rate("entity"):
        name = traps.with_entities(rng, name)
    values["name"] = name
    if " " in values.get("postcode", "") and rng.random() < spec.rate("postcode"):
        values["postcode"] = traps.slip_in_postcode(rng, values["postcode"])
    if rng.random() < spec.rate("double"):
        values.update({column: traps.encode_twice(value) for column, value in values.items()})


def _planted(row: Row, body: Body) -> Row:
    """Put in the trap of which the list has one."""
    values, plant = dict(row.values), row.entry.plant
    if plant == "extra_cell":
        return replace(row, extra=("", "voir la note"))
    if plant == "junk":
        values["website"] = "update6"
        return replace(row, values=values, junk={"a": "a", "b": "b", "c": "c", "d": "d"})
    if plant == "formula":
        column = next(one for one in ("website", "alt_name", "activity") if one in values)
        values[column] = f'=HYPERLINK("https://{SHARED_HOST}/{body.number}","{body.town.name}")'
    elif plant == "newline":
        values["street"] = f"{body.address.street}\n2 B"
    elif plant == "quotes":
        values["name"] = f'{body.legal}, "{body.town.name}", 2'
    return replace(row, values=values)


def _person_values(rng: random.Random, spec: ListSpec, entry: Entry) -> dict[str, str]:
    """Write a natural person who stands in a list of bodies."""
    values = dict.fromkeys(_order(spec), "")
    values["name"] = entry.person
    values["email"] = f"{slug(entry.person).replace('-', '.')}@mail.example"
    if "key" in values:
        values["key"] = spec.key.format(entry.place)
    if "category" in values:
        values["category"] = rng.choice(("Citoyen", "Citoyenne"))
    if "contact" in values:
        values["contact"] = entry.person if rng.random() < 0.5 else coin_person(rng)
    if "legal_form" in values:
        values["legal_form"] = "Natural person" if rng.random() < 0.5 else ""
    return values
