"""The refusal: how Commonweave says no.

A refusal is a value as much as an exception. It carries a stable code, a message and a remedy that
can be translated, and the place where the trouble is, so that a person can mend it:

    Refusal
    ├── InputRefused      what was handed over cannot be used (HTTP 422, exit status 2)
    ├── NotFound          nothing is known under that name (HTTP 404, exit status 2)
    ├── NotAllowed        the actor lacks the right (HTTP 403, exit status 3)
    └── Conflict          somebody else is doing, or has done, the same (HTTP 409, exit status 4)

Failures of the world (a disk that is full) are ordinary exceptions and not refusals.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar


def gettext_noop(message: str) -> str:
    """Mark a message for translation; the face translates it when it is shown."""
    return message


@dataclass(frozen=True)
class Place:
    """Where in what was handed over: every part is optional; lines and columns count from 1."""

    file: str | None = None
    line: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        parts = [self.file, f"line {self.line}" if self.line else None]
        parts.append(f"column “{self.column}”" if self.column else None)
        return ", ".join(part for part in parts if part)


class Refusal(Exception):
    """A refusal with a code, a translatable message and remedy, and a place.

    `message` and `remedy` are message ids with `%(name)s` slots filled from `values`.
    """

    status: ClassVar[int] = 422
    exit_status: ClassVar[int] = 2

    def __init__(
        self,
        code: str,
        message: str,
        *,
        remedy: str = "",
        place: Place | None = None,
        values: Mapping[str, object] | None = None,
    ) -> None:
        self.code = code
        self.message = message
        self.remedy = remedy
        self.place = place or Place()
        self.values = dict(values or {})
        super().__init__(code, message)

    def words(self, translate: Callable[[str], str] = gettext_noop) -> tuple[str, str]:
        """Return (what happened, what to do) in the language of `translate`."""
        return (
            translate(self.message) % self.values,
            translate(self.remedy) % self.values if self.remedy else "",
        )

    def __str__(self) -> str:
        what, remedy = self.words()
        place = str(self.place)
        return " ".join(part for part in (f"{place}: {what}" if place else what, remedy) if part)


class InputRefused(Refusal):
    """What was handed over cannot be used."""


class NotFound(Refusal):
    """Nothing is known under that name."""

    status = 404


class NotAllowed(Refusal):
    """The actor lacks the right."""

    status = 403
    exit_status = 3


class Conflict(Refusal):
    """Somebody else is doing, or has done, the same."""

    status = 409
    exit_status = 4
