"""The next edition of a list: what was decided for the last one stays decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from commonweave.kernel.refusals import gettext_noop as _
from commonweave.registry.domain.folding import fold_key
from commonweave.registry.domain.mapping.propose import propose_mapping
from commonweave.registry.domain.mapping.readings import ColumnReading, Mapping
from commonweave.registry.domain.rows import Row


@dataclass(frozen=True, slots=True)
class Differences:
    """Columns that are new in this edition, have vanished, or are only written otherwise."""

    appeared: tuple[str, ...] = ()
    vanished: tuple[str, ...] = ()
    respelt: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.appeared or self.vanished or self.respelt)


def carry_over(
    saved: Mapping, header: Sequence[str], sample_rows: Sequence[Row] = ()
) -> tuple[Mapping, Differences]:
    """Return the saved mapping for a new header, and what differs.

    A column of the same name (or of the same but for case, accents and blanks) keeps its reading.
    A new
    column is proposed, but never takes a single-valued field that a kept column has.
    """
    exact = dict(saved.columns)
    folded = {fold_key(name): name for name in saved.header}
    proposed = propose_mapping(header, sample_rows)
    same = {name: name for name in header if name in exact}
    respelt = {
        name: folded[fold_key(name)]
        for name in header
        if name not in exact and fold_key(name) in folded and folded[fold_key(name)] not in same
    }
    origin = {**same, **respelt}
    taken = {exact[old].field for old in origin.values()} - {None}
    columns = tuple(
        (name, exact[origin[name]] if name in origin else _new(reading, taken))
        for name, reading in proposed.columns
    )
    differences = Differences(
        tuple(name for name in header if name not in origin),
        tuple(name for name in saved.header if name not in origin.values()),
        tuple((old, new) for new, old in respelt.items()),
    )
    return Mapping(columns, saved.language or proposed.language), differences


def _new(reading: ColumnReading, taken: set[str | None]) -> ColumnReading:
    if reading.field in taken:
        return ColumnReading(None, {}, 0.0, _("a column of the last edition already gives this"))
    return reading
