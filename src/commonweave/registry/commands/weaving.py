"""`commonweave weave`: bring the one inventory up to date."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from commonweave.registry.models import WeaveRun

_FIGURES: Final = (
    *("pk", "state", "hold", "records", "records_compared", "minted", "merged", "split"),
    *("withdrawn", "joined", "moved", "unchanged", "organisations", "questions", "full"),
)
_STANDS: Final = {
    "in_force": "Nothing new: the inventory of {day} still holds.",
    "proposed": "Nothing new: run {run} is proposed and waits for --accept or --refuse.",
    "refused": "Nothing new since run {run} was refused; --propose shows it again.",
    "taken_back": "Nothing new since run {run} was taken back; --propose shows it again.",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument(
        "--full",
        action="store_true",
        help="compare every entry again and compose every profile anew, not only what is new",
    )
    parser.add_argument("--json", action="store_true", help="print the run as JSON")
    deciding = parser.add_mutually_exclusive_group()
    deciding.add_argument(
        "--propose", action="store_true", help="show what would change, and change nothing yet"
    )
    deciding.add_argument("--accept", type=int, metavar="RUN", help="put a proposed run in force")
    deciding.add_argument("--refuse", type=int, metavar="RUN", help="refuse a proposed run")
    deciding.add_argument(
        "--take-back", type=int, metavar="RUN", help="undo the newest run in force"
    )
    parser.add_argument(
        "--reason", default="", help="why a run is refused or taken back; its page shows it"
    )


def run(args: argparse.Namespace) -> int:
    """Weave, or decide on a run, and say what changed."""
    from commonweave.registry.services import deciding

    if args.accept is not None:
        done, new = deciding.accept_run(run=args.accept, by=None), True
    elif args.refuse is not None:
        done, new = deciding.refuse_run(run=args.refuse, reason=args.reason, by=None), True
    elif args.take_back is not None:
        done, new = deciding.take_back_run(run=args.take_back, reason=args.reason, by=None), True
    else:
        done, new = _weave(args)
    if args.json:
        print(json.dumps({"new": new, **{name: getattr(done, name) for name in _FIGURES}}))
    else:
        _print(done, new)
    return 0


def _weave(args: argparse.Namespace) -> tuple[WeaveRun, bool]:
    from commonweave.infrastructure.progress import ProgressLine
    from commonweave.registry.services.weaving import weave_inventory

    progress = ProgressLine()
    try:
        outcome = weave_inventory(by=None, full=args.full, propose=args.propose, progress=progress)
    finally:
        progress.close()
    return outcome.run, outcome.new


def _print(done: WeaveRun, new: bool) -> None:
    if not new:
        print(_STANDS[done.state].format(run=done.pk, day=f"{done.finished_at:%Y-%m-%d %H:%M}"))
        return
    if done.state == "refused":
        print(f"Run {done.pk} is refused: the inventory is as it was.")
        return
    seconds = (done.finished_at - done.started_at).total_seconds()
    print(
        f"Run {done.pk}: {_count(done.organisations, 'organisation', 'organisations')} from "
        f"{_count(done.records, 'entry', 'entries')} "
        f"({done.records_compared:,} compared, {seconds:.1f} s)."
    )
    print(
        f"{done.minted:,} new, {done.merged:,} merged, {done.split:,} split, "
        f"{done.withdrawn:,} withdrawn, {done.unchanged:,} unchanged."
    )
    waiting = _count(done.questions, "pair waits", "pairs wait")
    print(f"{waiting} for somebody's answer on the page /review/.")
    if done.state == "proposed":
        print(f"Only proposed, nothing has changed yet. {done.get_hold_display()}")
        print(f"Look at it on the page /runs/{done.pk}/, then:")
        print(f"  commonweave weave --accept {done.pk}    or    --refuse {done.pk}")


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
