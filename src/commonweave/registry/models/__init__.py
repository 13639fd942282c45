"""The tables of Book 1. What enters the book (versions, judgements) is never changed."""

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

__all__ = [
    "Answer",
    "Edition",
    "Judgement",
    "Organisation",
    "OrganisationEvent",
    "Pair",
    "Profile",
    "Record",
    "RefusedRow",
    "Source",
    "Version",
    "WeaveRun",
    "Word",
    "WordKind",
]
