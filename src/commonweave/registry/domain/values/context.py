"""What is known around a cell when it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Context:
    """`country` (ISO 3166-1 alpha-2), `language` (BCP 47) and `currency` (ISO 4217) of the row, each
    None where unknown, and the column's options (`dates`, `decimal`, `split`, `lang`, `scheme`)."""

    country: str | None = None
    language: str | None = None
    currency: str | None = None
    personal: bool = False
    options: Mapping[str, str] = field(default_factory=dict)


NO_CONTEXT = Context()
