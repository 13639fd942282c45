"""Run a command of Commonweave and pull the plug at a chosen step.

    python -m tests.registry.killing STEP COMMAND …

A step is a statement sent to the database, or a file of the house opened for writing, renamed or
removed. At step number STEP, before it is carried out, the process kills itself (SIGKILL, so that
nothing can be tidied up). With STEP 0 it runs to its end and prints how many steps there were.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

_FILE_EVENTS = {"os.rename", "os.remove", "os.mkdir", "os.rmdir"}


class Plug:
    """Counts steps and pulls itself out at one of them."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.steps = 0

    def step(self) -> None:
        self.steps += 1
        if self.steps == self.at:
            os.kill(os.getpid(), signal.SIGKILL)

    def on_file(self, event: str, arguments: tuple[Any, ...]) -> None:
        house = os.environ["COMMONWEAVE_DATA"]
        changes = event in _FILE_EVENTS or (event == "open" and _writes(arguments))
        if changes and str(arguments[0]).startswith(house):
            self.step()

    def on_statement(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        self.step()
        return execute(sql, params, many, context)


def _writes(arguments: tuple[Any, ...]) -> bool:
    mode = arguments[1]
    return isinstance(mode, str) and any(letter in mode for letter in "wax+")


def main(at: int, words: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonweave.site.settings")
    import django

    django.setup()
    from django.db.backends.signals import connection_created

    from commonweave.cli import main as run

    plug = Plug(at)
    connection_created.connect(
        lambda connection, **_: connection.execute_wrappers.append(plug.on_statement), weak=False
    )
    sys.addaudithook(plug.on_file)
    status = run(words)
    sys.stdout.write(f"steps: {plug.steps}\n")
    return status


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2:]))
