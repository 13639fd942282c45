"""The answer of a rule: may this actor do this, and if not, why not."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Verdict:
    """Whether something is allowed; `reason` is a translatable message id, empty where it is."""

    ok: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.ok
