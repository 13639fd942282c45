"""Answers the questions that a run asks from the truth, and measures what the answers are worth.

    python -m benchmarks.questions --shared ../shared [--answers 100 300] [--only UK ...]
    python -m benchmarks.questions --shared ../shared --draws 200

For each set of lists: the clusters without answers; after so many answers; whether the re-fit was
accepted; and the estimates of precision and recall beside the truth. Everything is measured on all
records. The estimates are among the compared pairs that were kept, so their truth is taken there.

With --draws the questions are drawn so many times by other chance, and it is counted how often the
intervals hold the truth; the links are those without answers, only the answered pairs are obeyed.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.fit_prior import table_of
from benchmarks.question_sets import sets
from commonweave.infrastructure.engines import open_engine
from commonweave.infrastructure.engines.port import ArrowTable
from commonweave.linkage.asking import read_frame, read_levels
from commonweave.linkage.domain.estimates import Population, Sample, estimate_links
from commonweave.linkage.domain.evaluation import Measure, evaluate_clusters
from commonweave.linkage.domain.fitting import shares
from commonweave.linkage.domain.questions import (
    Candidates,
    choose_questions,
    pair_hashes,
    strata_of,
)
from commonweave.linkage.services import Judgement, Linkage, LinkSettings, link_records


def answered(linkage: Linkage, truth: Mapping[str, str]) -> list[Judgement]:
    """Answer the questions of a run from the truth."""
    return [
        Judgement(
            question.left,
            question.right,
            "same" if truth[question.left] == truth[question.right] else "different",
        )
        for question in linkage.questions
    ]


def among_kept(pairs: ArrowTable, clusters: Mapping[str, str], truth: Mapping[str, str]) -> Measure:
    """Return precision and recall of clusters among the pairs that a run kept."""
    ends = zip(
        pairs.column("record_id_l").to_pylist(),
        pairs.column("record_id_r").to_pylist(),
        strict=True,
    )
    found = right = true = 0
    for left, end in ends:
        linked, same = clusters[left] == clusters[end], truth[left] == truth[end]
        found, true, right = found + linked, true + same, right + (linked and same)
    return Measure(right / found, right / true)


def measure(name: str, table: ArrowTable, truth: Mapping[str, str], numbers: list[int]) -> None:
    """Print a line for each number of answers."""
    with open_engine() as engine:
        plain = link_records(table, engine=engine)
    found = evaluate_clusters(plain.clusters, truth)
    shown = f"pair F1 {found.pairwise.f1:.4f}  B3 {found.b_cubed.f1:.4f}"
    print(f"{name:20} {len(truth):6} records, no answers   {shown}", flush=True)
    for number in numbers:
        with open_engine() as engine:
            judgements = answered(link_records(table, engine=engine, ask=number), truth)
        with open_engine() as engine:
            run = link_records(table, engine=engine, judgements=judgements, refit=True)
        found, report = evaluate_clusters(run.clusters, truth), run.report
        kept = among_kept(plain.pairs, run.clusters, truth)
        told = []
        for measure_name in ("precision", "recall"):
            share = report["estimate"][measure_name]
            told.append(
                f"{measure_name} {share['value']:.3f} [{share['low']:.3f}, {share['high']:.3f}] "
                f"truth {getattr(kept, measure_name):.3f}"
            )
        fitted = "re-fitted" if report["refit"]["accepted"] else "as shipped"
        print(
            f"{'':20} {len(judgements):6} answers, {fitted:11} pair F1 {found.pairwise.f1:.4f}  "
            f"B3 {found.b_cubed.f1:.4f}  {'  '.join(told)}",
            flush=True,
        )


def cover(name: str, table: ArrowTable, truth: Mapping[str, str], number: int, draws: int) -> None:
    """Print how often the intervals of repeated draws hold the truth, and how wide they are."""
    settings = LinkSettings()
    with open_engine() as engine:
        clusters = link_records(table, engine=engine).clusters
        frame = read_frame(engine, [], settings)
        levels = read_levels(engine, frame, np.arange(len(frame.left)))
    ends = [[frame.record_ids[at] for at in side.tolist()] for side in (frame.left, frame.right)]
    same = np.array([truth[a] == truth[b] for a, b in zip(*ends, strict=True)])
    linked = np.array([clusters[a] == clusters[b] for a, b in zip(*ends, strict=True)])
    pool = Candidates(frame.left, frame.right, frame.logit, levels)
    stratum = strata_of(shares(frame.logit))
    held, widths = np.zeros(2), np.zeros(2)
    for draw in range(draws):
        chance = pair_hashes(frame.chance, np.full(len(same), draw * 7919 + 1, np.uint64))
        asked = np.array(choose_questions(pool, frame.cells, chance, wanted=number))
        verdict = np.full(len(same), -1, np.int8)
        verdict[asked] = same[asked]
        told = asked[stratum[asked] > 0]
        rest = (verdict < 0) & (stratum > 0)
        weight = replace(frame, verdict=verdict).weights(told)
        estimate = estimate_links(
            Population(stratum[rest], linked[rest]),
            Sample(stratum[told], linked[told], same[told] * 1.0, weight, same[told]),
        )
        assert estimate is not None
        now = linked & (stratum > 0)
        now[told] = same[told]
        right = (now & same).sum()
        true = np.array([right / now.sum(), right / (same & (stratum > 0)).sum()])
        low, high = np.array([(s.low, s.high) for s in (estimate.precision, estimate.recall)]).T
        held += (low - 1e-9 <= true) & (true <= high + 1e-9)
        widths += high - low
    print(
        f"{name:20} {number:4} answers, {draws} draws: precision held {held[0] / draws:.2f}, mean "
        f"width {widths[0] / draws:.3f}; recall held {held[1] / draws:.2f}, "
        f"mean width {widths[1] / draws:.3f}",
        flush=True,
    )


def main() -> None:
    """Measure all sets, or those named."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--answers", type=int, nargs="+", default=[100, 300])
    parser.add_argument("--draws", type=int, default=0, help="count what the intervals hold")
    parser.add_argument("--only", nargs="+", help="names of sets")
    args = parser.parse_args()
    for name, make in sets(args.shared).items():
        if not args.only or name in args.only:
            rows, truth = make()
            if args.draws:
                for number in args.answers:
                    cover(name, table_of(rows), truth, number, args.draws)
            else:
                measure(name, table_of(rows), truth, args.answers)


if __name__ == "__main__":
    main()
