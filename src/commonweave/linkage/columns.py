"""The prepared tables as NumPy columns, numbered densely, for comparison without loops."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from commonweave.infrastructure.engines.port import ArrowTable, Engine

Ints: TypeAlias = npt.NDArray[np.int32]
Floats: TypeAlias = npt.NDArray[np.float32]
Flags: TypeAlias = npt.NDArray[np.bool_]

WORDS = 8
"""Words of a name form that are compared: its rarest."""
NAMES = 6
VALUES = 6


@dataclass(frozen=True)
class Vocabulary:
    """Distinct words with what is known of them; -1 pads the matrices that refer to them."""

    words: list[str]
    sounds: Ints
    weight: Floats
    bodies: Ints
    first: Ints
    length: Ints


@dataclass(frozen=True)
class Forms:
    """Name forms by dense number."""

    words: Ints
    flags: npt.NDArray[np.int8]
    full: Ints
    core: Ints
    compact: Ints
    acronym: Ints
    bodies: Ints
    single: Flags
    compact_text: list[str]


@dataclass(frozen=True)
class Contacts:
    """Up to VALUES numbers of values a record, -1 where none, and the bodies using a value."""

    codes: Ints
    shapes: Ints
    bodies: Ints
    values: list[str]
    named: Flags


@dataclass(frozen=True)
class Columns:
    """Everything a comparison reads; row i is the record `rid[i]`."""

    rid: Ints
    names: Ints
    forms: Forms
    vocabulary: Vocabulary
    source: Ints
    country: Ints
    region: Ints
    town: Ints
    town_words: Ints
    postcode: Ints
    area: Ints
    fine: Flags
    house: Ints
    street: Ints
    lat: npt.NDArray[np.float64]
    lon: npt.NDArray[np.float64]
    crowded: Flags
    door_bodies: Ints
    town_bodies: Ints
    year: Ints
    day: Ints
    types: Ints
    legal: Ints
    contacts: dict[str, Contacts]


def _codes(values: Any, *, empty: tuple[str, ...] = ("",)) -> tuple[Ints, list[str]]:
    """Number the texts of an Arrow column; null and empty become -1."""
    encoded = values.combine_chunks().dictionary_encode()
    if hasattr(encoded, "combine_chunks"):
        encoded = encoded.combine_chunks()
    words = encoded.dictionary.to_pylist()
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32)
    blank = [at for at, word in enumerate(words) if word in empty]
    if blank:
        codes[np.isin(codes, blank)] = -1
    return codes, words


def _ranks(groups: Ints) -> Ints:
    """Number the members of each run of equal values from 0."""
    if not len(groups):
        return groups
    starts = np.flatnonzero(np.r_[True, groups[1:] != groups[:-1]])
    return (np.arange(len(groups)) - np.repeat(starts, np.diff(np.r_[starts, len(groups)]))).astype(
        np.int32
    )


def _matrix(rows: Ints, values: Ints, shape: tuple[int, int]) -> Ints:
    """Lay values out as one padded row each; `rows` must be sorted."""
    out = np.full(shape, -1, np.int32)
    ranks = _ranks(rows)
    fits = ranks < shape[1]
    out[rows[fits], ranks[fits]] = values[fits]
    return out


def _lists(column: Any) -> tuple[Ints, Any]:
    """Return (row of each item, the items) of an Arrow list column."""
    column = column.combine_chunks()
    if hasattr(column, "chunks"):
        column = column.chunk(0)
    lengths = np.diff(column.offsets.to_numpy())
    return np.repeat(np.arange(len(lengths)), lengths).astype(np.int32), column.flatten()


def build_columns(engine: Engine, *, where: str = "TRUE") -> Columns:
    """Read the records that a condition on `rid` names, with their statistics, into columns."""
    rec = engine.fetch(
        f"SELECT rec.*, coalesce(door_stats.bodies, 0) AS door_bodies, "
        f"coalesce(town_stats.bodies, 0) AS town_bodies FROM rec "
        f"LEFT JOIN town_stats USING (country, town) LEFT JOIN door_stats "
        f"ON door = postcode || '|' || CASE WHEN fine THEN '' ELSE "
        f"house || array_to_string(street, ' ') END WHERE {where} ORDER BY rid"
    )
    rid = rec.column("rid").to_numpy().astype(np.int32)
    nam = engine.fetch(f"SELECT rid, form FROM nam WHERE {where} ORDER BY rid, NOT main, form")
    frm = engine.fetch(
        "SELECT frm.*, coalesce(core_stats.bodies, 1) AS bodies FROM frm LEFT JOIN core_stats "
        f"USING (core) WHERE form IN (SELECT form FROM nam WHERE {where}) ORDER BY form"
    )
    vocabulary, matrices = _vocabulary(engine, frm)
    form_ids = frm.column("form").to_numpy()
    names = _matrix(
        np.searchsorted(rid, nam.column("rid").to_numpy()).astype(np.int32),
        np.searchsorted(form_ids, nam.column("form").to_numpy()).astype(np.int32),
        (len(rid), NAMES),
    )
    return _assemble(engine, rec, rid, names, _forms(frm, matrices), vocabulary, where)


def _vocabulary(engine: Engine, frm: ArrowTable) -> tuple[Vocabulary, tuple[Ints, Any]]:
    rows, flat = _lists(frm.column("words"))
    _, sounds = _lists(frm.column("sounds"))
    _, flags = _lists(frm.column("flags"))
    codes, words = _codes(_chunked(flat))
    sound_codes, sound_words = _codes(_chunked(sounds))
    stats = engine.fetch("SELECT word, bodies FROM word_stats")
    bodies_of = dict(
        zip(stats.column("word").to_pylist(), stats.column("bodies").to_pylist(), strict=True)
    )
    bodies = np.array([bodies_of.get(word, 1) for word in words], np.int32)
    largest = (
        engine.fetch("SELECT max(n) AS n FROM (SELECT count(*) AS n FROM rec GROUP BY source)")
        .column("n")[0]
        .as_py()
        or 1
    )
    weight = np.clip(np.log((largest + 50) / (bodies + 0.5)), 0.5, 7).astype(np.float32)
    weight[[word.startswith("~") for word in words]] *= 0.7
    sound = np.full(len(words), -1, np.int32)
    long_enough = np.array([len(word) >= 4 for word in sound_words] or [False])
    sound[codes] = np.where(long_enough[sound_codes], sound_codes, -1)
    order = np.lexsort((bodies[codes], rows))
    shape = (frm.num_rows, WORDS)
    matrix = _matrix(rows[order], codes[order], shape)
    flag_values = flags.to_numpy(zero_copy_only=False).astype(np.int32)
    flag_matrix = _matrix(rows[order], flag_values[order], shape).astype(np.int8)
    vocabulary = Vocabulary(
        words,
        sound,
        weight,
        bodies,
        np.array([ord(word[0]) for word in words], np.int32),
        np.array([len(word) for word in words], np.int32),
    )
    return vocabulary, (matrix, flag_matrix)


def _chunked(array: Any) -> Any:
    import pyarrow as pa

    return pa.chunked_array([array])


def _forms(frm: ArrowTable, matrices: tuple[Ints, Any]) -> Forms:
    import pyarrow as pa

    compact = frm.column("compact").to_pylist()
    acronym = frm.column("acronym").to_pylist()
    both, _ = _codes(pa.chunked_array([pa.array([*compact, *acronym], pa.string())]))
    single = (matrices[0] >= 0).sum(1) == 1
    return Forms(
        words=matrices[0],
        flags=matrices[1],
        full=_codes(frm.column("full"))[0],
        core=_codes(frm.column("core"))[0],
        compact=both[: len(compact)],
        acronym=both[len(compact) :],
        bodies=frm.column("bodies").to_numpy().astype(np.int32),
        single=single & (np.array([len(text) for text in compact], np.int32) <= 9),
        compact_text=compact,
    )


def _contacts(engine: Engine, rid: Ints, kind: str, where: str) -> Contacts:
    con = engine.fetch(
        "SELECT con.rid, con.value, con.shape, bodies FROM con JOIN contact_stats "
        f"USING (kind, value) WHERE kind = '{kind}' AND {where} ORDER BY con.rid, value, shape"
    )
    rows = np.searchsorted(rid, con.column("rid").to_numpy()).astype(np.int32)
    codes, values = _codes(con.column("value"))
    shapes, shape_words = _codes(con.column("shape"))
    bodies = np.ones(max(len(values), 1), np.int32)
    bodies[codes] = con.column("bodies").to_numpy()
    shape = (len(rid), VALUES)
    named = np.array([not word.startswith("?") for word in shape_words] or [False])
    return Contacts(
        _matrix(rows, codes, shape), _matrix(rows, shapes, shape), bodies, values, named
    )


def _words_of(column: Any, known: dict[str, int], shape: tuple[int, int]) -> Ints:
    rows, flat = _lists(column)
    codes, words = _codes(_chunked(flat))
    renumber = np.array([known.setdefault(word, len(known)) for word in words] or [0], np.int32)
    return _matrix(rows, np.asarray(renumber[codes] if len(codes) else codes), shape)


def _assemble(
    engine: Engine,
    rec: ArrowTable,
    rid: Ints,
    names: Ints,
    forms: Forms,
    vocabulary: Vocabulary,
    where: str,
) -> Columns:
    import pyarrow as pa

    town, town_texts = _codes(rec.column("town"))
    word_codes = {word: at for at, word in enumerate(vocabulary.words)}
    split = pa.chunked_array(
        [pa.array([text.split() for text in town_texts], pa.list_(pa.string()))]
    )
    by_town = _words_of(split, word_codes, (max(len(town_texts), 1), 4))
    town_words = np.where(town[:, None] >= 0, by_town[np.maximum(town, 0)], -1)
    lat = rec.column("lat").to_numpy().astype(np.float64)
    lon = rec.column("lon").to_numpy().astype(np.float64)

    def coded(name: str) -> Ints:
        return _codes(rec.column(name))[0]

    def numbers(name: str) -> Ints:
        return np.asarray(rec.column(name).to_numpy(), np.int32)

    return Columns(
        rid=rid, names=names, forms=forms, vocabulary=vocabulary, source=coded("source"),
        country=coded("country"), region=coded("region"), town=town, town_words=town_words,
        postcode=coded("postcode"), area=coded("area"),
        fine=rec.column("fine").to_numpy().astype(np.bool_), house=coded("house"),
        street=_words_of(rec.column("street"), {}, (len(rid), 6)), lat=lat, lon=lon,
        crowded=_crowded(lat, lon), door_bodies=numbers("door_bodies"),
        town_bodies=numbers("town_bodies"), year=numbers("year"),
        day=numbers("day"), types=numbers("types"), legal=coded("legal"),
        contacts={kind: _contacts(engine, rid, kind, where)
                  for kind in ("identifier", "email", "site", "phone")},
    )  # fmt: skip


def _crowded(lat: npt.NDArray[np.float64], lon: npt.NDArray[np.float64]) -> Flags:
    """Mark points that many records share: the middle of a town rather than a door."""
    point = np.nan_to_num(np.round(lat, 5) * 1e3 + np.round(lon, 5), nan=1e9)
    _, inverse, counts = np.unique(point, return_inverse=True, return_counts=True)
    return np.asarray(counts[inverse] > 10)
