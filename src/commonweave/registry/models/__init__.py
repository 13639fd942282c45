"""The tables of Book 1. What enters the book (versions, judgements) is never changed."""

from commonweave.registry.models.asking import DrawnQuestion, SourceEstimate
from commonweave.registry.models.inventory import (
    Answer,
    Judgement,
    Organisation,
    OrganisationEvent,
    Pair,
    Profile,
    WeaveRun,
    Word,
    WordKind,
)
from commonweave.registry.models.lists import Edition, Record, RefusedRow, Source, Version
from commonweave.registry.models.weights import FitOutcome, WeightFit

__all__ = [
    "Answer",
    "DrawnQuestion",
    "Edition",
    "FitOutcome",
    "Judgement",
    "Organisation",
    "OrganisationEvent",
    "Pair",
    "Profile",
    "Record",
    "RefusedRow",
    "Source",
    "SourceEstimate",
    "Version",
    "WeaveRun",
    "WeightFit",
    "Word",
    "WordKind",
]
