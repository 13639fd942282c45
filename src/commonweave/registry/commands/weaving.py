"""`commonweave weave`: bring the one inventory up to date."""

from __future__ import annotations

import argparse
import json


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument(
        "--full", action="store_true", help="compare every entry again, not only what is new"
    )
    parser.add_argument("--json", action="store_true", help="print the run as JSON")


def run(args: argparse.Namespace) -> int:
    """Weave and say what changed."""
    from commonweave.infrastructure.progress import ProgressLine
    from commonweave.registry.services.weaving import weave_inventory

    progress = ProgressLine()
    try:
        outcome = weave_inventory(by=None, full=args.full, progress=progress)
    finally:
        progress.close()
    done = outcome.run
    if args.json:
        names = ("records", "records_compared", "minted", "merged", "split", "organisations")
        figures = {name: getattr(done, name) for name in (*names, "questions", "full")}
        print(json.dumps({"new": outcome.new, **figures}))
    elif not outcome.new:
        print(f"Nothing new: the inventory of {done.finished_at:%Y-%m-%d %H:%M} still holds.")
    else:
        seconds = (done.finished_at - done.started_at).total_seconds()
        print(
            f"{_count(done.organisations, 'organisation', 'organisations')} from "
            f"{_count(done.records, 'entry', 'entries')} "
            f"({done.records_compared:,} compared, {seconds:.1f} s)."
        )
        print(f"{done.minted:,} new, {done.merged:,} merged, {done.split:,} split.")
        waiting = _count(done.questions, "pair waits", "pairs wait")
        print(f"{waiting} for somebody's answer on the page /review/.")
    return 0


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
