"""Leaving unread what a page does not show: the JSON of readings costs more than the rows."""

from __future__ import annotations


def unread(*, source: str = "", edition: str = "", version: str = "", run: str = "") -> list[str]:
    """Return what to `defer` of the things that are reached over these paths ("" for none)."""
    columns = {
        source: ("reading",),
        edition: ("reading", "repairs"),
        version: ("extras", "repairs"),
        run: ("settings", "report"),
    }
    return [f"{path}__{name}" for path, names in columns.items() if path for name in names]
