"""A mapping made ready for many rows: which column is read when, and how."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from commonweave.kernel.spreadsheet_safety import is_formula
from commonweave.registry.domain.assembling import RowReader, Spot
from commonweave.registry.domain.cell_readers import READERS, Reader
from commonweave.registry.domain.fields import RecordValues
from commonweave.registry.domain.mapping import Mapping
from commonweave.registry.domain.repairs import Repair
from commonweave.registry.domain.values.identifiers import schemes
from commonweave.registry.domain.values.outcome import Change
from commonweave.registry.domain.values.text import (
    NO_NAME_WORDS,
    NO_VALUE_WORDS,
    clean_text,
    is_missing,
)

_FIRST = ("language", "natural_person", "address.country", "identifier.registrar", "reference_year")
"""Fields that say how the others of the row are read."""
_LAST = ("turnover", "turnover.year", "turnover.currency")


@dataclass(frozen=True, slots=True)
class SourceDefaults:
    """What holds for a whole list.

    `country` (ISO 3166-1 alpha-2), `languages` (BCP 47), `currency` (ISO 4217), and whether its
    contacts are of natural persons.
    """

    country: str | None = None
    languages: tuple[str, ...] = ()
    currency: str | None = None
    personal: bool = False


NO_DEFAULTS = SourceDefaults()


class _Planned(NamedTuple):
    at: int
    spot: Spot
    read: Reader
    missing: frozenset[str]


@dataclass(frozen=True)
class Plan:
    """The mapped columns in the order in which they are read, and those that are kept apart."""

    mapped: tuple[_Planned, ...]
    apart: tuple[tuple[int, str], ...]
    defaults: SourceDefaults
    implied_country: str | None

    def read(
        self, cells: Sequence[str]
    ) -> tuple[str | None, RecordValues, dict[str, str], list[Repair]]:
        """Return (key, values, extras, repairs) of one row."""
        defaults = self.defaults
        reader = RowReader(
            country=defaults.country or self.implied_country,
            language=defaults.languages[0] if len(defaults.languages) == 1 else None,
            currency=defaults.currency,
            personal=defaults.personal,
        )
        repairs = reader.repairs
        for index, column in self.apart:
            cell = cells[index]
            if not cell:
                continue
            text, changes = clean_text(cell)
            if text:
                reader.extras[column] = text
                if changes or text[0] in "=+-@":
                    _note(repairs, Spot("", column, {}), text, changes)
        for at, spot, read, missing in self.mapped:
            cell = cells[at]
            if not cell:
                continue
            text, changes = clean_text(cell)
            if is_missing(text, missing):
                continue
            if changes or text[0] in "=+-@":
                _note(repairs, spot, text, changes)
            read(reader, spot, text)
        if defaults.country:
            reader.state_country(defaults.country)
        reader.finish()
        return reader.key, reader.values, reader.extras, repairs


def _note(repairs: list[Repair], spot: Spot, text: str, changes: Sequence[Change]) -> None:
    repairs.extend(Repair(spot.field, spot.column, *change) for change in changes)
    if text[0] in "=+-@" and is_formula(text):
        repairs.append(Repair(spot.field, spot.column, "formula", text, text))


def _order(planned: _Planned) -> tuple[int, int]:
    stage = 0 if planned.spot.field in _FIRST else 2 if planned.spot.field in _LAST else 1
    return stage, planned.at


def _reader_of(field: str) -> Reader:
    head = field.partition(":")[0]
    return READERS.get(head) or READERS[head.partition(".")[0]]


def make_plan(mapping: Mapping, defaults: SourceDefaults) -> Plan:
    """Return the plan of a mapping, to be used for every row of a list."""
    planned, apart = [], []
    for index, (column, reading) in enumerate(mapping.items()):
        if reading.field is None:
            apart.append((index, column))
            continue
        missing = NO_NAME_WORDS if reading.field.startswith("name.") else NO_VALUE_WORDS
        spot = Spot(reading.field, column, reading.options)
        planned.append(_Planned(index, spot, _reader_of(reading.field), missing))
    mapped = tuple(sorted(planned, key=_order))
    return Plan(mapped, tuple(apart), defaults, _implied_country([p.spot for p in mapped]))


def _implied_country(spots: Sequence[Spot]) -> str | None:
    """Return the one country that the list's numbers and postcodes are of, if there is one.

    It only says how postcodes and telephone numbers are read: it is no value of any record.
    """
    known = schemes()
    codes = {spot.field.partition(":")[2] for spot in spots if spot.field.startswith("identifier:")}
    countries = {known[code].country for code in codes if code in known}
    countries |= {spot.options.get("country", "") for spot in spots}
    countries.discard("")
    return countries.pop() if len(countries) == 1 else None
