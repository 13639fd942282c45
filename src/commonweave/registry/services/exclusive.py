"""One at a time: whoever changes the inventory holds one lock."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep
from typing import IO

from django.conf import settings

from commonweave.kernel.refusals import Conflict, gettext_noop

_GLANCE = 0.02
"""Seconds; longer than `is_weave_under_way` holds the lock to look."""
_GLANCES = 5


@contextmanager
def only_one_weave() -> Iterator[Path]:
    """Hold the inventory's lock, hand out the linkage's folder; Conflict while another has it."""
    folder = _folder()
    with (folder / "lock").open("w") as lock:
        for _ in range(_GLANCES):
            if _locked(lock, fcntl.LOCK_EX):
                break
            sleep(_GLANCE)
        else:
            raise weave_under_way()
        yield folder


def is_weave_under_way() -> bool:
    """Say whether somebody changes the inventory at this moment."""
    with (_folder() / "lock").open("a") as lock:
        return not _locked(lock, fcntl.LOCK_SH)


def _folder() -> Path:
    folder: Path = settings.DATA_DIR / "linkage"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _locked(lock: IO[str], how: int) -> bool:
    try:
        fcntl.flock(lock, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def weave_under_way() -> Conflict:
    """Return the refusal of a second change at the same time."""
    return Conflict(
        "weave_under_way",
        gettext_noop("A weave, or a decision on a run, is under way."),
        remedy=gettext_noop("Wait until it is done, then open the page or weave again."),
    )
