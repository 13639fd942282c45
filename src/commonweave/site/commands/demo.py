"""`commonweave demo`: a fictional province, filled by the real pipeline, and its pages served."""

from __future__ import annotations

import argparse
from collections.abc import Callable


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    from commonweave.site.commands import serve

    parser.add_argument(
        "--organisations", type=int, default=11_300, help="bodies to invent (11300)"
    )
    parser.add_argument("--seed", type=int, default=1, help="of the invention (1)")
    parser.add_argument("--no-serve", action="store_true", help="fill only")
    serve.add_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Fill the province where it is not filled yet, print who may sign in, and serve."""
    from commonweave.infrastructure.progress import ProgressLine
    from commonweave.site.boot import ready_database
    from commonweave.site.commands.serve import see_that_free, serve
    from commonweave.site.demonstration import fill_province

    if not args.no_serve:
        see_that_free(args.host, args.port)
    ready_database()
    progress = ProgressLine()
    try:
        keys = fill_province(seed=args.seed, organisations=args.organisations, progress=progress)
    finally:
        progress.close()
    _print_keys(keys, print)
    if not args.no_serve:
        serve(host=args.host, port=args.port, workers=args.workers)
    return 0


def _print_keys(keys: dict[str, tuple[str, str]], say: Callable[[str], None]) -> None:
    say("Everything in this house is invented. Sign in as:")
    width = max(len(name) for name in keys)
    for name, (email, password) in keys.items():
        say(f"  {name:{width}}  {email:34}  {password}")
