"""Reads the data files of this room: the lexicon, the shared hosts, the shipped weights."""

from __future__ import annotations

import csv
import json
from functools import lru_cache
from importlib.resources import files

from commonweave.linkage.domain.lexicon import KINDS, Lexicon, Row, build_lexicon
from commonweave.linkage.domain.scorecard import Scorecard, read_scorecard

_DATA = "commonweave.linkage.data"


@lru_cache(maxsize=2)
def load_lexicon(own: tuple[Row, ...] = ()) -> Lexicon:
    """Return the shipped lexicon with the rows that a network adds to it."""
    shipped: list[Row] = []
    romanised: dict[str, str] = {}
    for kind in KINDS:
        with (files(_DATA) / "lexicon" / f"{kind}.csv").open(encoding="utf-8") as handle:
            rows = csv.reader(handle)
            next(rows)
            for form, concept, implies, latin, *_ in rows:
                shipped.append((form, kind, concept, implies))
                if latin:
                    romanised[form] = latin
    return build_lexicon(shipped, own, romanised)


@lru_cache(maxsize=1)
def load_hosts() -> dict[str, str]:
    """Return host → kind (`profiles`, `umbrella`, `mail`) of hosts that many bodies share."""
    with (files(_DATA) / "hosts.csv").open(encoding="utf-8") as handle:
        return {row["host"]: row["kind"] for row in csv.DictReader(handle)}


@lru_cache(maxsize=1)
def load_scorecard() -> Scorecard:
    """Return the shipped weights."""
    return read_scorecard(json.loads((files(_DATA) / "weights.json").read_text("utf-8")))
