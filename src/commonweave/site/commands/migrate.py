"""`commonweave migrate`: bring the database to this version."""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.epilog = "Make a backup first: see the how-to “Back up and restore”."


def run(_args: argparse.Namespace) -> int:
    """Apply what is missing and say so."""
    from django.conf import settings
    from django.core.management import call_command

    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=1, interactive=False)
    return 0
