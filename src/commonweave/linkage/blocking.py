"""Which pairs are worth a comparison: many keys, each with a cap and tighter sub-keys.

A key has three parts. A block is made of the records that share the first; where they are more
than the cap, of those that share the first two; then all three; what is still too large is left
out and counted. The SQL is DuckDB's dialect in the part that sqlglot turns to Spark's.
"""

from __future__ import annotations

from dataclasses import dataclass

from commonweave.infrastructure.engines.port import Engine
from commonweave.linkage.domain.settings import LinkSettings

_NAMES = "nam JOIN frm USING (form) JOIN who USING (rid)"
_RARE_WHO = "rare JOIN who USING (rid)"
_CONTACTS = "con JOIN who USING (rid)"

_SQL: dict[str, str] = {
    "identifier": f"""
        SELECT rid, value, rare1, town FROM {_CONTACTS} WHERE kind = 'identifier'""",
    "email": f"""
        SELECT rid, value, rare1, town FROM {_CONTACTS} WHERE kind = 'email'""",
    "phone": f"""
        SELECT rid, value, rare1, town FROM {_CONTACTS} WHERE kind = 'phone'""",
    "site": f"""
        SELECT rid, value, town, rare1 FROM {_CONTACTS} WHERE kind = 'site'""",
    "core": f"""
        SELECT rid, core, town, postcode FROM {_NAMES} WHERE core <> ''""",
    "glued": f"""
        SELECT rid, compact, town, postcode FROM {_NAMES} WHERE compact <> ''""",
    "full": f"""
        SELECT rid, frm.full, town, postcode FROM {_NAMES} WHERE core = ''""",
    "word_town": f"""
        SELECT rid, word || '|' || town, postcode, other FROM {_RARE_WHO} WHERE rank <= 3
        AND town <> ''""",
    "word_area": f"""
        SELECT rid, word || '|' || area, postcode, other FROM {_RARE_WHO} WHERE rank <= 3
        AND area <> ''""",
    "word_pair": """
        SELECT rid, a.word || '|' || b.word, town, postcode FROM rare AS a JOIN rare AS b
        USING (rid) JOIN who USING (rid) WHERE a.rank <= 4 AND b.rank <= 4 AND a.word <
        b.word""",
    "word": """
        SELECT rid, word, CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR) FROM rare WHERE rank
        <= 2 AND bodies <= 20""",
    "street": """
        SELECT rid, house || '|' || street[1] || '|' || coalesce(nullif(area, ''), town),
        rare1, CAST(NULL AS VARCHAR) FROM who WHERE len(street) > 0 AND house <> ''""",
    "postcode": """
        SELECT rid, postcode, rare1, CAST(NULL AS VARCHAR) FROM who WHERE fine""",
    "postcode_street": """
        SELECT rid, postcode || '|' || street[1], rare1, CAST(NULL AS VARCHAR) FROM who
        WHERE postcode <> '' AND len(street) > 0""",
    "cell": """
        SELECT rid, word || '|' || cell, other, CAST(NULL AS VARCHAR) FROM rare JOIN (SELECT
        rid, unnest([cell1, cell2]) AS cell FROM who) USING (rid) WHERE rank <= 2 AND cell
        IS NOT NULL""",
    "acronym": f"""
        SELECT rid, acronym, town, country FROM {_NAMES} WHERE acronym <> '' UNION ALL
        SELECT rid, compact, town, country FROM {_NAMES} WHERE len(words) = 1 AND
        len(compact) BETWEEN 3 AND 9""",
    "sound_town": f"""
        SELECT rid, sound || '|' || town, postcode, other FROM {_RARE_WHO} WHERE rank <= 3
        AND len(sound) >= 3 AND town <> ''""",
    "sound_pair": """
        SELECT rid, a.sound || '|' || b.sound, town, country FROM rare AS a JOIN rare AS b
        USING (rid) JOIN who USING (rid) WHERE a.rank <= 3 AND b.rank <= 3 AND a.sound <
        b.sound AND len(a.sound) >= 3""",
    "start": f"""
        SELECT rid, substr(compact, 1, 6) || '|' || coalesce(nullif(area, ''), town),
        postcode, town FROM {_NAMES} WHERE len(compact) >= 6 AND (area <> '' OR town <> '')""",
}
_WIDE = ("identifier", "core")
KEYS = tuple(_SQL)
"""The keys in order. Each has SQL that gives rid and the three parts; empty parts count as none."""

_WHO = """
CREATE OR REPLACE TABLE who AS
SELECT rec.rid, town, postcode, area, fine, house, street, country,
  CAST(floor(lat * 50) AS VARCHAR) || ':' || CAST(floor(lon * 30) AS VARCHAR) AS cell1,
  'b' || CAST(floor(lat * 50 + 0.5) AS VARCHAR) || ':' || CAST(floor(lon * 30 + 0.5) AS VARCHAR)
    AS cell2,
  r.word AS rare1
FROM (SELECT * FROM rec WHERE {where}) AS rec
LEFT JOIN (SELECT rid, word FROM rare WHERE rank = 1) AS r ON r.rid = rec.rid
"""
_RARE = """
CREATE OR REPLACE TABLE rare AS
SELECT rid, word, sound, bodies, rank, lead(word) OVER (PARTITION BY rid ORDER BY rank) AS other
FROM (
  SELECT rid, word, sound, bodies,
    row_number() OVER (PARTITION BY rid ORDER BY bodies, word) AS rank
  FROM tok JOIN word_stats USING (word) WHERE {where})
WHERE rank <= 5
"""
_KEY = """
SELECT DISTINCT rid, '{kind}' AS kind, p1, nullif(p2, '') AS p2, nullif(p3, '') AS p3
FROM ({sql}) AS k (rid, p1, p2, p3) WHERE p1 <> '' AND p1 IS NOT NULL
"""


