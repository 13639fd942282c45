"""Progress on a terminal: one line that is redrawn, or a plain line a step where nobody watches."""

from __future__ import annotations

import sys
from time import monotonic
from typing import TextIO

_WIDTH = 28
_EVERY = 0.1  # seconds between two drawings: a terminal over a slow line must not be the brake


class ProgressLine:
    """Draws `[#########-----]  64 %  Comparing entries` on a stream, stderr by default."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._live = self._stream.isatty()
        self._drawn_at = 0.0
        self._said = ""

    def __call__(self, what: str, share: float | None, detail: str = "") -> None:
        """Show what is being done, how much of the whole (0 to 1, None unknown) is done, a detail.

        Where nobody watches, a step is told once, without its details.
        """
        if not self._live:
            if what != self._said:
                self._said = what
                told = "     " if share is None else f"{share:5.0%}"
                self._stream.write(f"{told}  {what}\n")
                self._stream.flush()
            return
        if what == self._said and monotonic() - self._drawn_at < _EVERY and share != 1:
            return
        self._said, self._drawn_at = what, monotonic()
        self._stream.write(f"\r\x1b[K{_bar(share)}{what}{f': {detail}' if detail else ''}")
        self._stream.flush()

    def close(self) -> None:
        """Leave the line, so that what is printed next starts on its own."""
        if self._live and self._said:
            self._stream.write("\n")
            self._stream.flush()


def _bar(share: float | None) -> str:
    if share is None:
        return ""
    full = round(_WIDTH * min(max(share, 0.0), 1.0))
    return f"[{'#' * full}{'-' * (_WIDTH - full)}] {share:4.0%}  "
