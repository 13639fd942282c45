"""Towns that a list does not name, told by its postcodes and points and by what other lists name.

A postcode is of the town that at least four in five of the records name that have both; a point is
of the town that records within 5 km name. Only towns that lists name speak for others, never those
filled in. An update fills in new records alone, by all records as they are then; records that stay
keep their town until the next full run, as they keep their keys.
"""

from __future__ import annotations

from itertools import product
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from commonweave.infrastructure.engines.port import ArrowTable

Ints: TypeAlias = npt.NDArray[np.int64]
Reals: TypeAlias = npt.NDArray[np.float64]

GAZETTEER = ["country", "town", "town_sound", "latin", "told", "postcode", "lat", "lon"]
"""The columns of `rec` that are read."""

_FILLED = ("town", "town_sound", "latin")
_MAJORITY = 0.8
_NEAR_KM = 5.0
_EARTH_KM = 6371.0
_CELLS = 4096
"""Cells of `_NEAR_KM` along the earth's axis, with room to spare."""


def is_any_wanting(rec: ArrowTable) -> bool:
    """Say whether a record without a town has a postcode or a point."""
    return bool(_wanting(rec).any())


def fill_towns(rec: ArrowTable, known: ArrowTable) -> ArrowTable:
    """Return `rec` with towns filled in where they are absent and `known` records tell them.

    `known` has the columns GAZETTEER. Takes time proportional to the records, and does not depend
    on their order.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    wanting = np.flatnonzero(_wanting(rec))
    speaks = known.filter(pc.and_(known.column("told"), pc.not_equal(known.column("town"), "")))
    if not len(wanting) or not speaks.num_rows:
        return rec
    asked = rec.select(GAZETTEER).take(pa.array(wanting))
    codes = _shared_codes(speaks, asked)
    found = _by_postcode(codes, speaks.num_rows)
    by_point = _by_point(codes, _points(speaks), _points(asked))
    source = np.where(found >= 0, found, by_point)
    filled = source >= 0
    at = np.arange(rec.num_rows)
    at[wanting[filled]] = rec.num_rows + source[filled]
    for name in _FILLED:
        both = pa.chunked_array([*rec.column(name).chunks, *speaks.column(name).chunks])
        column = both.combine_chunks().take(pa.array(at))
        rec = rec.set_column(rec.schema.get_field_index(name), name, column)
    return rec


def _wanting(rec: ArrowTable) -> npt.NDArray[np.bool_]:
    import pyarrow.compute as pc

    has_clue = pc.or_(pc.not_equal(rec.column("postcode"), ""), pc.is_valid(rec.column("lat")))
    wanting: npt.NDArray[np.bool_] = pc.and_(pc.equal(rec.column("town"), ""), has_clue).to_numpy()
    return wanting


def _shared_codes(speaks: ArrowTable, asked: ArrowTable) -> dict[str, Ints]:
    """Return numbers for texts that both tables share, those of `speaks` first; -1 for none."""
    import pyarrow as pa

    codes = {}
    for name in ("country", "postcode", "town"):
        texts = pa.chunked_array([*speaks.column(name).chunks, *asked.column(name).chunks])
        encoded = texts.combine_chunks().dictionary_encode()
        numbers = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
        blank = np.array([not text for text in encoded.dictionary.to_pylist()])
        codes[name] = np.where(blank[numbers] & (name != "country"), -1, numbers)
    codes["place"] = np.where(
        codes["postcode"] < 0,
        -1,
        codes["postcode"] * (codes["country"].max() + 1) + codes["country"],
    )
    return codes


def _by_postcode(codes: dict[str, Ints], told: int) -> Ints:
    """Return the row of `speaks` whose town each asked record has by its postcode, -1 for none."""
    place, town = codes["place"][:told], codes["town"][:told]
    rows = np.flatnonzero(place >= 0)
    pair = place[rows] * (town.max() + 1) + town[rows]
    _, first, count = np.unique(pair, return_index=True, return_counts=True)
    sample = rows[first]
    order = np.lexsort((sample, -count, place[sample]))
    sample, count = sample[order], count[order]
    places, best = np.unique(place[sample], return_index=True)
    totals = np.add.reduceat(count, best) if len(best) else count
    clear = count[best] >= _MAJORITY * totals
    return _looked_up(places[clear], sample[best][clear], codes["place"][told:])


def _looked_up(keys: Ints, values: Ints, asked: Ints) -> Ints:
    """Return the value of each asked key, -1 for those that are not among the sorted keys."""
    if not len(keys):
        return np.full(len(asked), -1)
    at = np.minimum(np.searchsorted(keys, asked), len(keys) - 1)
    return np.where(keys[at] == asked, values[at], -1)


def _points(table: ArrowTable) -> Reals:
    """Return points [rows, 3] in kilometres from the middle of the earth; nan where unknown."""
    lat, lon = (
        np.radians(table.column(name).to_numpy().astype(np.float64)) for name in ("lat", "lon")
    )
    return _EARTH_KM * np.column_stack(
        [np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)]
    )


def _cells(points: Reals) -> Ints:
    return np.floor(points / _NEAR_KM).astype(np.int64) + _CELLS // 2


def _key(cells: Ints, country: Ints) -> Ints:
    x, y, z = cells.T
    key: Ints = ((country * _CELLS + x) * _CELLS + y) * _CELLS + z
    return key


def _by_point(codes: dict[str, Ints], speaking: Reals, asking: Reals) -> Ints:
    """Return the row of `speaks` whose town lies nearest to each asked record, -1 for none.

    A town is where its records lie on average within a cell of 5 km, so that towns of one name
    stay apart.
    """
    told = len(speaking)
    rows = np.flatnonzero(~np.isnan(speaking[:, 0]))
    nearest = np.full(len(asking), -1)
    if not len(rows):
        return nearest
    centres, keys, sample = _centres(speaking[rows], codes, rows)
    has_point = np.flatnonzero(~np.isnan(asking[:, 0]))
    least = np.full(len(asking), _NEAR_KM)
    cells, country = _cells(asking[has_point]), codes["country"][told:][has_point]
    for step in product((-1, 0, 1), repeat=3):
        key = _key(cells + np.array(step), country)
        start, end = np.searchsorted(keys, key), np.searchsorted(keys, key, side="right")
        for offset in range(int((end - start).max(initial=0))):
            inside = start + offset < end
            of, at = has_point[inside], (start + offset)[inside]
            km = np.linalg.norm(asking[of] - centres[at], axis=1)
            closer = km < least[of]
            least[of[closer]], nearest[of[closer]] = km[closer], sample[at[closer]]
    return nearest


def _centres(points: Reals, codes: dict[str, Ints], rows: Ints) -> tuple[Reals, Ints, Ints]:
    """Return (mean points of each town in each cell, keys of the cells, a row of each), by key."""
    key = _key(_cells(points), codes["country"][rows])
    town = codes["town"][rows]
    order = np.lexsort((rows, town, key))
    key, town, points, rows = key[order], town[order], points[order], rows[order]
    first = np.flatnonzero(np.r_[True, (key[1:] != key[:-1]) | (town[1:] != town[:-1])])
    count = np.diff(np.r_[first, len(rows)])
    return np.add.reduceat(points, first) / count[:, None], key[first], rows[first]