@dataclass(frozen=True)
class KeyReport:
    """What one key brought: `dropped` records had a block too large at every tier."""

    pairs: int
    blocks: int
    split: int
    dropped: int


def make_keys(engine: Engine, *, where: str = "TRUE") -> None:
    """Fill `keys` (rid, kind, p1, p2, p3) for the records that a condition on `rid` names."""
    engine.run(_RARE.format(where=where))
    engine.run(_WHO.format(where=where))
    engine.run(
        "CREATE TABLE IF NOT EXISTS keys "
        "(rid INTEGER, kind VARCHAR, p1 VARCHAR, p2 VARCHAR, p3 VARCHAR)"
    )
    union = "UNION ALL".join(_KEY.format(kind=kind, sql=sql) for kind, sql in _SQL.items())
    engine.run(f"INSERT INTO keys {union}")


def _cap_sql(settings: LinkSettings) -> str:
    listed = ", ".join(f"'{kind}'" for kind in _WIDE)
    return (
        f"CASE WHEN kind IN ({listed}) THEN {2 * settings.block_cap} ELSE {settings.block_cap} END"
    )


def _tier(source: str, parts: int, cap: str) -> tuple[str, str]:
    """Return SQL for the blocks of a tier that fit, and for the rows that go one tier down."""
    columns = ", ".join(["kind", "p1", "p2", "p3"][: parts + 1])
    key = " || '\u001f' || ".join(["p1", "p2", "p3"][:parts])
    counted = (
        f"SELECT *, count(*) OVER (PARTITION BY {columns}) AS n FROM {source} "
        f"WHERE p{parts} IS NOT NULL"
    )
    fits = (
        f"SELECT rid, kind, {parts} AS tier, {key} AS block FROM ({counted}) "
        f"WHERE n <= {cap} AND n > 1"
    )
    down = f"SELECT rid, kind, p1, p2, p3 FROM ({counted}) WHERE n > {cap}"
    return fits, down


def make_pairs(
    engine: Engine, settings: LinkSettings, *, only_new: bool = False
) -> dict[str, KeyReport]:
    """Fill `pairs` (l < r, keys as bits) from `keys`; return what each key brought.

    With `only_new`, only pairs with a record of the table `fresh` (rid) are made, from the blocks
    that hold one; block sizes count all records.
    """
    source = "keys"
    if only_new:
        engine.run(
            "CREATE OR REPLACE TABLE keys_near AS SELECT keys.* FROM keys SEMI JOIN ("
            "SELECT DISTINCT kind, p1 FROM keys SEMI JOIN fresh USING (rid)) USING (kind, p1)"
        )
        source = "keys_near"
    cap = _cap_sql(settings)
    engine.run(
        "CREATE OR REPLACE TABLE blocks (rid INTEGER, kind VARCHAR, tier INTEGER, block VARCHAR)"
    )
    for parts in (1, 2, 3):
        fits, down = _tier(source, parts, cap)
        engine.run(f"INSERT INTO blocks {fits}")
        engine.run(f"CREATE OR REPLACE TABLE keys_down{parts} AS {down}")
        source = f"keys_down{parts}"
    bits = " ".join(f"WHEN '{kind}' THEN {1 << at}" for at, kind in enumerate(KEYS))
    fresh = "AND (a.rid IN (SELECT rid FROM fresh) OR b.rid IN (SELECT rid FROM fresh))"
    engine.run(
        f"CREATE OR REPLACE TABLE pairs AS SELECT a.rid AS l, b.rid AS r, "
        f"CAST(bit_or(CASE a.kind {bits} ELSE 0 END) AS INTEGER) AS bits "
        "FROM blocks AS a JOIN blocks AS b ON a.block = b.block AND a.kind = b.kind "
        f"AND a.tier = b.tier AND a.rid < b.rid {fresh if only_new else ''} GROUP BY a.rid, b.rid"
    )
    return _report(engine)


def _report(engine: Engine) -> dict[str, KeyReport]:
    pairs = dict.fromkeys(KEYS, 0)
    for row in engine.fetch("SELECT bits, count(*) AS n FROM pairs GROUP BY bits").to_pylist():
        for at, kind in enumerate(KEYS):
            if row["bits"] >> at & 1:
                pairs[kind] += row["n"]
    rows = engine.fetch(
        "SELECT kind, count(*) AS n, sum(CASE WHEN tier > 1 THEN 1 ELSE 0 END) AS split FROM ("
        "SELECT kind, tier, block FROM blocks GROUP BY kind, tier, block) GROUP BY kind"
    ).to_pylist()
    blocks = {row["kind"]: (row["n"], int(row["split"])) for row in rows}
    lost = {
        row["kind"]: row["n"]
        for row in engine.fetch(
            "SELECT kind, count(DISTINCT rid) AS n FROM (SELECT rid, kind FROM keys_down1 "
            "EXCEPT SELECT rid, kind FROM blocks WHERE tier > 1) GROUP BY kind"
        ).to_pylist()
    }
    return {
        kind: KeyReport(pairs[kind], *blocks.get(kind, (0, 0)), lost.get(kind, 0)) for kind in KEYS
    }
