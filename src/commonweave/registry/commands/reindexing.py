"""`commonweave reindex`: make the search index anew."""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options: there are none."""
    parser.epilog = "Needed after an upgrade that reads words otherwise; a weave keeps it in step."


def run(_args: argparse.Namespace) -> int:
    """Index every profile and say how many there were."""
    from commonweave.registry.search import rebuild_index

    print(f"{rebuild_index():,} organisations indexed.")
    return 0
