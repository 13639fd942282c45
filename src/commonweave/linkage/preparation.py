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
from dataclasses import dataclass
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

    The names of slices of the records, and what else they say, are spread over the processors that
    this process may use.
    """
    import numpy as np
    import pyarrow as pa

    numbers = np.asarray(rids, np.int32)
    shared = (records, numbers, load_lexicon(words))
    workers = count_processors() if records.num_rows >= WORTH_A_PROCESS else 1
    size = min(LARGEST_SLICE, max(SMALLEST_SLICE, -(-records.num_rows // workers)))
    slices = [(start, size) for start in range(0, max(1, records.num_rows), size)]
    tasks = [(part, at) for part in (_prepare_names, _prepare_details) for at in slices]
    parts = list(spread_work(_prepare, tasks, shared=shared, workers=workers))
    nam, frm, said = map(pa.concat_tables, zip(*parts[: len(slices)], strict=True))
    rec, con = map(pa.concat_tables, zip(*parts[len(slices) :], strict=True))
    for name in said.column_names:
        rec = rec.append_column(name, said.column(name))
    return Prepared(rec, nam, _distinct_forms(frm), con)


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
    from commonweave.linkage.normalising import normalise_details

    return normalise_details(records, numbers)


def _distinct_forms(frm: ArrowTable) -> ArrowTable:
    """Keep each form once; several slices may have met it."""
    import numpy as np
    import pyarrow as pa

    _, first = np.unique(frm.column("form").to_numpy(), return_index=True)
    if len(first) == frm.num_rows:
        return frm
    wanted = np.zeros(frm.num_rows, np.bool_)
    wanted[first] = True
    return frm.filter(pa.array(wanted))
