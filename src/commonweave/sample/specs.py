"""What each list is: read from `data/lists.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from commonweave.sample.bodies import Body
from commonweave.sample.words import toml

# Shares of rows with a trap, where a list does not say otherwise.
_USUAL_RATES = {
    "typo": 0.008,
    "postcode": 0.03,
    "town": 0.05,
    "moved": 0.03,
    "stale": 0.2,
    "no_number": 0.65,
}
_SETS = ("regions", "kinds", "except_kinds", "langs")


@dataclass(frozen=True)
class ListSpec:
    """A list that somebody keeps: its selection, its form on disk, its faults.

    `columns` are (canonical field, header); `rows` is meant for a province of the usual size; three
    in five of its members are in the list `mostly_in`, where there is one; `rates` are shares of
    rows; `planted` are traps that occur once for each mention.
    """

    slug: str
    title: str
    keeper: str
    network: str
    language: str
    format: str
    visibility: str
    rows: int
    name: str
    columns: tuple[tuple[str, str], ...]
    encoding: str = "utf-8"
    delimiter: str = ","
    key: str = ""
    mostly_in: str = ""
    network_name: str = ""
    trust: int = 50
    regions: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    except_kinds: frozenset[str] = frozenset()
    langs: frozenset[str] = frozenset()
    missing: tuple[str, ...] = ("",)
    gap: float = 0.1
    dates: str = "year"
    numbers: str = "plain"
    phone: str = "plus"
    currency: str = "CAD"
    head_lines: tuple[str, ...] = ()
    rates: Mapping[str, float] = field(default_factory=dict)
    planted: tuple[str, ...] = ()

    @property
    def fields(self) -> frozenset[str]:
        """The canonical fields the list has."""
        return frozenset(name for name, _ in self.columns)

    def rate(self, trap: str) -> float:
        """Return the share of rows that carry a trap."""
        return self.rates.get(trap, _USUAL_RATES.get(trap, 0.0))

    def takes(self, body: Body) -> bool:
        """Tell whether a body could be in the list."""
        return (
            (not self.regions or body.town.region.name in self.regions)
            and (not self.kinds or body.kind in self.kinds)
            and (not self.langs or body.lang in self.langs)
            and body.kind not in self.except_kinds
            and body.relation not in self.except_kinds
        )


@cache
def specs() -> tuple[ListSpec, ...]:
    """Return the lists in the order in which they are filled."""
    return tuple(_spec(one) for one in toml("lists.toml")["list"])


def _spec(one: dict[str, Any]) -> ListSpec:
    plain = {name: value for name, value in one.items() if not isinstance(value, list)}
    sets = {name: frozenset(one.get(name, ())) for name in _SETS}
    rows = {name: tuple(one.get(name, ())) for name in ("missing", "head_lines", "planted")}
    columns = tuple(tuple(column.split("=", 1)) for column in one["columns"])
    return ListSpec(**{**plain, **sets, **rows, "columns": columns})
