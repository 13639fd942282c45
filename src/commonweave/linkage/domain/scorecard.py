"""The scorecard: features with levels, a weight for each, added up to log-odds.

Every feature of a pair has one level. Two features may also form a product (`name_place`), whose
level is written `equal*town`. The weights come from logistic regression (see
`benchmarks/fit_prior.py`), so that the sum is the natural logarithm of the odds that both records
are of one body; level 0 of a feature says nothing and weighs nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import isfinite
from typing import Any, TypeAlias

LEVELS: dict[str, tuple[str, ...]] = {
    "name": ("-", "general", "none", "weak", "partial", "strong", "within", "acronym", "near",
             "core", "same"),
    "word": ("-", "everywhere", "common", "some", "few", "one"),
    "told": ("-", "little", "some", "much"),
    "homonyms": ("-", "one", "few", "several", "many"),
    "twins": ("-", "two", "more"),
    "number": ("-", "one_side", "differ"),
    "mark": ("-", "one_side", "differ"),
    "extra": ("-", "little", "much"),
    "clash": ("-", "kinds", "words", "towns"),
    "script": ("-", "other", "kind"),
    "type": ("-", "same", "overlap", "one_side", "differ", "sibling"),
    "form": ("-", "same", "differ"),
    "place": ("-", "far", "apart", "unlike", "region", "near", "town", "town_moved", "other_door",
              "street", "fine", "address"),
    "crowd": ("-", "one", "few", "many", "small_town", "city"),
    "identifier": ("-", "same", "same_bare", "differ", "differ_bare"),
    "email": ("-", "same", "shared"),
    "site": ("-", "same", "few", "many", "differ"),
    "phone": ("-", "same", "shared", "differ"),
    "hint": ("-", "none", "common", "rare"),
    "founded": ("-", "day", "year", "near", "differ"),
    "list": ("-", "same"),
    "standing": ("-", "alone", "ahead", "level", "behind"),
}  # fmt: skip
"""Feature → levels; the first level is the reference.

