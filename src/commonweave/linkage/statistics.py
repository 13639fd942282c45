"""How common words, names, contacts and addresses are, counted over all records.

A body stands in several lists, so that counting records would make its own domain look shared.
What counts is the largest number of records *within one list*, and for contacts no more than the
number of different towns or names that use them.
"""

from __future__ import annotations

from commonweave.infrastructure.engines.port import Engine

_WORD = """
CREATE OR REPLACE TABLE word_stats AS
SELECT word, CAST(round(max(n) * {few}) AS INTEGER) AS bodies FROM (
  SELECT word, source, count(*) AS n FROM tok JOIN rec USING (rid) GROUP BY word, source)
GROUP BY word
"""
_TOK = """
CREATE OR REPLACE TABLE tok AS
SELECT DISTINCT rid, words[place] AS word, sounds[place] AS sound FROM (
  SELECT rid, words, sounds, unnest(generate_series(1, array_length(words))) AS place
  FROM nam JOIN frm USING (form) WHERE array_length(words) > 0) AS each_word
"""
_CORE = """
CREATE OR REPLACE TABLE core_stats AS
SELECT core, CAST(max(n) AS INTEGER) AS bodies FROM (
  SELECT core, source, count(DISTINCT rid) AS n
  FROM nam JOIN frm USING (form) JOIN rec USING (rid) GROUP BY core, source)
GROUP BY core
"""
_CONTACT = """
CREATE OR REPLACE TABLE contact_stats AS
WITH counted AS (SELECT kind, value, count(*) AS n FROM con GROUP BY kind, value)
SELECT kind, value, CAST(least(max(n), greatest(max(towns), max(cores))) AS INTEGER) AS bodies
FROM (
  SELECT con.kind, con.value, rec.source, count(DISTINCT rid) AS n,
    count(DISTINCT hash(rec.town)) AS towns,
    count(DISTINCT CASE WHEN frm.core IS NOT NULL THEN hash(frm.core) END) AS cores
  FROM con SEMI JOIN (SELECT kind, value FROM counted WHERE n > 1) AS often USING (kind, value)
  JOIN rec USING (rid) LEFT JOIN nam USING (rid) LEFT JOIN frm USING (form)
  WHERE nam.main IS NULL OR nam.main
  GROUP BY con.kind, con.value, rec.source) AS by_list
GROUP BY kind, value
UNION ALL SELECT kind, value, 1 FROM counted WHERE n = 1
"""
_DOOR = """
CREATE OR REPLACE TABLE door_stats AS
SELECT door, CAST(max(n) AS INTEGER) AS bodies FROM (
  SELECT postcode || '|' || CASE WHEN fine THEN '' ELSE house || array_to_string(street, ' ') END
    AS door, source, count(*) AS n
  FROM rec WHERE postcode <> '' AND (fine OR array_length(street) > 0) GROUP BY 1, 2)
GROUP BY door
"""
_TOWN = """
CREATE OR REPLACE TABLE town_stats AS
SELECT country, town, CAST(round(max(n) * {few}) AS INTEGER) AS bodies FROM (
  SELECT country, town, source, count(*) AS n FROM rec WHERE town <> ''
  GROUP BY country, town, source)
GROUP BY country, town
"""
_TWIN = """
CREATE OR REPLACE TABLE twin_stats AS
WITH named AS (
  SELECT DISTINCT rid, core, country, town, source
  FROM nam JOIN frm USING (form) JOIN rec USING (rid) WHERE main AND core <> '' AND town <> '')
SELECT rid, CAST(max(n) AS INTEGER) AS bodies
FROM named JOIN (
  SELECT core, country, town, max(n) AS n FROM (
    SELECT core, country, town, source, count(*) AS n FROM named
    GROUP BY core, country, town, source) AS by_list
  GROUP BY core, country, town HAVING max(n) > 1) AS several USING (core, country, town)
GROUP BY rid
"""
_ENOUGH = 200
_FEW = f"greatest(1.0, {_ENOUGH}.0 / (SELECT greatest(count(*), 1) FROM rec))"
"""Among a dozen records every word is rare and every town small: that says nothing. So a count
over fewer than `_ENOUGH` records is scaled up as if there were as many."""


def count_statistics(engine: Engine) -> None:
    """Fill `tok` and the six tables of statistics from the prepared tables in the engine."""
    for statement in (_TOK, _WORD, _CORE, _CONTACT, _DOOR, _TOWN, _TWIN):
        engine.run(statement.format(few=_FEW))
