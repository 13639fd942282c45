"""The keys that bring records together, as 64-bit hashes.

A key has up to three parts. `h1` is the hash of the key's number and its first part; `h2` that of
the first two; `h3` that of all three; null where a part is missing. The hash is the engine's own:
hashes compare within one engine only. The SQL is DuckDB's dialect in the part that sqlglot turns to
Spark's.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from commonweave.infrastructure.engines.port import Engine

KEYS = (
    "identifier", "email", "phone", "site", "core", "glued", "full", "word_town", "word_area",
    "word_pair", "word", "sound_town", "sound_pair", "street_town", "postcode",
    "postcode_street", "postcode_letter", "cell", "point", "acronym", "initials", "type_town",
)  # fmt: skip
"""The keys in order; a key's place is its number in `keys.kind` and its bit in `pairs.bits`."""

_WORDS = 5
_SOUNDS = 3
_SCRIPTS = (
    "'ae', 'am', 'bd', 'bg', 'bh', 'bt', 'by', 'cn', 'cy', 'dz', 'eg', 'er', 'et', 'ge', 'gr', "
    "'hk', 'il', 'in', 'iq', 'ir', 'jo', 'jp', 'ke', 'kg', 'kh', 'kp', 'kr', 'kw', 'kz', 'la', "
    "'lb', 'lk', 'ly', 'ma', 'me', 'mk', 'mm', 'mn', 'mo', 'mr', 'mv', 'np', 'om', 'pk', 'ps', "
    "'qa', 'rs', 'ru', 'sa', 'sd', 'sy', 'td', 'th', 'tj', 'tn', 'tw', 'ua', 'ye'"
)
"""Countries where names are written in Latin letters and in other ones."""
_COMMON_WORD = 20
"""A word that more bodies of one list have is no key of its own."""


_HEAD = 5
"""Letters by which a word is looked for in a website or mailbox: no shorter word is."""


def _hash(text: str, where: str = "TRUE") -> str:
    """Return SQL for the hash of a text, null where it is empty or a condition does not hold."""
    return f"CASE WHEN {text} <> '' AND {where} THEN hash({text}) END"


_RARE = """
CREATE OR REPLACE TABLE rare AS
SELECT rid, word LIKE '~%' AS is_concept, hash(word) AS word,
  CASE WHEN length(sound) >= 3 THEN hash(sound) END AS sound, bodies,
  hash(substr(word, 1, 4)) AS head, rank
FROM (
  SELECT rid, word, sound, bodies,
    row_number() OVER (PARTITION BY rid ORDER BY bodies, word) AS rank
  FROM tok JOIN word_stats USING (word))
WHERE rank <= {words}
"""


def _cell(number: int, rows: int, columns: int, shift: str = "") -> str:
    """Return SQL for the hash of a cell: so many rows a degree north, and columns a degree east."""
    return (
        f"CASE WHEN lat IS NOT NULL THEN hash({number}, "
        f"CAST(floor(lat * {rows}{shift}) AS INTEGER), "
        f"CAST(floor(lon * {columns}{shift}) AS INTEGER)) END"
    )


