"""The shape of a composed profile: for each value the records behind it and those that disagree."""

from __future__ import annotations

from typing import Any, TypeAlias, TypedDict

from commonweave.registry.domain.fields import (
    Address,
    Amount,
    Coded,
    Contact,
    Count,
    Identifier,
    Location,
    Name,
    Text,
)

Value: TypeAlias = (
    Name | Identifier | Coded | Text | Address | Location | Contact | Count | Amount | str
)


class Voice(TypedDict):
    """A value and the primary keys of the records that say it."""

    value: Any  # one of `Value`
    records: list[int]


class Composed(TypedDict):
    """The value that is shown, and what other records say instead, most supported first."""

    value: Any  # one of `Value`
    records: list[int]
    others: list[Voice]


class ComposedValues(TypedDict, total=False):
    """What the inventory says of one organisation. A key is absent where no record speaks."""

    name: Composed
    names: list[Voice]
    identifiers: list[Voice]
    legal_form: Composed
    structure: Composed
    activities: list[Voice]
    description: list[Voice]
    address: Composed
    territory: Composed
    location: Composed
    websites: list[Voice]
    contacts: list[Voice]
    founded: Composed
    dissolved: Composed
    status: Composed
    members: Composed
    employees: Composed
    volunteers: Composed
    turnover: Composed
    networks: list[Voice]
