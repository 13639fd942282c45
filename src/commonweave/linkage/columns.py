"""From the prepared tables in an engine to the columns that pairs are compared by."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from commonweave.infrastructure.engines.port import ArrowTable, Engine
from commonweave.linkage.assets import load_hosts, load_lexicon
from commonweave.linkage.layout import (
    CONTACT,
    CONTACT_KINDS,
    FORM,
    FORM_WORDS,
    RECORD,
    TOWN_WORDS,
    WORD,
    Columns,
    Floats,
    Ints,
    Rows,
    Texts,
)

_MOST = 255
"""Names, street words or contacts of one kind that a record can have in the columns."""
_SHORTEST_SOUND = 4
_CONCEPT_WEIGHT = 0.7
_SHORT_NAME = 9
"""Letters up to which a name of one word can be an acronym."""

_RECORDS = """
SELECT rid, these.source, these.country, region, these.town, postcode, area, fine, house, street,
  lat, lon, year, day, types, legal, town_sound, latin,
  coalesce(twins_here.bodies, 1) AS twins, coalesce(door_stats.bodies, 0) AS door_bodies,
  coalesce(town_stats.bodies, 0) AS town_bodies, point_stats.bodies IS NOT NULL AS crowded
FROM (SELECT *, CAST(round(lat * 100000) AS BIGINT) AS north,
  CAST(round(lon * 100000) AS BIGINT) AS east FROM rec WHERE {where}) AS these
LEFT JOIN point_stats ON these.north = point_stats.north AND these.east = point_stats.east
LEFT JOIN town_stats ON these.country = town_stats.country AND these.town = town_stats.town
LEFT JOIN (
  SELECT rid, max(bodies) AS bodies FROM nam JOIN frm USING (form) JOIN rec USING (rid)
  JOIN twin_stats USING (core, country, town) WHERE main AND {where} GROUP BY rid)
  AS twins_here USING (rid)
LEFT JOIN door_stats ON door = postcode || '|' || CASE WHEN fine THEN '' ELSE
  house || array_to_string(street, ' ') END
ORDER BY rid
"""
_NAMES = "SELECT rid, form FROM nam WHERE {where} ORDER BY rid, NOT main, form"
_FORMS = """
SELECT these.*, coalesce(core_stats.bodies, 1) AS bodies FROM (
  SELECT * FROM frm WHERE form IN (SELECT form FROM nam WHERE {where})) AS these
