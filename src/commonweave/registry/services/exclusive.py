"""One at a time: whoever changes the inventory holds one lock."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from commonweave.kernel.refusals import Conflict, gettext_noop


@contextmanager
def only_one_weave() -> Iterator[Path]:
    """Hold the inventory's lock, hand out the linkage's folder; Conflict while another has it."""
    folder = settings.DATA_DIR / "linkage"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise weave_under_way() from error
        yield folder


def weave_under_way() -> Conflict:
    """Return the refusal of a second weave at the same time."""
    return Conflict(
        "weave_under_way",
        gettext_noop("Another weave is under way."),
        remedy=gettext_noop("Wait until it has finished, then weave again."),
    )