`standing` is found last, from the log-odds that all others add up to: see `linkage.standing`.
"""

NAME_GROUPS = {"-": 0, "general": 0, "none": 1, "weak": 1, "partial": 2, "strong": 2, "within": 2,
               "acronym": 2, "near": 3, "core": 3, "same": 3}  # fmt: skip
PLACE_GROUPS = {"-": 0, "far": 1, "apart": 2, "unlike": 0, "region": 2, "near": 3, "town": 4,
                "town_moved": 4, "other_door": 4, "street": 5, "fine": 5, "address": 5}  # fmt: skip
NAME_GROUP_NAMES = ("unknown", "other", "alike", "equal")
PLACE_GROUP_NAMES = ("unknown", "far", "apart", "near", "town", "door")
CONTACT_GROUP_NAMES = ("-", "own", "shared")

PRODUCTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "name_place": (NAME_GROUP_NAMES, PLACE_GROUP_NAMES),
    "name_script": (NAME_GROUP_NAMES, ("-", "other", "kind")),
    "name_list": (NAME_GROUP_NAMES, ("-", "same")),
    "name_email": (NAME_GROUP_NAMES, CONTACT_GROUP_NAMES),
    "name_site": (NAME_GROUP_NAMES, CONTACT_GROUP_NAMES),
    "name_phone": (NAME_GROUP_NAMES, CONTACT_GROUP_NAMES),
    "name_identifier": (NAME_GROUP_NAMES, CONTACT_GROUP_NAMES),
    "word_place": (("-", "common", "rare"), PLACE_GROUP_NAMES),
    "homonyms_place": (("-", "few", "many"), PLACE_GROUP_NAMES),
    "told_place": (("-", "little", "much"), PLACE_GROUP_NAMES),
    "place_list": (PLACE_GROUP_NAMES, ("-", "same")),
    "script_place": (("-", "other", "kind"), PLACE_GROUP_NAMES),
    "site_place": (CONTACT_GROUP_NAMES, PLACE_GROUP_NAMES),
}
"""Product → the groups of its two sides; a group named first on both sides weighs nothing."""


def product_levels(product: str) -> tuple[str, ...]:
    """Return the levels of a product in the order of their codes: left × right."""
    left, right = PRODUCTS[product]
    return tuple(f"{a}*{b}" for a in left for b in right)


def all_levels() -> dict[str, tuple[str, ...]]:
    """Return feature or product → levels, in the order of the columns of a level matrix."""
    return {**LEVELS, **{product: product_levels(product) for product in PRODUCTS}}


Weights: TypeAlias = Mapping[str, Mapping[str, float]]
"""Feature or product → level → log-odds."""
Tables: TypeAlias = tuple[tuple[float, ...], ...]
"""Weights as one row a column of the level matrix, by level code."""


def _tables(weights: Weights) -> Tables:
    return tuple(
        tuple(weights.get(feature, {}).get(level, 0.0) for level in levels)
        for feature, levels in all_levels().items()
    )


@dataclass(frozen=True)
class Adjustment:
    """What answers add to an intercept and to weights, in log-odds."""

    intercept: float
    weights: Weights

    @cached_property
    def tables(self) -> Tables:
        """Return the additions by column and level code."""
        return _tables(self.weights)

    def document(self) -> dict[str, Any]:
        """Return what `read_adjustment` takes."""
        return {"intercept": self.intercept, "weights": self.weights}


@dataclass(frozen=True)
class Scorecard:
    """Weights by feature and level, in log-odds, with an intercept.

    `sources` holds adjustments by source: a pair takes the weights plus the adjustment of each of
    its one or two sources.
    """

    intercept: float
    weights: Weights
    sources: Mapping[str, Adjustment] = field(default_factory=dict)

    @cached_property
    def tables(self) -> Tables:
        """Return the weights by column and level code."""
        return _tables(self.weights)

    def adjusted(self, adjustment: Adjustment) -> Scorecard:
        """Return the scorecard with an adjustment added for every pair."""
        weights = {
            feature: {
                level: self.weights.get(feature, {}).get(level, 0.0)
                + adjustment.weights.get(feature, {}).get(level, 0.0)
                for level in {
                    **self.weights.get(feature, {}),
                    **adjustment.weights.get(feature, {}),
                }
            }
            for feature in {**self.weights, **adjustment.weights}
        }
        return replace(self, intercept=self.intercept + adjustment.intercept, weights=weights)

    def for_sources(self, sources: Iterable[str]) -> Scorecard:
        """Return the scorecard of pairs between the given sources."""
        card = replace(self, sources={})
        for source in sorted(set(sources) & self.sources.keys()):
            card = card.adjusted(self.sources[source])
        return card

    def fingerprint_text(self) -> str:
        """Return a text that differs whenever a weight does."""
        sources = sorted((name, a.intercept, a.tables) for name, a in self.sources.items())
        return repr((self.intercept, self.tables, sources))

    def document(self) -> dict[str, Any]:
        """Return what `read_scorecard` takes."""
        sources = {name: adjustment.document() for name, adjustment in self.sources.items()}
        return {"intercept": self.intercept, "weights": self.weights, "sources": sources}


def read_adjustment(document: Mapping[str, Any]) -> Adjustment:
    """Return the adjustment of a document; raises ValueError for an unknown level or no number."""
    return Adjustment(*_checked(document))


def read_scorecard(document: Mapping[str, Any]) -> Scorecard:
    """Return the scorecard of a weights document; raises ValueError for an unknown level."""
    sources = document.get("sources", {})
    return Scorecard(
        *_checked(document), {name: read_adjustment(part) for name, part in sources.items()}
    )


def _checked(document: Mapping[str, Any]) -> tuple[float, Weights]:
    known = all_levels()
    for feature, weights in document["weights"].items():
        for level, weight in weights.items():
            if level not in known.get(feature, ()):
                raise ValueError(f"The weights name a level that no feature has: {feature} {level}")
            if not isfinite(weight):
                raise ValueError(f"The weight of {feature} {level} is no number.")
    if not isfinite(document["intercept"]):
        raise ValueError("The intercept is no number.")
    return float(document["intercept"]), document["weights"]
