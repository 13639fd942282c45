"""What becomes of the text of one cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeAlias, TypeVar

T_co = TypeVar("T_co", covariant=True)


class Change(NamedTuple):
    """A repair, or something noticed (`before == after`); `kind` is a code of `kinds.REPAIRS`."""

    kind: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Parsed(Generic[T_co]):
    """The value was understood, after these changes."""

    value: T_co
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Missing:
    """The source says nothing here; `changes` tells where that had to be understood."""

    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """The value was not understood: its text is to be kept apart under its column."""

    kind: str = "not_understood"


Outcome: TypeAlias = Parsed[T_co] | Missing | Refused
MISSING = Missing()
NOT_UNDERSTOOD = Refused()
