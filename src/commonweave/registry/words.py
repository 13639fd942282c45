"""Codes in words, for pages."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=512)
def country_name(code: str) -> str:
    """Return the English name of an ISO 3166-1 alpha-2 code, or the code where it is unknown.

    Names are those of rigour's territory table (OpenSanctions).
    """
    from rigour.territories import get_territory

    territory = get_territory(code.lower()) if code else None
    return territory.name if territory else code
