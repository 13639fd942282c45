"""The answer of a rule: may this actor do this, and if not, why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from commonweave.kernel.refusals import NotAllowed


@dataclass(frozen=True)
class Verdict:
    """Whether something is allowed; `reason` is a translatable message id, empty where it is.

    `remedy` says what would help; both may hold `%(name)s` slots filled from `values`.
    """

    ok: bool
    reason: str = ""
    remedy: str = ""
    values: Mapping[str, object] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return self.ok

    def require(self, code: str) -> None:
        """Raise NotAllowed with the reason, under `code`, unless the answer is yes."""
        if not self.ok:
            raise NotAllowed(code, self.reason, remedy=self.remedy, values=self.values)


YES = Verdict(ok=True)
"""The plain yes."""
