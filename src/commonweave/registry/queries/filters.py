"""What a person asks of the directory, read from an address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from commonweave.kernel.refusals import gettext_noop

FACETS: Final[Mapping[str, str]] = {
    "country": gettext_noop("Country"),
    "region": gettext_noop("Region"),
    "sector": gettext_noop("Activity"),
    "form": gettext_noop("Legal form"),
    "source": gettext_noop("Source"),
    "status": gettext_noop("Status"),
    "listed": gettext_noop("On a list"),
}
"""Name in the address -> label."""

SORTS: Final[Mapping[str, str]] = {
    "relevance": gettext_noop("best match first"),
    "name": gettext_noop("by name"),
    "fresh": gettext_noop("newest information first"),
}

STATUS_WORDS: Final[Mapping[str, str]] = {
    "active": gettext_noop("active"),
    "inactive": gettext_noop("inactive"),
    "dissolved": gettext_noop("dissolved"),
    "emerging": gettext_noop("emerging"),
}
LISTED_WORDS: Final[Mapping[str, str]] = {
    "yes": gettext_noop("on a current list"),
    "no": gettext_noop("no longer listed"),
}

LONGEST: Final = 200
"""Characters of a search or a choice; what is beyond is cut off."""


@dataclass(frozen=True)
class DirectoryFilters:
    """Search text, one choice for each facet ("" for any) and an order."""

    q: str = ""
    country: str = ""
    region: str = ""
    sector: str = ""
    form: str = ""
    source: str = ""  # slug
    status: str = ""
    listed: str = ""  # "yes" | "no"
    sort: str = ""

    @property
    def narrowing(self) -> bool:
        """Whether anything is asked at all."""
        return bool(self.q or self.chosen())

    @property
    def order(self) -> str:
        """The order in force: the one asked for, else by match for a search and by name without."""
        if self.sort in ("name", "fresh"):
            return self.sort
        return "relevance" if self.q else "name"

    def chosen(self) -> dict[str, str]:
        """Return facet -> choice for the facets that narrow the list."""
        return {facet: value for facet in FACETS if (value := getattr(self, facet))}

    def without(self, name: str) -> DirectoryFilters:
        """Return the same question without one of its parts."""
        return replace(self, **{name: ""})

    def having(self, name: str, value: str) -> DirectoryFilters:
        """Return the same question with one part set."""
        return replace(self, **{name: value})

    def query_string(self, **more: object) -> str:
        """Return the parts that are set, for an address; they read back to the same question."""
        return urlencode({k: v for k, v in {**vars(self), **more}.items() if v})


def read_filters(given: Mapping[str, str]) -> DirectoryFilters:
    """Read filters from an address; unseen characters are dropped and texts cut to 200."""
    known = {name: _clean(given.get(name) or "") for name in vars(DirectoryFilters())}
    return DirectoryFilters(**known)


def _clean(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:LONGEST]
