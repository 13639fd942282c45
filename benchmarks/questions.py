"""Answers the questions that a run asks from the truth, and measures what the answers are worth.

    python -m benchmarks.questions --shared ../shared [--answers 100 300] [--only UK ...]

For each set of lists: the clusters without answers; after so many answers; whether the re-fit was
accepted; and the estimates of precision and recall beside the truth. Everything is measured on all
records. The estimates are among the compared pairs that were kept, so their truth is taken there.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

from benchmarks.fit_prior import table_of
from benchmarks.question_sets import sets
from commonweave.infrastructure.engines import open_engine
from commonweave.infrastructure.engines.port import ArrowTable
from commonweave.linkage.domain.evaluation import Measure, evaluate_clusters
from commonweave.linkage.services import Judgement, Linkage, link_records


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


def main() -> None:
    """Measure all sets, or those named."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--answers", type=int, nargs="+", default=[100, 300])
    parser.add_argument("--only", nargs="+", help="names of sets")
    args = parser.parse_args()
    for name, make in sets(args.shared).items():
        if not args.only or name in args.only:
            rows, truth = make()
            measure(name, table_of(rows), truth, args.answers)


if __name__ == "__main__":
    main()
