"""How pairs stand beside their rivals: what no pair tells by itself.

Most lists name a body once. So a record's pair with one of another list says less where a second
record of that list fits as well, and more where none comes near. Only pairs at or above the keep
threshold have a standing, and only such pairs are rivals; pairs inside one list have none. What
pairs weigh by themselves stays in `scored`; `standing` (l, r, logit, level) has what they weigh
with it, and `weighed` (l, r, logit) is the view of all pairs.

Method: as the ratio test for matches of image features (Lowe 2004), in log-odds.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from commonweave.infrastructure.engines.port import Engine
from commonweave.linkage.domain.scorecard import LEVELS, Scorecard
from commonweave.linkage.domain.settings import LinkSettings
from commonweave.linkage.kernels.rivals import find_rivals
from commonweave.linkage.layout import Floats, Ints
from commonweave.linkage.scoring import log_odds, scorecards_of

Codes = npt.NDArray[np.uint8]

STANDING = list(LEVELS).index("standing")
"""The column of the standing in a level matrix."""
_NONE, _ALONE, _AHEAD, _LEVEL, _BEHIND = range(len(LEVELS["standing"]))
_MARGIN = 0.5
"""Log-odds by which one pair must lead another, so that they do not count as level."""

_PAIRS = "SELECT l, r, logit, {wanted} AS wanted FROM scored WHERE logit >= {keep} AND ({where})"


def standing_levels(left: Ints, right: Ints, logit: Floats, lists: Ints, keep: float) -> Codes:
    """Return the level of each pair of positions; `lists` numbers the list of each position."""
    levels = np.zeros(len(left), np.uint8)
    at = np.flatnonzero((logit >= keep) & (lists[left] != lists[right]))
    if not len(at):
        return levels
    own = np.ascontiguousarray(logit[at])
    best = np.full(len(at), -np.inf, np.float32)
    find_rivals(left[at], right[at], own, lists, best)
    lead = own - best
    levels[at] = np.select(
        [np.isinf(best), lead > _MARGIN, lead >= -_MARGIN], [_ALONE, _AHEAD, _LEVEL], _BEHIND
    )
    return levels


def weigh_standing(
    engine: Engine, scorecard: Scorecard, settings: LinkSettings, where: str = "TRUE"
) -> None:
    """Fill `standing`, and show `weighed`, from `scored`.

    `where` is a condition on `rid`: only pairs with such a record are needed. A pair's rivals are
    sought among all pairs of its two records.
    """
    import pyarrow as pa

    keep = log_odds(settings.keep_threshold)
    found = engine.fetch(_near(engine, where, keep))
    rids = np.union1d(found.column("l").to_numpy(), found.column("r").to_numpy())
    engine.load("rivals", pa.table({"rid": pa.array(rids, pa.int32())}))
    rec = engine.fetch("SELECT source FROM rec SEMI JOIN rivals USING (rid) ORDER BY rid")
    encoded = rec.column("source").combine_chunks().dictionary_encode(null_encoding="encode")
    names = ["" if name is None else name for name in encoded.dictionary.to_pylist()]
    lists = encoded.indices.to_numpy().astype(np.int32)
    left, right = (
        np.searchsorted(rids, found.column(side).to_numpy()).astype(np.int32) for side in "lr"
    )
    logit = found.column("logit").to_numpy()
    levels = standing_levels(left, right, logit, lists, keep)
    weights = np.empty(len(logit), np.float32)
    for card, rows in scorecards_of(lists, names, left, right, scorecard):
        part = slice(None) if rows is None else rows
        weights[part] = np.array(card.tables[STANDING], np.float32)[levels[part]]
    wanted = found.column("wanted")
    engine.load(
        "standing",
        pa.table(
            {
                "l": found.column("l"),
                "r": found.column("r"),
                "logit": pa.array(logit + weights, pa.float32()),
                "level": pa.array(levels.astype(np.int32), pa.int32()),
            }
        ).filter(wanted),
    )
    engine.view(
        "weighed",
        "SELECT l, r, logit FROM standing UNION ALL "
        f"SELECT l, r, logit FROM scored WHERE logit < {keep}",
    )


def _near(engine: Engine, where: str, keep: float) -> str:
    """Return SQL for the pairs to weigh: those `wanted`, and all others of their records."""
    if where == "TRUE":
        return _PAIRS.format(wanted="TRUE", keep=keep, where="TRUE")
    either = f"l IN (SELECT rid FROM rec WHERE {where}) OR r IN (SELECT rid FROM rec WHERE {where})"
    engine.run(
        "CREATE OR REPLACE TABLE reached AS "
        + _PAIRS.format(wanted="TRUE", keep=keep, where=either)
    )
    ends = "(SELECT l FROM reached UNION SELECT r FROM reached)"
    return _PAIRS.format(wanted=f"({either})", keep=keep, where=f"l IN {ends} OR r IN {ends}")
