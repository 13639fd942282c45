"""`commonweave sources`: what lists the house holds."""

from __future__ import annotations

import argparse


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """The list has no options."""


def run(_args: argparse.Namespace) -> int:
    """Print one line a source, and one an edition."""
    from commonweave.registry.models import Source

    sources = Source.objects.select_related("space").prefetch_related("editions")
    if not sources:
        print("No source yet. Take one in with: commonweave import FILE --source NAME")
    for source in sources:
        print(f"{source.slug}  ({source.title}; kept by {source.keeper or source.space.name})")
        for edition in source.editions.all():
            print(
                f"  {edition.number:3}  {edition.as_of}  {edition.rows_kept:7,} kept "
                f"{edition.rows_refused:5,} refused  +{edition.appeared:,} ~{edition.changed:,} "
                f"-{edition.vanished:,}  {edition.file_name}"
            )
    return 0
