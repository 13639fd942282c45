"""What was found or decided about a file, in a code and in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from commonweave.registry.domain.kinds import NOTES


@dataclass(frozen=True, slots=True)
class Note:
    """A code of `domain.kinds.NOTES` with the values of its slots."""

    code: str
    values: Mapping[str, object] = field(default_factory=dict)

    def words(self, translate: Callable[[str], str] = str) -> str:
        """Return the note in the language of `translate`."""
        return translate(NOTES[self.code]) % dict(self.values)

    def __str__(self) -> str:
        return self.words()
