"""Which pairs are worth a comparison: blocks of records that share a key, each with a cap.

A block is made of the records that share the first part of a key; where they are more than the
cap, of those that share the first two; then all three; what is still too large is left out and
counted. Blocks are made, and pairs gathered, by ranges of the hash, so that the memory a step needs
does not grow with the list.
"""

from __future__ import annotations

from dataclasses import dataclass

from commonweave.infrastructure.engines.port import Engine
from commonweave.linkage.blocking_keys import KEYS
from commonweave.linkage.domain.settings import LinkSettings

_CAPS = {
    "identifier": 2.0,
    "core": 1.0,
    "word": 0.25,
    "acronym": 0.25,
    "word_pair": 0.25,
    "sound_pair": 0.25,
    "site": 0.5,
    "glued": 0.5,
    "word_area": 0.25,
    "postcode_letter": 0.25,
}
"""Share of the settings' cap that holds for a key, where it is not the whole."""
_TIERS = 3
_KEYS_AT_ONCE = 2_000_000
_PAIRS_AT_ONCE = 4_000_000
_LARGEST_SHARE = 64


@dataclass(frozen=True)
class KeyReport:
    """What one key brought.

    `pairs`: candidates it is a reason for; `blocks`: blocks they come from, of which `split` by a
    tighter part; `dropped`: records left out of a block that was too large at its tightest.
    """

    pairs: int
    blocks: int
    split: int
    dropped: int


def make_pairs(
    engine: Engine, settings: LinkSettings, *, only_new: bool = False
) -> dict[str, KeyReport]:
    """Fill `pairs` (l < r, keys as bits) from `keys`; return what each key brought.

    With `only_new`, only pairs with a record of the table `fresh` (rid) are made, from the blocks
    that hold a key of `new_keys`; block sizes count all records.
    """
    source = "keys"
    if only_new:
        engine.run(
            "CREATE OR REPLACE TABLE keys_near AS SELECT keys.* FROM keys SEMI JOIN ("
            "SELECT DISTINCT h1 FROM new_keys) AS near USING (h1)"
        )
        source = "keys_near"
    engine.run("CREATE OR REPLACE TABLE found (l INTEGER, r INTEGER, bit INTEGER)")
    engine.run("CREATE OR REPLACE TABLE block_sizes (kind TINYINT, tier INTEGER, blocks BIGINT)")
    engine.run("CREATE OR REPLACE TABLE left_out (kind TINYINT, rid INTEGER)")
    for tier in range(1, _TIERS + 1):
        source = _block_tier(engine, settings, source, tier, only_new)
    engine.run("CREATE OR REPLACE TABLE pairs (l INTEGER, r INTEGER, bits INTEGER)")
    for share in _shares(engine, "found", "l", _PAIRS_AT_ONCE):
        engine.run(
            f"INSERT INTO pairs SELECT l, r, bit_or(bit) FROM found WHERE {share} GROUP BY l, r"
        )
    report = _report(engine)
    for table in ("found", "block_sizes", "left_out"):
        engine.run(f"DROP TABLE {table}")
    return report


def _shares(engine: Engine, table: str, column: str, at_once: int) -> list[str]:
    """Return conditions that part a table into shares of about `at_once` rows."""
    rows = engine.fetch(f"SELECT count(*) AS n FROM {table}").column("n")[0].as_py()
    shares = 1
    while shares * at_once < rows and shares < _LARGEST_SHARE:
        shares *= 2
    return [f"{column} & {shares - 1} = {at}" if shares > 1 else "TRUE" for at in range(shares)]


def _block_tier(
    engine: Engine, settings: LinkSettings, source: str, tier: int, only_new: bool
) -> str:
    """Add the pairs of a tier's blocks to `found`; return the table of keys in larger blocks."""
    part, cap = f"h{tier}", _cap_sql(settings)
    engine.run(
        f"CREATE OR REPLACE TABLE large_blocks AS SELECT {part} AS block FROM {source} WHERE FALSE"
    )
    for share in _shares(engine, source, part, _KEYS_AT_ONCE):
        engine.run(
            f"CREATE OR REPLACE TABLE blocks AS SELECT {part} AS block, any_value(kind) AS kind, "
            f"count(*) AS n, list(rid) AS rids FROM {source} WHERE {part} IS NOT NULL AND {share} "
            f"GROUP BY {part} HAVING count(*) > 1"
        )
        _add_pairs(engine, f"SELECT * FROM blocks WHERE n <= {cap}", only_new)
        engine.run(
            f"INSERT INTO block_sizes SELECT kind, CAST({tier} AS INTEGER), count(*) FROM blocks "
            f"WHERE n <= {cap} GROUP BY kind"
        )
        engine.run(f"INSERT INTO large_blocks SELECT block FROM blocks WHERE n > {cap}")
    large = f"large{tier}"
    engine.run(
        f"CREATE OR REPLACE TABLE {large} AS SELECT k.* FROM {source} AS k "
        f"SEMI JOIN large_blocks AS b ON k.{part} = b.block"
    )
    tighter = f"h{tier + 1} IS NULL" if tier < _TIERS else "TRUE"
    engine.run(f"INSERT INTO left_out SELECT kind, rid FROM {large} WHERE {tighter}")
    return large


def _cap_sql(settings: LinkSettings) -> str:
    cases = " ".join(
        f"WHEN {KEYS.index(kind)} THEN {max(2, round(share * settings.block_cap))}"
        for kind, share in _CAPS.items()
    )
    return f"CASE kind {cases} ELSE {settings.block_cap} END"


def _add_pairs(engine: Engine, blocks: str, only_new: bool) -> None:
    fresh = "AND (l IN (SELECT rid FROM fresh) OR r IN (SELECT rid FROM fresh))"
    engine.run(
        "INSERT INTO found SELECT l, r, 1 << CAST(kind AS INTEGER) FROM ("
        "SELECT l, unnest(rids) AS r, kind FROM ("
        f"SELECT unnest(rids) AS l, rids, kind FROM ({blocks}) AS b) AS left_side) AS both_sides "
        f"WHERE l < r {fresh if only_new else ''}"
    )


def _report(engine: Engine) -> dict[str, KeyReport]:
    pairs = dict.fromkeys(KEYS, 0)
    for row in engine.fetch("SELECT bits, count(*) AS n FROM pairs GROUP BY bits").to_pylist():
        for at, kind in enumerate(KEYS):
            if row["bits"] >> at & 1:
                pairs[kind] += row["n"]
    rows = engine.fetch(
        "SELECT kind, sum(blocks) AS n, sum(CASE WHEN tier > 1 THEN blocks ELSE 0 END) AS split "
        "FROM block_sizes GROUP BY kind"
    ).to_pylist()
    blocks = {KEYS[row["kind"]]: (int(row["n"]), int(row["split"])) for row in rows}
    lost = engine.fetch("SELECT kind, count(DISTINCT rid) AS n FROM left_out GROUP BY kind")
    dropped = {KEYS[row["kind"]]: row["n"] for row in lost.to_pylist()}
    return {
        kind: KeyReport(pairs[kind], *blocks.get(kind, (0, 0)), dropped.get(kind, 0))
        for kind in KEYS
    }
