"""Fits the shipped weights: logistic regression over invented lists of several makers.

    python -m benchmarks.fit_prior [--write] [--records 10000] [--seed 106] [--leave-out]

The weights start from what is generally known of organisation lists (`PRIOR` below) and move as
far as the invented lists bear out: the penalty is the squared distance from the prior, and all
invented pairs together count for no more than `EVIDENCE` pairs, because the lists are invented.
Each maker of lists counts for as much as any other. Where the meaning of levels has an order
(`ORDERS`), weights that would break it are made one. No real list takes part. With `--leave-out`
the fit is tried on each maker's lists without that maker, at several link thresholds: that says
what can be hoped for on lists of makers who are not known here.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from benchmarks.sets import SETS
from benchmarks.synthetic_lists import make_lists
from commonweave.infrastructure.engines import open_engine
from commonweave.linkage import services
from commonweave.linkage.columns import build_columns
from commonweave.linkage.compare import compare_pairs
from commonweave.linkage.domain.clustering import Rules
from commonweave.linkage.domain.evaluation import Evaluation, evaluate_clusters
from commonweave.linkage.domain.fitting import design_matrix, fit_logistic
from commonweave.linkage.domain.scorecard import Scorecard, read_scorecard
from commonweave.linkage.domain.settings import LinkSettings
from commonweave.linkage.grouping import Ends, PairList, group_records
from commonweave.linkage.scoring import log_odds, weigh
from commonweave.linkage.standing import STANDING, standing_levels

WEIGHTS = Path(services.__file__).parent / "data" / "weights.json"
EVIDENCE = 20_000
STIFFNESS = 1.0
MAKERS: dict[str, tuple[str, ...]] = {
    "first lists": ("first_lists",),
    "other world": ("other_world", "branches", "foundations", "shared_houses", "four_scripts",
                    "trade_names"),
    "homonyms": ("homonyms",),
    "region register": ("region_register",),
    "province": ("province",),
}  # fmt: skip
"""Maker → its sets, which count for as much as one another."""
ROUNDS = 2
THRESHOLDS = (0.35, 0.45, 0.5, 0.55)
_REGION = 2_650
_EASY = -6.0
_EASY_SHARE = 0.125

PRIOR: dict[str, dict[str, float]] = {
    "name": {"general": -0.3, "none": -1, "weak": -0.5, "partial": 1, "strong": 2, "within": 2.5,
             "acronym": 1, "near": 4, "core": 4.5, "same": 5},
    "word": {"few": 1, "one": 1.5, "common": -0.5, "everywhere": -1},
    "told": {"little": -0.5, "much": 1.5},
    "homonyms": {"one": 1.5, "several": -1, "many": -2},
    "twins": {"two": -1, "more": -2},
    "number": {"differ": -7, "one_side": -1.5},
    "mark": {"differ": -5, "one_side": -1},
    "extra": {"much": -1},
    "clash": {"kinds": -0.7, "words": -1.5, "towns": -2},
    "script": {"other": 0.3, "kind": 0.5},
    "type": {"same": 0.3, "differ": -1.5, "sibling": -5},
    "place": {"far": -4, "apart": -1.5, "unlike": -0.3, "near": 0.5, "town": 2, "town_moved": 1.5,
              "other_door": 2.5, "street": 3, "fine": 3.5, "address": 4},
    "crowd": {"few": -0.7, "many": -1.5, "small_town": 0.7, "city": -0.7},
    "identifier": {"same": 7, "same_bare": 5, "differ": -8, "differ_bare": -3},
    "email": {"same": 4, "shared": 2},
    "site": {"same": 3.5, "few": 2, "many": 0.5, "differ": -1},
    "phone": {"same": 3, "shared": 1.5, "differ": -0.3},
    "hint": {"none": -0.3, "common": 0.5, "rare": 2},
    "founded": {"day": 3, "year": 0.7, "near": 0.2, "differ": -1.5},
    "list": {"same": -2.5},
    "standing": {"alone": 1, "ahead": 0.5, "level": -0.5, "behind": -2},
}  # fmt: skip
INTERCEPT = -6.0
ORDERS: dict[str, tuple[tuple[str, ...], ...]] = {
    "name": (("none", "weak", "partial", "strong"), ("near", "core", "same"),
             ("partial", "within", "near")),
    "word": (("everywhere", "common", "some", "few", "one"),),
    "told": (("little", "some", "much"),),
    "homonyms": (("many", "several", "few", "one"),),
    "twins": (("more", "two"),),
    "place": (("far", "apart", "unlike", "near", "town", "street", "fine", "address"),
              ("apart", "town_moved", "town")),
    "crowd": (("many", "few", "one"), ("city", "small_town")),
    "email": (("shared", "same"),),
    "site": (("many", "few", "same"),),
    "phone": (("shared", "same"),),
    "hint": (("none", "common", "rare"),),
    "founded": (("differ", "near", "year", "day"),),
    "standing": (("behind", "level", "ahead", "alone"),),
}  # fmt: skip
"""Feature → levels that weigh no less than the one before."""


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


@dataclass(frozen=True)
class Sample:
    """Pairs of one set: record numbers, a row of levels each, and whether they are of one body.

    `names` are the record ids by number, `sources` numbers of the lists; `truth` is by record id.
    """

    left: npt.NDArray[np.int32]
    right: npt.NDArray[np.int32]
    levels: npt.NDArray[np.uint8]
    labels: npt.NDArray[np.float64]
    names: list[str]
    sources: npt.NDArray[np.int32]
    truth: dict[str, str]


def make_sample(name: str, records: int, seed: int) -> Sample:
    """Make a set and compare the pairs that blocking brings."""
    if name == "first_lists":
        rows, truth = make_lists(seed, records)
    else:
        lists = SETS[name](_REGION if name == "region_register" else records, seed)
        rows, truth = lists.rows, lists.truth
    with open_engine() as engine:
        services.link_records(table_of(rows), engine=engine, reasons=False)
        pairs = engine.fetch("SELECT l, r FROM pairs ORDER BY l, r")
        rec = engine.fetch("SELECT record_id, source FROM rec ORDER BY rid")
        columns = build_columns(engine)
    left, right = (pairs.column(side).to_numpy().astype(np.int32) for side in "lr")
    names = rec.column("record_id").to_pylist()
    bodies = np.unique([truth[name] for name in names], return_inverse=True)[1]
    sources = np.unique(rec.column("source").to_pylist(), return_inverse=True)[1]
    return Sample(
        left, right, compare_pairs(columns, left, right).levels,
        (bodies[left] == bodies[right]).astype(np.float64), names, sources.astype(np.int32), truth,
    )  # fmt: skip


def _thinned(samples: Iterable[Sample]) -> Iterator[tuple[npt.NDArray[np.uint8], ...]]:
    """Yield (rows of levels, true pairs, pairs) a sample, which add up to one pair.

    Of the false pairs that nobody would take for true one in eight stands for all.
    """
    first_guess = Scorecard(INTERCEPT, PRIOR)
    chance = np.random.default_rng(0)
    for sample in samples:
        rows, inverse, counts = np.unique(
            sample.levels, axis=0, return_inverse=True, return_counts=True
        )
        ones = np.bincount(inverse.ravel(), sample.labels, minlength=len(rows))
        easy = (ones == 0) & (weigh(rows, first_guess) < _EASY)
        kept = ~easy | (chance.random(len(rows)) < _EASY_SHARE)
        scaled = np.where(easy, counts / _EASY_SHARE, counts)[kept]
        yield rows[kept], ones[kept] / scaled.sum(), scaled / scaled.sum()


def stand(sample: Sample, scorecard: Scorecard) -> Sample:
    """Return a sample with the levels of its pairs beside their rivals, by a scorecard."""
    levels = sample.levels.copy()
    levels[:, STANDING] = 0
    keep = log_odds(LinkSettings().keep_threshold)
    logit = weigh(levels, scorecard)
    levels[:, STANDING] = standing_levels(sample.left, sample.right, logit, sample.sources, keep)
    return replace(sample, levels=levels)


def fit(makers: Mapping[str, Mapping[str, Sample]]) -> dict[str, object]:
    """Fit the weights; again, as often as `ROUNDS`, with the standing that they give pairs."""
    document = fit_once(makers)
    for _ in range(ROUNDS):
        scorecard = read_scorecard(document)
        stood = {
            maker: {name: stand(sample, scorecard) for name, sample in samples.items()}
            for maker, samples in makers.items()
        }
        document = fit_once(stood, scorecard)
    return document


def fit_once(
    makers: Mapping[str, Mapping[str, Sample]], before: Scorecard | None = None
) -> dict[str, object]:
    """Fit by Newton steps, from a scorecard or the prior, which the penalty pulls weights to."""
    parts = []
    for samples in makers.values():
        share = EVIDENCE / len(makers) / len(samples)
        parts += [(rows, ones * share, counts * share)
                  for rows, ones, counts in _thinned(samples.values())]  # fmt: skip
    matrix, names = design_matrix(np.vstack([rows for rows, _, _ in parts]))
    ones, counts = (np.concatenate([part[at] for part in parts]) for at in (1, 2))
    prior = np.array([PRIOR.get(f, {}).get(level, 0.0) for f, level in names])
    group = np.arange(len(names))
    weights = None
    if before is not None:
        known = [before.weights.get(f, {}).get(level, 0.0) for f, level in names]
        weights = np.array([*known, before.intercept])
    while True:
        weights = _fit_groups(matrix, ones, counts, (prior, weights), group)
        if not _tie(names, weights, group):
            break
    fitted: dict[str, dict[str, float]] = {}
    for (feature, level), weight in zip(names, weights[:-1], strict=True):
        if abs(weight) >= 0.005:
            fitted.setdefault(feature, {})[level] = round(float(weight), 2)
    for feature, values in PRIOR.items():
        for level, weight in values.items():
            fitted.setdefault(feature, {}).setdefault(level, weight)
    return {"intercept": round(float(weights[-1]), 2), "weights": fitted}


def _fit_groups(
    matrix: npt.NDArray[np.float64],
    ones: npt.NDArray[np.float64],
    counts: npt.NDArray[np.float64],
    known: tuple[npt.NDArray[np.float64], npt.NDArray[np.float64] | None],
    group: npt.NDArray[np.int64],
) -> npt.NDArray[np.float64]:
    """Return a weight a column, one for the columns of a group, and the intercept.

    `known` are the prior without the intercept, and the weights of a fit to begin from.
    """
    prior, before = known
    _, number = np.unique(group, return_inverse=True)
    several = np.zeros((len(group) + 1, number.max() + 2))
    several[np.arange(len(group)), number] = 1
    several[-1, -1] = 1
    sizes = np.bincount(number)
    means = np.append(np.bincount(number, prior) / sizes, INTERCEPT)
    start = None
    if before is not None:
        start = np.append(np.bincount(number, before[:-1]) / sizes, before[-1])
    weights = fit_logistic(
        matrix @ several, ones, counts, prior=means, stiffness=STIFFNESS, start=start
    )
    return several @ weights


def _tie(
    names: list[tuple[str, str]], weights: npt.NDArray[np.float64], group: npt.NDArray[np.int64]
) -> bool:
    """Put levels whose weights break an order into one group; say whether there were any."""
    at = {name: number for number, name in enumerate(names)}
    tied = False
    for feature, orders in ORDERS.items():
        for order in orders:
            present = [at[feature, level] for level in order if (feature, level) in at]
            for low, high in pairwise(present):
                if group[low] != group[high] and weights[low] > weights[high]:
                    group[group == group[high]] = group[low]
                    tied = True
    return tied


def measure(sample: Sample, scorecard: Scorecard, settings: LinkSettings) -> Evaluation:
    """Cluster a sample's records with a scorecard."""
    sample = stand(sample, scorecard)
    nothing = np.zeros(0, np.int32)
    groups = group_records(
        sample.sources,
        PairList(sample.left, sample.right, weigh(sample.levels, scorecard)),
        same=Ends(nothing, nothing),
        apart=Ends(nothing, nothing),
        rules=Rules(
            log_odds(settings.link_threshold), settings.unscored, settings.unscored_same_list,
            settings.component_cap,
        ),
    )  # fmt: skip
    clusters = {name: str(at) for name, at in zip(sample.names, groups.cluster, strict=True)}
    return evaluate_clusters(clusters, sample.truth)