LEFT JOIN core_stats ON these.core = core_stats.core ORDER BY form
"""
_CONTACTS = """
SELECT rid, these.kind, these.value, shape, bodies
FROM (SELECT * FROM con WHERE {where}) AS these
JOIN contact_stats ON these.kind = contact_stats.kind AND these.value = contact_stats.value
ORDER BY rid, these.kind, these.value, shape
"""
_LARGEST = "SELECT max(bodies) AS n FROM source_stats"


def build_columns(engine: Engine, *, where: str = "TRUE") -> Columns:
    """Read the records that a condition on `rid` names, with their statistics, into columns."""
    rec = engine.fetch(_RECORDS.format(where=where))
    frm = engine.fetch(_FORMS.format(where=where))
    rid = rec.column("rid").to_numpy().astype(np.int32)
    words, spellings, forms = _words_and_forms(engine, frm)
    records = np.zeros(len(rid), RECORD)
    towns, sources = _fill_records(records, rec, spellings)
    streets, records["streets"], records["street_count"] = _streets(rec, spellings)
    names, records["names"], records["name_count"] = _names(engine, rid, frm, where)
    contacts, values, labels = _contacts(engine, rid, records, where)
    return Columns(
        rid=rid, records=records, names=names, forms=forms, words=words,
        spellings=_texts(spellings), compacts=_texts(frm.column("compact")), streets=streets,
        towns=towns, contacts=contacts, values=_texts(values), labels=labels,
        sources=_texts(sources),
    )  # fmt: skip


def rows_of(columns: Columns, rids: Any) -> Ints:
    """Return the rows of record numbers, an array or Arrow column of such as the columns hold."""
    wanted = np.asarray(rids)
    if len(columns.rid) and columns.rid[-1] == len(columns.rid) - 1:
        return wanted.astype(np.int32)  # none is left out, as in a full run
    rows: Ints = np.searchsorted(columns.rid, wanted).astype(np.int32)
    return rows


def _whole(column: Any) -> Any:
    """Return a chunked Arrow column as one array."""
    column = column.combine_chunks()
    return column.combine_chunks() if hasattr(column, "combine_chunks") else column


def _texts(column: Any) -> Texts:
    """Copy an Arrow array of texts."""
    import pyarrow as pa

    array = _whole(column) if isinstance(column, pa.ChunkedArray) else column
    array = array.cast(pa.large_string()).fill_null("")
    _, offsets, data = array.buffers()
    if offsets is None or not len(array):
        return Texts(np.zeros(1, np.int64), np.zeros(0, np.uint8))
    at = np.frombuffer(offsets, np.int64)[array.offset : array.offset + len(array) + 1]
    letters = np.frombuffer(data, np.uint8) if data is not None else np.zeros(0, np.uint8)
    return Texts(at - at[0], letters[at[0] : at[-1]].copy())


def _codes(array: Any) -> tuple[Ints, Any]:
    """Number the texts of an Arrow column; null and empty become -1. Return (codes, texts)."""
    import pyarrow as pa
    import pyarrow.compute as pc

    whole = _whole(array) if isinstance(array, pa.ChunkedArray) else array
    encoded = whole.dictionary_encode()
    texts = encoded.dictionary
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32)
    blank = pc.index(texts, pa.scalar("", texts.type)).as_py()
    if blank >= 0:
        codes[codes == blank] = -1
    return codes, texts


def _lists(column: Any) -> tuple[npt.NDArray[np.int64], Any]:
    """Return (offsets of the rows, the items) of an Arrow list column."""
    array = _whole(column)
    offsets = array.offsets.to_numpy().astype(np.int64)
    return offsets - (offsets[0] if len(offsets) else 0), array.flatten()


def _grouped(rows: Ints, count: int) -> tuple[Ints, Ints]:
    """Return (where each row begins, how many it has) of sorted row numbers."""
    counts = np.bincount(rows, minlength=count).astype(np.int32)
    return (np.cumsum(counts) - counts).astype(np.int32), np.minimum(counts, _MOST)


def _words_and_forms(engine: Engine, frm: ArrowTable) -> tuple[Rows, Any, Rows]:
    """Return (words, their spellings, name forms)."""
    offsets, flat = _lists(frm.column("words"))
    codes, spellings = _codes(flat)
    words = _words(engine, spellings, codes, _lists(frm.column("sounds"))[1])
    flags = _lists(frm.column("flags"))[1].to_numpy(zero_copy_only=False)
    return words, spellings, _forms(frm, words, (offsets, codes, flags))


def _words(engine: Engine, spellings: Any, codes: Ints, sounds: Any) -> Rows:
    import pyarrow.compute as pc

    stats = engine.fetch("SELECT word, bodies FROM word_stats")
    at = pc.index_in(spellings, value_set=_whole(stats.column("word")))
    bodies = stats.column("bodies").take(at).fill_null(1).to_numpy()
    sound_codes, sound_texts = _codes(sounds)
    long_enough = _numpy(pc.utf8_length(sound_texts)) >= _SHORTEST_SOUND
    words = np.zeros(len(spellings), WORD)
    words["bodies"] = bodies
    words["first"] = _codes(pc.utf8_slice_codeunits(spellings, 0, 1))[0]
    words["length"] = _numpy(pc.utf8_length(spellings))
    words["general"] = _numpy(pc.is_in(spellings, value_set=_general_words()))
    words["sound"] = -1
    heard = sound_codes >= 0
    heard[heard] = long_enough[sound_codes[heard]]
    words["sound"][codes[heard]] = sound_codes[heard]
    words["weight"] = _weights(engine, words["bodies"])
    words["weight"][_numpy(pc.starts_with(spellings, "~"))] *= _CONCEPT_WEIGHT
    return words


def _general_words() -> Any:
    """Return the words that stand for types of body, and for branches."""
    import pyarrow as pa

    return pa.array([f"~{concept}" for concept in (*load_lexicon().concepts, "branch")])


def _weights(engine: Engine, bodies: Ints) -> Floats:
    """Weigh words by how few bodies use them, beside the largest list."""
    largest = engine.fetch(_LARGEST).column("n")[0].as_py() or 1
    return np.clip(np.log((largest + 50) / (bodies + 0.5)), 0.5, 7).astype(np.float32)


def _numpy(array: Any) -> npt.NDArray[Any]:
    numbers: npt.NDArray[Any] = array.to_numpy(zero_copy_only=False)
    return numbers


def _forms(
    frm: ArrowTable, words: Rows, listed: tuple[npt.NDArray[np.int64], Ints, npt.NDArray[Any]]
) -> Rows:
    """Return the name forms, each with its rarest words first."""
    import pyarrow as pa
    import pyarrow.compute as pc

    offsets, codes, flags = listed
    counts = np.diff(offsets)
    forms = np.zeros(frm.num_rows, FORM)
    forms["words"] = -1
    rows = np.repeat(np.arange(len(counts)), counts)
    order = np.lexsort((words["bodies"][codes], rows))
    rank = np.arange(len(rows)) - np.repeat(offsets[:-1], counts)
    kept = rank < FORM_WORDS
    forms["words"][rows[kept], rank[kept]] = codes[order][kept]
    forms["flags"][rows[kept], rank[kept]] = flags[order][kept]
    forms["count"] = np.minimum(counts, FORM_WORDS)
    compact, acronym = _whole(frm.column("compact")), _whole(frm.column("acronym"))
    both, _ = _codes(pa.concat_arrays([compact, acronym]))
    forms["compact"], forms["acronym"] = both[: len(compact)], both[len(compact) :]
    forms["full"], forms["core"] = _codes(frm.column("full"))[0], _codes(frm.column("core"))[0]
    forms["latin"] = _numpy(frm.column("latin"))
    forms["bodies"] = frm.column("bodies").to_numpy()
    forms["single"] = (counts == 1) & (_numpy(pc.utf8_length(compact)) <= _SHORT_NAME)
    return forms


def _names(engine: Engine, rid: Ints, frm: ArrowTable, where: str) -> tuple[Ints, Ints, Ints]:
    """Return (rows of forms, where those of each record begin, how many they are)."""
    nam = engine.fetch(_NAMES.format(where=where))
    rows = np.searchsorted(rid, nam.column("rid").to_numpy()).astype(np.int32)
    names = np.searchsorted(frm.column("form").to_numpy(), nam.column("form").to_numpy())
    return names.astype(np.int32), *_grouped(rows, len(rid))


def _streets(rec: ArrowTable, spellings: Any) -> tuple[Ints, Ints, Ints]:
    """Return (numbers of street words, where those of each record begin, how many they are)."""
    offsets, flat = _lists(rec.column("street"))
    counts = np.minimum(np.diff(offsets), _MOST).astype(np.int32)
    return _word_codes(flat, spellings), offsets[:-1].astype(np.int32), counts


def _word_codes(flat: Any, spellings: Any) -> Ints:
    """Number words as the words of names are; those that no name has get numbers of their own."""
    import pyarrow.compute as pc

    known = _numpy(pc.index_in(flat, value_set=spellings).fill_null(-1))
    others, _ = _codes(flat)
    others[others >= 0] += len(spellings)
    return np.where(known >= 0, known, others).astype(np.int32)


def _fill_records(records: Rows, rec: ArrowTable, spellings: Any) -> tuple[Ints, Any]:
    """Fill in what a record has one of; return (words of each town, texts of the sources)."""
    for name in ("country", "region", "postcode", "area", "house", "legal", "town_sound"):
        records[name] = _codes(rec.column(name))[0]
    for name in ("types", "year", "day", "door_bodies", "town_bodies", "fine", "crowded",
                 "twins", "latin"):  # fmt: skip
        records[name] = rec.column(name).to_numpy()
    records["source"], sources = _codes(rec.column("source"))
    records["town"], towns = _codes(rec.column("town"))
    lat = np.radians(rec.column("lat").to_numpy().astype(np.float64))
    lon = np.radians(rec.column("lon").to_numpy().astype(np.float64))
    records["point"][:, 0] = np.cos(lat) * np.cos(lon)
    records["point"][:, 1] = np.cos(lat) * np.sin(lon)
    records["point"][:, 2] = np.sin(lat)
    return _town_words(towns, spellings), sources


def _town_words(towns: Any, spellings: Any) -> Ints:
    """Return the words of each town in a row, numbered as the words of names are."""
    import pyarrow as pa
    import pyarrow.compute as pc

    offsets, flat = _lists(pa.chunked_array([pc.utf8_split_whitespace(towns)]))
    codes = _word_codes(flat, spellings)
    counts = np.diff(offsets)
    rows = np.repeat(np.arange(len(counts)), counts)
    rank = np.arange(len(rows)) - np.repeat(offsets[:-1], counts)
    out = np.full((max(len(towns), 1), TOWN_WORDS), -1, np.int32)
    kept = rank < TOWN_WORDS
    out[rows[kept], rank[kept]] = codes[kept]
    return out


def _contacts(
    engine: Engine, rid: Ints, records: Rows, where: str
) -> tuple[Rows, Any, npt.NDArray[np.uint8]]:
    """Fill in where each record's contacts begin; return (contacts, their texts, labels)."""
    import pyarrow as pa
    import pyarrow.compute as pc

    con = engine.fetch(_CONTACTS.format(where=where))
    rows = np.searchsorted(rid, con.column("rid").to_numpy()).astype(np.int64)
    kinds = _numpy(pc.index_in(_whole(con.column("kind")), value_set=pa.array(CONTACT_KINDS)))
    width = len(CONTACT_KINDS)
    counts = np.bincount(rows * width + kinds, minlength=len(rid) * width).reshape(-1, width)
    records["contact_counts"] = np.minimum(counts, _MOST)
    records["contacts"] = np.cumsum(counts.sum(1)) - counts.sum(1)
    contacts = np.zeros(len(rows), CONTACT)
    contacts["value"], values = _codes(con.column("value"))
    contacts["shape"], _ = _codes(con.column("shape"))
    contacts["bodies"] = con.column("bodies").to_numpy()
    contacts["named"] = ~_numpy(pc.starts_with(_whole(con.column("shape")), "?"))
    labels = _texts(_labels(values))
    contacts["label"] = labels.offsets[contacts["value"]]
    spelled = np.isin(kinds, [CONTACT_KINDS.index(kind) for kind in ("email", "site")])
    contacts["letters"] = np.diff(labels.offsets)[contacts["value"]] * spelled
    return contacts, values, labels.data


def _labels(values: Any) -> Any:
    """Return the letters of sites and e-mails that may spell out a name; of all others, "".

    Those of a domain without its ending, of the last part of a path, or of the mailbox at a host
    that many share; an e-mail at an own domain tells no more than this does.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    texts = values.cast(pa.string())
    path = pc.replace_substring_regex(texts, "^.*/", "")
    domain = pc.replace_substring_regex(texts, r"\.[^.]*$", "")
    box = pc.replace_substring_regex(texts, "@.*$", "")
    host = pc.replace_substring_regex(texts, "^.*@", "")
    shared = pc.is_in(host, value_set=pa.array(list(load_hosts()), pa.string()))
    label = pc.if_else(pc.match_substring(texts, "/"), path, domain)
    label = pc.if_else(pc.match_substring(texts, "@"), pc.if_else(shared, box, ""), label)
    return pc.replace_substring_regex(label, "[^a-z]+", "")
