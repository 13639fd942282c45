"""From records as lists write them to columns that can be blocked and compared.

The prepared tables (Arrow) are:

    rec  rid, record_id, source, country, region, town, town_sound, latin, told, postcode, area,
         fine, house, street, lat, lon, year, day, types, legal      one row a record
    nam  rid, form, main                         the names of a record
    frm  form, words, flags, sounds, full, core, compact, acronym, latin   one row a name form
    con  rid, kind, value, shape                 e-mail, phone, site, identifier

`types` is a bit set of what the names say, else the list. `told` says whether the list names the
town, `latin` whether in Latin letters; a town that is not told may be filled in by `gazetteer`.
`form` is a hash of the other columns of `frm`, so that processes and runs agree on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from commonweave.infrastructure.engines.port import ArrowTable
from commonweave.linkage.assets import load_lexicon
from commonweave.linkage.domain.lexicon import Lexicon, Row
from commonweave.linkage.workers import count_processors, spread_work

RECORD_COLUMNS: tuple[str, ...] = (
    "record_id", "source", "name", "alt_name", "kind", "legal_form", "street", "city", "postcode",
    "region", "country", "lat", "lon", "email", "phone", "website", "identifier", "founded",
)  # fmt: skip
"""Columns of a record. `record_id` and `name` are needed; the others may be absent or null.

All are text but `lat` and `lon` (degrees, float64). Where a body has several values, `alt_name`,
`email`, `phone`, `website` and `identifier` hold them in one text with ` | ` or `;` between;
`name` with ` | `. An identifier is `scheme:value` or a bare value.
"""

LARGEST_SLICE = 50_000
"""Records prepared at once; what a slice takes besides its results is given back after it."""
SMALLEST_SHARE = 10_000
"""Records for which a process is worth its start."""


@dataclass(frozen=True)
class Prepared:
    """The four prepared tables."""

    rec: ArrowTable
    nam: ArrowTable
    frm: ArrowTable
    con: ArrowTable

    def tables(self) -> Iterator[tuple[str, ArrowTable]]:
        """Yield (name, table)."""
        yield from (("rec", self.rec), ("nam", self.nam), ("frm", self.frm), ("con", self.con))


def prepare_records(
    records: ArrowTable, *, rids: Sequence[int], words: tuple[Row, ...] = ()
) -> Prepared:
    """Normalise records into the prepared tables, under the given record numbers.

    `words` are the rows that a network adds to the lexicon.
    """
    import pyarrow as pa

    parts = list(prepare_slices(records, rids=rids, words=words))
    return Prepared(
        *(pa.concat_tables([getattr(part, field.name) for part in parts])
          for field in fields(Prepared))
    )  # fmt: skip


def prepare_slices(
    records: ArrowTable, *, rids: Sequence[int], words: tuple[Row, ...] = ()
) -> Iterator[Prepared]:
    """Yield what `prepare_records` returns, slice by slice of the records: at least one.

    The slices are spread over the processors that this process may use.
    """
    import numpy as np

    numbers = np.asarray(rids, np.int32)
    shared = (records, numbers, load_lexicon(words))
    workers = max(1, min(count_processors(), records.num_rows // SMALLEST_SHARE))
    size = min(LARGEST_SLICE, max(1, -(-records.num_rows // workers)))
    slices = [(start, size) for start in range(0, max(1, records.num_rows), size)]
    met = np.zeros(0, np.int64)
    for part in spread_work(_prepare_slice, slices, shared=shared, workers=workers):
        frm, met = _unmet_forms(part.frm, met)
        yield replace(part, frm=frm)


def _prepare_slice(shared: tuple[ArrowTable, Any, Lexicon], at: tuple[int, int]) -> Prepared:
    import numpy as np

    from commonweave.linkage.normalising import normalise

    records, numbers, lexicon = shared
    start, size = at
    # Copied, for a slice that goes to another process would take along all that it is a slice of.
    own = records.slice(start, size)
    own = own.take(np.arange(own.num_rows))
    return Prepared(*normalise(own, numbers[start : start + size], lexicon))


def _unmet_forms(frm: ArrowTable, met: Any) -> tuple[ArrowTable, Any]:
    """Return the forms that no slice before has met, and the sorted hashes of all met so far."""
    import numpy as np
    import pyarrow as pa

    forms, first = np.unique(frm.column("form").to_numpy(), return_index=True)
    at = np.searchsorted(met, forms)
    new = np.ones(len(forms), np.bool_)
    inside = at < len(met)
    new[inside] = met[at[inside]] != forms[inside]
    unmet = frm if len(forms) == frm.num_rows and new.all() else frm.take(pa.array(first[new]))
    return unmet, np.insert(met, at[new], forms[new])
