"""A list from outside, row by row, against the inventory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from django.contrib.auth.models import AnonymousUser

from commonweave.kernel.refusals import InputRefused, Place, gettext_noop
from commonweave.registry.domain.drafts import RecordDraft, SourceDefaults, draft_record
from commonweave.registry.domain.mapping import Mapping as ColumnMapping
from commonweave.registry.domain.mapping import apply_overrides, mapping_problems, propose_mapping
from commonweave.registry.domain.reconciling import MOST_QUERIES, asked_of
from commonweave.registry.domain.rows import Row, RowRefused
from commonweave.registry.queries.reconciling import Candidate, find_matches
from commonweave.registry.reading import OpenedList, ReadOptions, open_list

FIELDS: Final[Mapping[str, str]] = {
    "name": "name.main",
    "other_name": "name.alternative",
    "street": "address.street",
    "town": "address.locality",
    "postcode": "address.postcode",
    "region": "address.region",
    "country": "address.country",
    "address": "address.full",
    "latitude": "location.lat",
    "longitude": "location.lon",
    "website": "website",
    "email": "contact.email",
    "telephone": "contact.phone",
    "legal_form": "legal_form",
    "founded": "founded",
}
"""Property of the reconciliation API → the field that a list is read by."""


@dataclass(frozen=True)
class MatchedRow:
    """A row of the list as it was read, and its candidates, best first."""

    row: Row
    candidates: Sequence[Candidate]


@dataclass(frozen=True)
class MatchedList:
    """A list that was opened: its columns, how they are read, and its rows when asked for."""

    header: tuple[str, ...]
    mapping: ColumnMapping
    rows: Callable[[], Iterator[MatchedRow | RowRefused]]


def match_list(
    path: Path,
    *,
    columns: Mapping[str, str],
    limit: int,
    country: str = "",
    options: ReadOptions | None = None,
) -> MatchedList:
    """Open a list to be matched with what the public may read of the inventory.

    `columns` says which column gives a property (`FIELDS`, or a field of an import); all others are
    proposed as for an import. `country` (ISO 3166-1 alpha-2) holds where rows do not say. Raises
    InputRefused for a file that is no list, an unknown column and a list without names.
    """
    opened = open_list(path, options)
    proposed = propose_mapping(opened.header, opened.sample)
    overrides = {column: FIELDS.get(name, name) for name, column in columns.items()}
    mapping = apply_overrides(proposed, overrides)
    if mapping_problems(mapping):
        raise InputRefused(
            "no_name_column",
            gettext_noop("No column of the list gives the names of organisations."),
            remedy=gettext_noop(
                "Say which one does, as in --column “name=%(column)s”. The columns are: "
                "%(columns)s."
            ),
            place=Place(file=path.name, line=opened.header_row),
            values={"column": mapping.header[0], "columns": ", ".join(mapping.header)},
        )
    defaults = SourceDefaults(country=country.upper() or None)
    return MatchedList(opened.header, mapping, lambda: _matched(opened, mapping, defaults, limit))


def _matched(
    opened: OpenedList, mapping: ColumnMapping, defaults: SourceDefaults, limit: int
) -> Iterator[MatchedRow | RowRefused]:
    rows = opened.rows()
    while batch := list(islice(rows, MOST_QUERIES)):
        drafts = [
            row if isinstance(row, RowRefused) else draft_record(row, mapping, defaults)
            for row in batch
        ]
        asked = [asked_of(one.values, limit) for one in drafts if isinstance(one, RecordDraft)]
        found = iter(find_matches(AnonymousUser(), asked))
        for row, draft in zip(batch, drafts, strict=True):
            if isinstance(draft, RowRefused):
                yield draft
            elif isinstance(row, Row):
                yield MatchedRow(row, next(found))
