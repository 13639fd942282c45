"""`commonweave check`: an audit of a live house, for its operator or an outsider."""

from __future__ import annotations

import argparse
from collections.abc import Iterator


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """The audit has no options: it looks at everything."""


def run(_args: argparse.Namespace) -> int:
    """Print one line a finding; exit status 1 when there is one."""
    findings = list(find_faults())
    for finding in findings:
        print(finding)
    if not findings:
        print("The audit log's chain is whole and the register holds together.")
    return 1 if findings else 0


def find_faults() -> Iterator[str]:
    """Yield what is wrong, in words: the chain of the audit log, then the invariants of Book 1."""
    from commonweave.infrastructure.audit import find_broken_link
    from commonweave.registry.queries.audit import find_register_faults

    broken = find_broken_link()
    if broken is not None:
        yield f"The audit log's chain is broken at event {broken}: it was changed from outside."
    yield from find_register_faults()
