"""The answer to "may they?": yes, or no with the reason in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from commonweave.kernel.refusals import NotAllowed


@dataclass(frozen=True)
class Verdict:
    """Whether an actor may do a thing; `reason` is a message id and empty where they may.

    A verdict is true where they may, so `if may_x(actor, thing):` reads as it is meant.
    """

    ok: bool
    reason: str = ""
    remedy: str = ""
    values: Mapping[str, object] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return self.ok

    def require(self, code: str) -> None:
        """Raise NotAllowed with the reason, under `code`, unless the verdict is yes."""
        if not self.ok:
            raise NotAllowed(code, self.reason, remedy=self.remedy, values=self.values)


YES = Verdict(ok=True)
"""The plain yes."""
