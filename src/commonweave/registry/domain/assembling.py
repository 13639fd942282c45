"""The values of one record, put together from its cells."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from typing import NamedTuple, TypeVar, cast

from commonweave.registry.domain.addresses import join_street
from commonweave.registry.domain.fields import Count, RecordValues
from commonweave.registry.domain.repairs import Repair
from commonweave.registry.domain.values.context import Context
from commonweave.registry.domain.values.outcome import Change, Outcome, Parsed, Refused
from commonweave.registry.domain.values.places import locate

T = TypeVar("T")
_NAME_ORDER = ("main", "legal", "alternative", "former", "acronym")


class Spot(NamedTuple):
    """A column and what it is read as."""

    field: str
    column: str
    options: MappingOf[str, str]


class RowReader:
    """Collects what one row says, with the country, language and currency known around it."""

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
        self.degrees: dict[str, tuple[Spot, str]] = {}
        self.values: RecordValues = {}
        self.extras: dict[str, str] = {}
        self.repairs: list[Repair] = []

    def context(self, options: MappingOf[str, str]) -> Context:
        """Return what is known around a cell of this row."""
        return Context(self.country, self.currency, options)

    def note(self, spot: Spot, changes: Sequence[Change]) -> None:
        """Record the changes of one value."""
        self.repairs.extend(Repair(spot.field, spot.column, *change) for change in changes)

    def keep_apart(self, spot: Spot, text: str, kind: str = "not_understood") -> None:
        """Keep a text under its column, and say why."""
        self.extras[spot.column] = text
        self.repairs.append(Repair(spot.field, spot.column, kind, text, text))

    def take(self, found: Outcome[T], spot: Spot, text: str) -> T | None:
        """Return the value of an outcome, or None after the text was kept apart or is missing."""
        if isinstance(found, Refused):
            self.keep_apart(spot, text, found.kind)
            return None
        if found.changes:
            self.note(spot, found.changes)
        return found.value if isinstance(found, Parsed) else None

    def state_country(self, country: str) -> None:
        """Give the country of the whole list to a row that names none, not even a strange one."""
        strange = {r.column for r in self.repairs if r.field == "address.country"}
        if not strange.intersection(self.extras):
            self.values.setdefault("address", {}).setdefault("country", country)

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
        nowhere = Spot("location", "", {})
        lat_spot, lat = self.degrees.get("location.lat", (nowhere, ""))
        lon_spot, lon = self.degrees.get("location.lon", (nowhere, ""))
        found = locate(lat, lon)
        if isinstance(found, Refused):
            for spot, text in self.degrees.values():
                self.keep_apart(spot, text, found.kind)
        else:
            spot = lat_spot if lat_spot.column else lon_spot
            value = self.take(found, spot, f"{lat}, {lon}")
            if value is not None:
                self.values["location"] = value
