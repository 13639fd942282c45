"""Fits the shipped weights: logistic regression over invented lists, drawn to stated priors.

    python -m benchmarks.fit_prior [--write] [--records 10000] [--seed 6] [--sets …]

The weights start from what is generally known of organisation lists (`PRIOR` below) and move as
far as the invented lists bear out: the penalty is the squared distance from the prior, and all
invented pairs together count for no more than `EVIDENCE` pairs, because the lists are invented.
They come from several makers: what is a habit of one does not hold for the others.
No real list takes part. Without `--write` the fit is only shown; the measures are of another seed.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import pyarrow as pa

from benchmarks.sets import SETS
from commonweave.infrastructure.engines import open_engine
from commonweave.linkage import services
from commonweave.linkage.assets import load_scorecard
from commonweave.linkage.columns import build_columns
from commonweave.linkage.compare import compare_pairs
from commonweave.linkage.domain.evaluation import evaluate_clusters
from commonweave.linkage.domain.fitting import design_matrix, fit_logistic

WEIGHTS = Path(services.__file__).parent / "data" / "weights.json"
EVIDENCE = 20_000
STIFFNESS = 1.0
FITTED = ("first_world", "other_world", "foundations", "trade_names", "homonyms",
          "region_register", "province")  # fmt: skip

PRIOR: dict[str, dict[str, float]] = {
    "name": {"weak": 0.5, "partial": 2, "strong": 3, "within": 3.5, "acronym": 2, "near": 5,
             "core": 5.5, "same": 6},
    "word": {"few": 1, "one": 1.5, "common": -0.5, "everywhere": -1},
    "told": {"little": -0.5, "much": 1.5},
    "homonyms": {"one": 1.5, "several": -1, "many": -2},
    "number": {"differ": -7, "one_side": -1.5},
    "mark": {"differ": -5, "one_side": -1},
    "extra": {"much": -1},
    "type": {"same": 0.3, "differ": -1.5, "sibling": -5},
    "place": {"far": -4, "apart": -1.5, "near": 0.5, "town": 2, "town_moved": 1.5,
              "other_door": 2.5, "street": 3, "fine": 3.5, "address": 4},
    "crowd": {"few": -0.7, "many": -1.5, "small_town": 0.7, "city": -0.7},
    "identifier": {"same": 7, "same_bare": 5, "differ": -8, "differ_bare": -3},
    "email": {"same": 4, "shared": 2},
    "site": {"same": 3.5, "few": 2, "many": 0.5, "differ": -1},
    "phone": {"same": 3, "shared": 1.5, "differ": -0.3},
    "founded": {"day": 3, "year": 0.7, "near": 0.2, "differ": -1.5},
    "list": {"same": -2.5},
}  # fmt: skip
INTERCEPT = -7.0


def table_of(rows: list[dict[str, str]]) -> pa.Table:
    """Return rows as the table that `link_records` takes."""
    columns = {}
    for name in services.RECORD_COLUMNS:
        values = [row.get(name) for row in rows]
        if name in ("lat", "lon"):
            columns[name] = pa.array([float(v) if v else None for v in values], pa.float64())
        else:
            columns[name] = pa.array(values, pa.string())
    return pa.table(columns)


def levels_and_labels(name: str, seed: int, records: int) -> tuple[np.ndarray, np.ndarray, float]:
    """Return (level matrix, 1 for a true pair, share of true pairs that blocking reached)."""
    lists = SETS[name](records, seed)
    with open_engine() as engine:
        linkage = services.link_records(table_of(lists.rows), engine=engine)
        pairs = engine.fetch("SELECT l, r FROM pairs ORDER BY l, r")
        names = engine.fetch("SELECT record_id FROM rec ORDER BY rid").column(0).to_pylist()
        columns = build_columns(engine)
    left, right = (pairs.column(c).to_numpy().astype(np.int32) for c in "lr")
    _, body = np.unique([lists.truth[record] for record in names], return_inverse=True)
    labels = (body[left] == body[right]).astype(np.float64)
    evaluation = evaluate_clusters(linkage.clusters, lists.truth)
    levels = np.vstack([
        compare_pairs(columns, left[at : at + 200_000], right[at : at + 200_000]).levels
        for at in range(0, len(left), 200_000)
    ])  # fmt: skip
    return levels, labels, labels.sum() / evaluation.true_pairs


def fit(levels: np.ndarray, labels: np.ndarray) -> dict[str, object]:
    """Fit by Newton steps; the penalty pulls every weight to its prior."""
    packed, inverse, counts = np.unique(levels, axis=0, return_inverse=True, return_counts=True)
    ones = np.bincount(inverse, labels, minlength=len(packed))
    matrix, names = design_matrix(packed)
    scale = min(1.0, EVIDENCE / counts.sum())
    prior = np.array([PRIOR.get(f, {}).get(level, 0.0) for f, level in names] + [INTERCEPT])
    weights = fit_logistic(matrix, ones * scale, counts * scale, prior=prior, stiffness=STIFFNESS)
    fitted: dict[str, dict[str, float]] = {}
    for (feature, level), weight in zip(names, weights[:-1], strict=True):
        if abs(weight) >= 0.005:
            fitted.setdefault(feature, {})[level] = round(float(weight), 2)
    for feature, values in PRIOR.items():
        for level, weight in values.items():
            fitted.setdefault(feature, {}).setdefault(level, weight)
    return {"intercept": round(float(weights[-1]), 2), "weights": fitted}


def show(names: list[str], seed: int, records: int) -> None:
    """Print cluster measures on lists of a seed at the weights as they are shipped."""
    for name in names:
        lists = SETS[name](records, seed)
        with open_engine() as engine:
            clusters = services.link_records(table_of(lists.rows), engine=engine).clusters
        e = evaluate_clusters(clusters, lists.truth)
        print(
            f"{name}: {e.records} records, pairwise P {e.pairwise.precision:.3f} "
            f"R {e.pairwise.recall:.3f} F1 {e.pairwise.f1:.3f}, B3 F1 {e.b_cubed.f1:.3f}"
        )


def main() -> None:
    """Fit, and write where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=6)
    parser.add_argument("--sets", nargs="+", default=list(FITTED), choices=list(SETS))
    args = parser.parse_args()
    show(args.sets, args.seed - 1, args.records)
    parts = [levels_and_labels(name, args.seed, args.records) for name in args.sets]
    for name, (levels, labels, reach) in zip(args.sets, parts, strict=True):
        print(f"{name}: {len(levels)} pairs, {int(labels.sum())} true, reach {reach:.3f}")
    document = fit(np.vstack([p[0] for p in parts]), np.concatenate([p[1] for p in parts]))
    document = {
        "about": "Log-odds by feature and level; made by benchmarks/fit_prior.py",
        **document,
    }
    text = json.dumps(document, indent=1, ensure_ascii=False) + "\n"
    if not args.write:
        print(text)
        return
    WEIGHTS.write_text(text, "utf-8")
    load_scorecard.cache_clear()
    show(args.sets, args.seed - 1, args.records)


if __name__ == "__main__":
    main()
