"""Codes in words, for pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext

from commonweave.linkage.domain.words import REASONS, reason_words
from commonweave.registry.domain.kinds import NOTES, REPAIRS, ROW_REFUSALS
from commonweave.registry.models import RefusedRow


@lru_cache(maxsize=512)
def country_name(code: str) -> str:
    """Return the English name of an ISO 3166-1 alpha-2 code, or the code where it is unknown.

    Names are those of rigour's territory table (OpenSanctions).
    """
    from rigour.territories import get_territory

    territory = get_territory(code.lower()) if code else None
    return territory.name if territory else code


def list_reasons(reasons: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return linkage reasons in words with their weights, the weightiest first.

    A code that the linkage no longer knows is left as it is: an old run may have stored it.
    """
    ordered = sorted(reasons, key=lambda reason: -abs(float(reason["weight"])))
    return [
        reason_words(reason, gettext) if reason["code"] in REASONS else str(reason["code"])
        for reason in ordered
    ]


def list_notes(notes: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return what was found about a file, in words."""
    return [gettext(NOTES[note["code"]]) % note.get("values", {}) for note in notes]


def repair_words(kind: str) -> str:
    """Return what a repair did, in words."""
    return gettext(REPAIRS.get(kind, kind))


def refusal_words(row: RefusedRow) -> str:
    """Return why a row was refused."""
    return str(gettext(row.message) % row.values)


def refusal_kind_words(code: str) -> str:
    """Return why rows were refused, in words that hold for all of them."""
    message = ROW_REFUSALS.get(code, code)
    return gettext(message) % _Open() if "%(" in message else gettext(message)


class _Open(dict[str, str]):
    """Fills every slot of a message with an ellipsis."""

    def __missing__(self, key: str) -> str:
        return "…"
