"""The only clock. Domain code never asks the time: it is given it."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    """Return the present moment, aware of its time zone."""
    return timezone.now()
