"""How common words, names, contacts and places are, counted over all records.

A body stands in several lists, so that counting records would make its own domain look shared.
What counts is the largest number of records *within one list*, and for contacts no more than the
number of different towns or names that use them. Of points only the crowded ones are kept; of a
source, the number of its records.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from commonweave.infrastructure.engines.port import Engine

CROWD = 10
"""A point that more records share is the middle of a town rather than a door."""
_DOOR = (
    "SELECT postcode || '|' || CASE WHEN fine THEN '' ELSE house || array_to_string(street, ' ') "
    "END AS door, source FROM {rec} WHERE postcode <> '' AND (fine OR array_length(street) > 0)"
)
_POINT = (
    "SELECT CAST(round(lat * 100000) AS BIGINT) AS north, "
    "CAST(round(lon * 100000) AS BIGINT) AS east FROM {rec} WHERE lat IS NOT NULL"
)
_TOK = """
SELECT DISTINCT rid, words[place] AS word, sounds[place] AS sound FROM (
  SELECT rid, words, sounds, unnest(generate_series(1, array_length(words))) AS place
  FROM {nam} JOIN {frm} USING (form) WHERE array_length(words) > 0) AS each_word
"""


_AT_HOME = (
    "SELECT rid, core, country, town, source FROM {nam} JOIN {frm} USING (form) "
    "JOIN {rec} USING (rid) WHERE main AND core <> '' AND town <> ''"
)


@dataclass(frozen=True)
class _Statistic:
    """`count` counts `bodies` by `key`; `told` has the keys that some records tell of.

    Slots: `few` a factor, `only` what narrows the keys; in `told` the tables of those records.
    """

    key: str
    count: str
    told: str


_STATISTICS = {
    "word_stats": _Statistic(
        "word",
        "SELECT word, CAST(round(max(n) * {few}) AS INTEGER) AS bodies FROM ("
        "SELECT word, source, count(*) AS n FROM tok {only} JOIN rec USING (rid) "
        "GROUP BY word, source) GROUP BY word",
        "SELECT word FROM {tok}",
    ),
    "core_stats": _Statistic(
        "core",
        "SELECT core, CAST(max(n) AS INTEGER) AS bodies FROM ("
        "SELECT core, source, count(DISTINCT rid) AS n FROM frm {only} JOIN nam USING (form) "
        "JOIN rec USING (rid) GROUP BY core, source) GROUP BY core",
        "SELECT core FROM {nam} JOIN {frm} USING (form)",
    ),
    "contact_stats": _Statistic(
        "kind, value",
        "WITH counted AS (SELECT kind, value, count(*) AS n FROM con {only} GROUP BY kind, value) "
        "SELECT kind, value, "
        "CAST(least(max(n), greatest(max(towns), max(cores))) AS INTEGER) AS bodies FROM ("
        "SELECT con.kind, con.value, rec.source, count(DISTINCT rid) AS n, "
        "count(DISTINCT hash(rec.town)) AS towns, "
        "count(DISTINCT CASE WHEN frm.core IS NOT NULL THEN hash(frm.core) END) AS cores "
        "FROM con SEMI JOIN (SELECT kind, value FROM counted WHERE n > 1) AS often "
        "USING (kind, value) JOIN rec USING (rid) "
        "LEFT JOIN nam USING (rid) LEFT JOIN frm USING (form) WHERE nam.main IS NULL OR nam.main "
        "GROUP BY con.kind, con.value, rec.source) AS by_list GROUP BY kind, value "
        "UNION ALL SELECT kind, value, 1 FROM counted WHERE n = 1",
        "SELECT kind, value FROM {con}",
    ),
    "door_stats": _Statistic(
        "door",
        "SELECT door, CAST(max(n) AS INTEGER) AS bodies FROM ("
        f"SELECT door, source, count(*) AS n FROM ({_DOOR.format(rec='rec')}) AS doors {{only}} "
        "GROUP BY door, source) GROUP BY door",
        f"SELECT door FROM ({_DOOR})",
    ),
    "town_stats": _Statistic(
        "country, town",
        "SELECT country, town, CAST(round(max(n) * {few}) AS INTEGER) AS bodies FROM ("
        "SELECT country, town, source, count(*) AS n FROM rec {only} WHERE town <> '' "
        "GROUP BY country, town, source) GROUP BY country, town",
        "SELECT country, town FROM {rec} WHERE town <> ''",
    ),
    "point_stats": _Statistic(
        "north, east",
        "SELECT north, east, CAST(count(*) AS INTEGER) AS bodies FROM "
        f"({_POINT.format(rec='rec')}) AS points {{only}} GROUP BY north, east "
        f"HAVING count(*) > {CROWD}",
        _POINT,
    ),
    "source_stats": _Statistic(
        "source",
        "SELECT source, CAST(count(*) AS INTEGER) AS bodies FROM rec {only} GROUP BY source",
        "SELECT source FROM {rec}",
    ),
    "twin_stats": _Statistic(
        "core, country, town",
        "SELECT core, country, town, CAST(max(n) AS INTEGER) AS bodies FROM ("
        "SELECT core, country, town, source, count(DISTINCT rid) AS n "
        f"FROM ({_AT_HOME.format(nam='nam', frm='frm', rec='rec')}) AS homes {{only}} "
        "GROUP BY core, country, town, source) GROUP BY core, country, town HAVING max(n) > 1",
        f"SELECT core, country, town FROM ({_AT_HOME})",
    ),
}
ENOUGH = 200
"""Among a dozen records every word is rare and every town small: that says nothing. So a count
over fewer records is scaled up as if there were as many."""
_FEW = f"greatest(1.0, {ENOUGH}.0 / (SELECT greatest(count(*), 1) FROM rec))"


def count_statistics(engine: Engine) -> None:
    """Fill `tok` and the tables of statistics from the prepared tables in the engine."""
    engine.run(f"CREATE OR REPLACE TABLE tok AS {_TOK.format(nam='nam', frm='frm')}")
    for table, statistic in _STATISTICS.items():
        counted = statistic.count.format(few=_FEW, only="")
        engine.run(f"CREATE OR REPLACE TABLE {table} AS {counted}")


def take_statistics(engine: Engine, stored: Mapping[str, str]) -> None:
    """Fill what `count_statistics` does with stored counts (table → SQL) of the records' keys.

    A contact that nobody stored has is of one body.
    """
    engine.run(f"CREATE OR REPLACE TABLE tok AS {_TOK.format(nam='nam', frm='frm')}")
    here = {name: name for name in ("rec", "nam", "frm", "con", "tok")}
    for table, statistic in _STATISTICS.items():
        near = f"SEMI JOIN ({statistic.told.format(**here)}) AS near USING ({statistic.key})"
        only = "" if table == "source_stats" else near  # the largest list is asked for, of all
        engine.run(
            f"CREATE OR REPLACE TABLE {table} AS "
            f"SELECT told.* FROM ({stored[table]}) AS told {only}"
        )
    engine.run(
        "INSERT INTO contact_stats SELECT these.kind, these.value, 1 FROM "
        "(SELECT DISTINCT kind, value FROM con) AS these "
        "ANTI JOIN contact_stats USING (kind, value)"
    )


def split_names(engine: Engine) -> None:
    """Fill `new_tok` from the names of the fresh records."""
    engine.run(f"CREATE OR REPLACE TABLE new_tok AS {_TOK.format(nam='new_nam', frm='fresh_frm')}")


def recount_statistics(engine: Engine) -> None:
    """Count again what the fresh and the gone records tell of, into `new_…_stats`.

    A key that nothing tells of any more gets null. Where the records are fewer than `ENOUGH`,
    each new one moves every count, and all are counted again.
    """
    gone = " SEMI JOIN gone USING (rid)" if _are_enough(engine) else ""
    before = {
        name: f"(SELECT old_{name}.* FROM old_{name}{gone}) AS {name}"
        for name in ("rec", "nam", "con", "tok")
    } | {"frm": "old_frm"}
    now = {name: f"new_{name}" for name in before} | {"frm": "fresh_frm"}
    for table, statistic in _STATISTICS.items():
        told = " UNION ".join(statistic.told.format(**tables) for tables in (before, now))
        engine.run(f"CREATE OR REPLACE TABLE near AS {told}")
        counted = statistic.count.format(few=_FEW, only=f"SEMI JOIN near USING ({statistic.key})")
        engine.run(
            f"CREATE OR REPLACE TABLE new_{table} AS SELECT {statistic.key}, bodies "
            f"FROM near LEFT JOIN ({counted}) AS counted USING ({statistic.key})"
        )
    engine.run("DROP TABLE near")


def _are_enough(engine: Engine) -> bool:
    """Whether there are `ENOUGH` records now and were before."""
    counts = engine.fetch(
        "SELECT (SELECT count(*) FROM rec) AS now, (SELECT count(*) FROM old_rec) "
        "- (SELECT count(*) FROM void) + (SELECT count(*) FROM gone) AS before"
    ).to_pylist()[0]
    return bool(min(counts["now"], counts["before"]) >= ENOUGH)


def no_statistics(engine: Engine) -> None:
    """Make the empty `new_…_stats` that stand while nothing is counted again."""
    for table in _STATISTICS:
        engine.run(f"CREATE OR REPLACE TABLE new_{table} AS SELECT * FROM old_{table}_0 LIMIT 0")
