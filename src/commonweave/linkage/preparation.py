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

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any, TypeAlias

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
SMALLEST_SLICE = 20_000
"""Records below which names are read in one go, beside everything else."""
WORTH_A_PROCESS = 5_000
"""Records for which processes are worth their start."""


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

    The names of each slice, and what else it says, are spread over the processors that this process
    may use.
    """
    import numpy as np

    numbers = np.asarray(rids, np.int32)
    shared = (records, numbers, load_lexicon(words))
    workers = count_processors() if records.num_rows >= WORTH_A_PROCESS else 1
    size = min(LARGEST_SLICE, max(SMALLEST_SLICE, -(-records.num_rows // workers)))
    slices = [(start, size) for start in range(0, max(1, records.num_rows), size)]
    tasks = [(part, at) for at in slices for part in (_prepare_names, _prepare_details)]
    parts = spread_work(_prepare, tasks, shared=shared, workers=workers)
    met = np.zeros(0, np.int64)
    for (nam, frm, said), (rec, con) in zip(parts, parts, strict=True):
        unmet, met = _unmet_forms(frm, met)
        yield Prepared(_beside(rec, said), nam, unmet, con)


Part: TypeAlias = Callable[[ArrowTable, Any, Lexicon], tuple[ArrowTable, ...]]


def _prepare(
    shared: tuple[ArrowTable, Any, Lexicon], task: tuple[Part, tuple[int, int]]
) -> tuple[ArrowTable, ...]:
    records, numbers, lexicon = shared
    part, (start, size) = task
    return part(records.slice(start, size), numbers[start : start + size], lexicon)


def _prepare_names(records: ArrowTable, numbers: Any, lexicon: Lexicon) -> tuple[ArrowTable, ...]:
    from commonweave.linkage.normalising import normalise_names

    return normalise_names(records, numbers, lexicon)


def _prepare_details(records: ArrowTable, numbers: Any, _: Lexicon) -> tuple[ArrowTable, ...]:
    import numpy as np

    from commonweave.linkage.normalising import normalise_details

    # Copied, for a slice that goes to another process would take along all that it is a slice of.
    own = records.take(np.arange(records.num_rows))
    return normalise_details(own, numbers)


def _beside(table: ArrowTable, other: ArrowTable) -> ArrowTable:
    for name in other.column_names:
        table = table.append_column(name, other.column(name))
    return table


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
