"""A second opinion: pairs scored by Splink, whose weights expectation maximisation finds.

Fellegi and Sunter's model with the weights of Splink (Linacre et al., 2022) over the prepared
columns. The candidate pairs are those of our own blocking, and what becomes of the scores, from
log-odds to clusters, is the same as for our own weights.
"""

from __future__ import annotations

import logging
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from commonweave.infrastructure.engines.port import ArrowTable, Engine
from commonweave.kernel.refusals import InputRefused, gettext_noop

if TYPE_CHECKING:
    from splink import Linker

_RECALL = 0.6
"""Share of the true pairs that agree on name and town, for the base rate: Splink wants a guess."""
_SAMPLE = 1e6
_SMALLEST = 1e-9
_RECORDS = """
SELECT rec.rid AS rid, nullif(core, '') AS core, nullif(compact, '') AS compact,
  nullif(acronym, '') AS acronym, nullif(town, '') AS town, nullif(postcode, '') AS postcode,
  nullif(array_to_string(street, ' '), '') AS street, nullif(house, '') AS house,
  lat, lon, email, phone, site, identifier, pairs
FROM rec
LEFT JOIN (SELECT rid, min(core) AS core, min(compact) AS compact, min(acronym) AS acronym
  FROM nam JOIN frm USING (form) WHERE main GROUP BY rid) AS named ON named.rid = rec.rid
LEFT JOIN (SELECT rid,
  min(CASE WHEN kind = 'email' THEN value END) AS email,
  min(CASE WHEN kind = 'phone' THEN value END) AS phone,
  min(CASE WHEN kind = 'site' THEN value END) AS site,
  min(CASE WHEN kind = 'identifier' THEN value END) AS identifier
  FROM con GROUP BY rid) AS called ON called.rid = rec.rid
LEFT JOIN (SELECT rid, list(pair) AS pairs FROM (
  SELECT l AS rid, pair FROM numbered UNION ALL SELECT r, pair FROM numbered)
  GROUP BY rid) AS candidate ON candidate.rid = rec.rid
ORDER BY rec.rid
"""


def check_splink() -> None:
    """Refuse where Splink is not installed."""
    if find_spec("splink") is None:
        raise InputRefused(
            "linkage.splink_missing",
            gettext_noop("Splink is not installed."),
            remedy=gettext_noop("Run: pip install 'commonweave[splink]'. Or leave it out."),
        )


def score_by_splink(engine: Engine, into: str) -> None:
    """Score the table `pairs` into the table `into` (l, r, logit: natural logarithm)."""
    engine.run(
        "CREATE OR REPLACE TABLE numbered AS "
        "SELECT l, r, row_number() OVER (ORDER BY l, r) AS pair FROM pairs"
    )
    engine.load(into, _predict(engine.fetch(_RECORDS)))
    engine.run("DROP TABLE numbered")


def _predict(records: ArrowTable) -> ArrowTable:
    """Train on the records and return their candidate pairs (l, r, logit)."""
    import numpy as np
    import pyarrow as pa
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.getLogger("splink").setLevel(logging.ERROR)
    filled = [name for name in records.column_names if records[name].null_count < len(records)]
    none = pa.table({"l": pa.array([], pa.int32()), "r": pa.array([], pa.int32()),
                     "logit": pa.array([], pa.float32())})  # fmt: skip
    if "pairs" not in filled:
        return none
    linker = Linker(
        DuckDBAPI().register(records.select(filled)),
        SettingsCreator(
            link_type="dedupe_only",
            unique_id_column_name="rid",
            comparisons=_comparisons(set(filled)),
            blocking_rules_to_generate_predictions=[block_on("pairs", arrays_to_explode=["pairs"])],
        ),
    )
    _train(linker, set(filled))
    predicted: Any = linker.inference.predict(threshold_match_probability=None)
    found = predicted.as_pyarrow_table()
    chance = np.clip(found["match_probability"].to_numpy(), _SMALLEST, 1 - _SMALLEST)
    ends = [found[name].to_numpy().astype(np.int32) for name in ("rid_l", "rid_r")]
    logit = np.log(chance / (1 - chance)).astype(np.float32)
    return pa.table({"l": np.minimum(*ends), "r": np.maximum(*ends), "logit": logit})


def _train(linker: Linker, filled: set[str]) -> None:
    from splink import block_on

    sure = [name for name in ("core", "town") if name in filled]
    linker.training.estimate_probability_two_random_records_match([block_on(*sure)], recall=_RECALL)
    linker.training.estimate_u_using_random_sampling(max_pairs=_SAMPLE, seed=1)
    for columns in (("town", "postcode"), ("core",)):
        given = [name for name in columns if name in filled]
        if given:
            linker.training.estimate_parameters_using_expectation_maximisation(block_on(*given))


def _comparisons(filled: set[str]) -> list[Any]:
    """Return what Splink compares, without columns that no record fills."""
    import splink.comparison_level_library as cll
    import splink.comparison_library as cl

    name = cl.CustomComparison(
        output_column_name="name",
        comparison_levels=[
            cll.NullLevel("core"),
            cll.ExactMatchLevel("core", term_frequency_adjustments=True),
            cll.JaroWinklerLevel("core", 0.94),
            cll.JaroWinklerLevel("core", 0.86),
            cll.CustomLevel("acronym_l = compact_r OR compact_l = acronym_r", "initials"),
            cll.ElseLevel(),
        ],
    )
    exact = ("town", "postcode", "site", "email", "phone")
    made = {
        "core": name,
        "street": cl.LevenshteinAtThresholds("street", [2, 5]),
        **{n: cl.ExactMatch(n).configure(term_frequency_adjustments=True) for n in exact},
        "identifier": cl.ExactMatch("identifier"),
        "lat": cl.DistanceInKMAtThresholds("lat", "lon", [0.2, 2, 25]),
    }
    needed = {"core": {"core", "compact", "acronym"}, "lat": {"lat", "lon"}}
    return [made[n] for n in made if needed.get(n, {n}) <= filled]
