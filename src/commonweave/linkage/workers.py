"""Spreads work in pure Python over the processors of the machine."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing import get_context
from typing import Any, TypeVar

Shared = TypeVar("Shared")
Task = TypeVar("Task")
Result = TypeVar("Result")

_shared: Any = None


def count_processors() -> int:
    """Return how many processors this process may use; 1 where processes cannot be forked well."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1


def spread_work(
    function: Callable[[Shared, Task], Result],
    tasks: Sequence[Task],
    *,
    shared: Shared,
    workers: int,
) -> Iterator[Result]:
    """Yield function(shared, task) of each task, in their order.

    The processes are forks, so that they read `shared` without a copy of it; tasks and results are
    pickled. Where there is nothing to spread, no process can be made, or one is lost, the rest is
    done in this process.
    """
    done = 0
    workers = min(workers, len(tasks))
    pool = _open_pool(workers, shared) if workers > 1 else None
    if pool:
        try:
            with pool:
                for result in pool.map(partial(_call, function), tasks):
                    yield result
                    done += 1
        except _NO_PROCESS:
            pass
    for task in tasks[done:]:
        yield function(shared, task)


_NO_PROCESS = (BrokenProcessPool, BlockingIOError, AssertionError)
"""A process was killed; none more may be made (EAGAIN); a daemon's child may have no children."""


def _open_pool(workers: int, shared: Any) -> ProcessPoolExecutor | None:
    try:
        return ProcessPoolExecutor(workers, get_context("fork"), _keep, (shared,))
    except (OSError, NotImplementedError):  # no shared memory, no semaphores
        return None


def _keep(shared: Any) -> None:
    global _shared  # noqa: PLW0603 - set once in a process that was made for this work
    _shared = shared
    gc.disable()  # it would go over all that is kept; work here makes no cycles worth a search


def _call(function: Callable[[Any, Task], Result], task: Task) -> Result:
    return function(_shared, task)