_WHO = f"""
CREATE OR REPLACE TABLE who AS
SELECT rec.rid, {_hash("town")} AS town, {_hash("town_sound")} AS heard,
  {_hash("postcode")} AS postcode,
  CASE WHEN fine THEN {_hash("postcode")} END AS fine, {_hash("area")} AS area,
  {_hash("country")} AS country, country IN ({_SCRIPTS}) AS scripts, types,
  {_hash("house")} AS house, {_hash("street[1]", "array_length(street) > 0")} AS street,
  {_cell(1, 50, 30)} AS cell1, {_cell(2, 50, 30, " + 0.5")} AS cell2,
  {_cell(1, 1000, 700)} AS point1, {_cell(2, 1000, 700, " + 0.5")} AS point2,
  r.*
FROM rec LEFT JOIN (SELECT rid AS record, {{ranks}}
FROM rare GROUP BY rid) AS r ON r.record = rec.rid
"""
_NAMED = f"""
CREATE OR REPLACE TABLE named AS
SELECT DISTINCT rid, {_hash("core")} AS core, {_hash("compact")} AS compact,
  {_hash("frm.full", "core = ''")} AS whole, {_hash("acronym")} AS acronym,
  CASE WHEN array_length(words) = 1 AND length(compact) BETWEEN 3 AND 9 THEN hash(compact) END
    AS single,
  CASE WHEN length(acronym) >= 2 THEN hash(substr(acronym, 1, 2)) END AS initials,
  CASE WHEN length(compact) BETWEEN 2 AND 5 THEN hash(substr(compact, 1, 2)) END AS letters,
  CASE WHEN compact <> '' THEN hash(substr(compact, 1, 1)) END AS letter,
  town, postcode, country
FROM nam JOIN frm USING (form) JOIN who USING (rid)
"""
_CALLED = """
CREATE OR REPLACE TABLE called AS
SELECT DISTINCT con.rid, kind, hash(value) AS value, town, w1, postcode,
  CASE WHEN kind = 'site' AND length(replace(split_part(value, '.', 1), '-', '')) >= 5
    THEN hash(replace(split_part(value, '.', 1), '-', '')) END AS label
FROM con JOIN who ON who.rid = con.rid
"""


_SPELLED = f"""
CREATE OR REPLACE TABLE spelled AS
SELECT DISTINCT rid, word FROM (
  SELECT rid, label, substr(label, CAST(place AS INTEGER), {_HEAD}) AS head FROM (
    SELECT rid, label, unnest(generate_series(1, length(label) - {_HEAD - 1})) AS place FROM (
      SELECT DISTINCT rid, replace(replace(replace(CASE
        WHEN kind = 'email' THEN split_part(value, '@', 1)
        WHEN value LIKE '%/%' THEN split_part(value, '/', 2)
        ELSE split_part(value, '.', 1) END, '-', ''), '_', ''), '.', '') AS label
      FROM con WHERE kind IN ('email', 'site')) AS labels
    WHERE length(label) >= {_HEAD}) AS places) AS heads
JOIN (
  SELECT word, substr(word, 1, {_HEAD}) AS head FROM word_stats
  WHERE length(word) >= {_HEAD} AND bodies <= {_COMMON_WORD} AND NOT word LIKE '~%') AS known
USING (head) WHERE label LIKE '%' || word || '%'
"""


def _ranks() -> str:
    """Return SQL that lays the rarest words of a record out as columns."""
    columns = [("word", "w", _WORDS), ("sound", "s", _SOUNDS), ("head", "h", 3), ("bodies", "n", 2)]
    return "min(CASE WHEN is_concept THEN word END) AS concept, " + ", ".join(
        f"max(CASE WHEN rank = {at} THEN {column} END) AS {short}{at}"
        for column, short, most in columns
        for at in range(1, most + 1)
    )


def _select(kind: str, first: str, second: str, third: str, source: str, *needed: str) -> str:
    condition = " AND ".join([f"{column} IS NOT NULL" for column in needed] or ["TRUE"])
    number = KEYS.index(kind)
    return (
        f"SELECT rid, CAST({number} AS TINYINT) AS kind, hash({number}, {first}) AS h1, "
        f"{second} AS p2, {third} AS p3 FROM {source} WHERE {condition}"
    )


def _contact_keys() -> Iterator[str]:
    for kind in ("identifier", "email", "phone"):
        yield _select(kind, "value", "w1", "town", "called") + f" AND kind = '{kind}'"
    yield _select("site", "value", "town", "w1", "called") + " AND kind = 'site'"