def line(name: str, e: Evaluation) -> str:
    """Return a row of a table."""
    return (
        f"| {name:28} | {e.pairwise.precision:.3f} | {e.pairwise.recall:.3f} "
        f"| {e.pairwise.f1:.3f} | {e.b_cubed.f1:.3f} |"
    )


def leave_out(makers: Mapping[str, Mapping[str, Sample]]) -> None:
    """Print the measures on each maker's sets at weights that were fitted without that maker."""
    print("| left out, set, link threshold | pair P | R | F1 | B-cubed F1 |\n|---|---|---|---|---|")
    for maker, samples in makers.items():
        others = {name: them for name, them in makers.items() if name != maker}
        scorecard = read_scorecard(fit(others))
        for name, sample in samples.items():
            for threshold in THRESHOLDS:
                settings = replace(LinkSettings(), link_threshold=threshold)
                told = f"{name}, {threshold}"
                print(line(told, measure(sample, scorecard, settings)), flush=True)


def main() -> None:
    """Fit, and write where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--leave-out", action="store_true")
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=106)
    args = parser.parse_args()
    makers = {
        maker: {name: make_sample(name, args.records, args.seed) for name in names}
        for maker, names in MAKERS.items()
    }
    if args.leave_out:
        leave_out(makers)
        return
    about = "Log-odds by feature and level; made by benchmarks/fit_prior.py"
    document = {"about": about, **fit(makers)}
    text = json.dumps(document, indent=1, ensure_ascii=False) + "\n"
    if not args.write:
        print(text)
        return
    WEIGHTS.write_text(text, "utf-8")
    scorecard = read_scorecard(document)
    for samples in makers.values():
        for name, sample in samples.items():
            print(line(name, measure(sample, scorecard, LinkSettings())))


if __name__ == "__main__":
    main()
