"""What is known around a cell when it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Context:
    """`country` (ISO 3166-1 alpha-2), `currency` (ISO 4217) and the column's `options`.

    A part that is not known is None; the options are those of `mapping.OPTIONS`.
    """

    country: str | None = None
    currency: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)


NO_CONTEXT = Context()