def _name_keys() -> Iterator[str]:
    for kind, column in (("core", "core"), ("full", "whole")):
        names = f"(SELECT DISTINCT rid, {column}, town, postcode FROM named) AS names"
        yield _select(kind, column, "town", "postcode", names, column)
    glued = (
        "(SELECT rid, compact, town, postcode FROM named UNION "
        "SELECT rid, label, town, postcode FROM called) AS names"
    )
    yield _select("glued", "compact", "town", "postcode", glued, "compact")
    short = (
        "(SELECT rid, acronym, town, country FROM named UNION "
        "SELECT rid, single, town, country FROM named) AS names"
    )
    yield _select("acronym", "acronym", "town", "country", short, "acronym")
    initials = (
        "(SELECT rid, initials, town, postcode FROM named UNION "
        "SELECT rid, letters, town, postcode FROM named) AS names"
    )
    yield _select("initials", "initials, town", "postcode", "NULL", initials, "initials", "town")
    letters = "(SELECT DISTINCT rid, letter, postcode FROM named) AS names"
    yield _select(
        "postcode_letter", "letter, postcode", "NULL", "NULL", letters, "letter", "postcode"
    )


def _word_keys() -> Iterator[str]:
    for at in (1, 2, 3):
        word, sound, other = f"w{at}", f"s{at}", f"w{at + 1}"
        begins = f"h{at}"
        yield _select("word_town", f"{begins}, heard", word, "postcode", "who", begins, "heard")
        yield _select("word_area", f"{word}, area", "postcode", other, "who", word, "area")
        yield _select("sound_town", f"{sound}, heard", "postcode", other, "who", sound, "heard")
    spelled = (
        "(SELECT rid, hash(substr(word, 1, 4)) AS head, hash(word) AS word, heard, postcode "
        "FROM spelled JOIN who USING (rid) WHERE town IS NULL OR hash(word) <> town) AS words"
    )
    yield _select("word_town", "head, heard", "word", "postcode", spelled, "heard")
    for at in (1, 2):
        word, other = f"w{at}", f"w{at + 1}"
        common = f"(SELECT rid, {word} FROM who WHERE n{at} <= {_COMMON_WORD}) AS who"
        yield _select("word", word, "NULL", "NULL", common, word)
        for cell in ("cell1", "cell2"):
            yield _select("cell", f"{word}, {cell}", other, "NULL", "who", word, cell)
    for kind, short, most, last in (
        ("word_pair", "w", 4, "postcode"),
        ("sound_pair", "s", 3, "country"),
    ):
        for a, b in combinations([f"{short}{at}" for at in range(1, most + 1)], 2):
            both = f"least({a}, {b}), greatest({a}, {b})"
            yield _select(kind, both, "town", last, "who", a, b) + f" AND {a} <> {b}"


def _place_keys() -> Iterator[str]:
    yield _select("street_town", "street, town", "house", "w1", "who", "street", "town")
    kinds = "(SELECT * FROM who WHERE scripts AND types <> 0) AS who"
    yield _select("type_town", "types, heard", "concept", "NULL", kinds, "heard")
    for point in ("point1", "point2"):
        yield _select("point", point, "w1", "NULL", "who", point)
    yield _select("postcode", "fine", "w1", "NULL", "who", "fine")
    yield _select("postcode_street", "postcode, street", "w1", "NULL", "who", "postcode", "street")


def make_keys(engine: Engine, *, into: str = "keys") -> None:
    """Fill `keys`, or another table, (rid, kind, h1, h2, h3) from the prepared tables."""
    engine.run(_RARE.format(words=_WORDS))
    engine.run(_WHO.format(ranks=_ranks()))
    engine.run(_NAMED)
    engine.run(_CALLED)
    engine.run(_SPELLED)
    parts = " UNION ALL ".join((*_contact_keys(), *_name_keys(), *_word_keys(), *_place_keys()))
    engine.run(
        f"CREATE OR REPLACE TABLE {into} AS "
        "SELECT rid, kind, h1, CASE WHEN p2 IS NOT NULL THEN hash(h1, p2) END AS h2, "
        "CASE WHEN p2 IS NOT NULL AND p3 IS NOT NULL THEN hash(h1, p2, p3) END AS h3 "
        f"FROM ({parts}) AS parts"
    )
    for table in ("rare", "who", "named", "called", "spelled"):
        engine.run(f"DROP TABLE {table}")
