"""`commonweave link`: lists in, clusters out; no database and no Django."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commonweave.kernel.refusals import InputRefused, Refusal, gettext_noop
from commonweave.linkage.arguments import add_arguments, check_arguments, refuse

if TYPE_CHECKING:
    from commonweave.infrastructure.engines.port import ArrowTable, Engine
    from commonweave.linkage.domain.evaluation import Evaluation
    from commonweave.linkage.domain.judgements import Judgement
    from commonweave.linkage.domain.scorecard import Scorecard
    from commonweave.linkage.domain.settings import LinkSettings
    from commonweave.linkage.explaining import Explanation
    from commonweave.linkage.services import Linkage

    Output = tuple[Path, Sequence[str], Iterable[Sequence[object]]]

__all__ = ["add_arguments", "run"]


def run(args: argparse.Namespace) -> int:
    """Run `commonweave link`; return 0, or 2 where the input was refused (nothing is written)."""
    try:
        return _run(args)
    except Refusal as refusal:
        sys.stderr.write(f"{refusal}\n")
        return refusal.exit_status


def _run(args: argparse.Namespace) -> int:
    from commonweave.infrastructure.lean_arrow import leave_pandas_out
    from commonweave.linkage.domain.evaluation import evaluate_clusters
    from commonweave.linkage.files import read_clusters, read_truth

    check_arguments(args)
    leave_pandas_out()
    if args.state:
        from commonweave.linkage.state_commands import check_state_folder

        check_state_folder(args.state)
    truth = read_truth(args.evaluate) if args.evaluate else None
    result: dict[str, object] = {}
    if args.lists or args.remove:
        updates = args.add or args.remove
        linkage, told = _update(args) if updates else _link(args, truth)
        clusters = linkage.clusters
        result |= {"report": linkage.report, **told}
    else:
        clusters = read_clusters(args.clusters)
    if truth is not None:
        strangers = len(truth.keys() - clusters.keys())
        if strangers:
            _say(f"{strangers} records of the truth are not among the records; they do not count.")
        measured = evaluate_clusters(clusters, truth)
        result["evaluation"] = _as_json(measured)
        if not args.json:
            sys.stdout.write(_as_text(measured))
    if args.json:
        sys.stdout.write(json.dumps(result, ensure_ascii=False, indent=2) + "\n")
    return 0


def _update(args: argparse.Namespace) -> tuple[Linkage, dict[str, Any]]:
    """Update a kept linkage and write the outputs; only then does the new state hold."""
    from commonweave.linkage.state_commands import update

    told = args.link_threshold or args.ask_threshold or args.lexicon
    progress = _progress if sys.stderr.isatty() else None
    found = update(args, _settings(args) if told else None, progress)
    _say(*found.remarks)
    _tell(found.linkage, json_wanted=args.json)
    if not args.json:
        counts = ", ".join(f"{count} {kind}" for kind, count in found.changes.counts().items())
        sys.stdout.write(f"touched clusters: {counts}\n")
    _write(args, found.linkage, found.shown, [])
    found.linkage.commit_state()
    return found.linkage, {"changes": vars(found.changes)}


def _settings(args: argparse.Namespace) -> LinkSettings:
    from commonweave.linkage.domain.settings import LinkSettings
    from commonweave.linkage.files import read_words

    shipped = LinkSettings()
    link = args.link_threshold or shipped.link_threshold
    ask = args.ask_threshold or min(shipped.ask_threshold, link)
    if ask > link:
        raise refuse(
            "linkage.thresholds",
            gettext_noop("The threshold for asking lies above the one for linking."),
            gettext_noop("Give --ask-threshold at most the value of --link-threshold."),
        )
    return LinkSettings(
        link_threshold=link,
        ask_threshold=ask,
        keep_threshold=min(shipped.keep_threshold, ask),
        words=read_words(args.lexicon) if args.lexicon else (),
    )


@dataclass(frozen=True)
class _Inputs:
    """What a run reads before it links."""

    records: ArrowTable
    settings: LinkSettings
    judgements: Sequence[Judgement]
    scorecard: Scorecard | None


def _read(args: argparse.Namespace) -> _Inputs:
    """Read all that the arguments name, and say what is odd about it."""
    from commonweave.linkage.answer_files import read_judgements, read_weights
    from commonweave.linkage.record_files import read_records
    from commonweave.linkage.state_commands import check_state_folder

    if args.state:
        check_state_folder(args.state)
    settings = _settings(args)
    judgements = read_judgements(args.judgements) if args.judgements else []
    scorecard = read_weights(args.weights) if args.weights else None
    records = read_records(args.lists)
    _say(*records.remarks)
    return _Inputs(records.table, settings, judgements, scorecard)


def _link(
    args: argparse.Namespace, truth: Mapping[str, str] | None
) -> tuple[Linkage, dict[str, Any]]:
    """Link the lists and write the outputs; return the linkage and what --explain asks for."""
    from commonweave.infrastructure.engines import open_engine
    from commonweave.linkage.services import link_records

    given = _read(args)
    asked = _asked_pairs(args, given.records)
    with open_engine(args.engine, memory=args.memory) as engine:
        linkage = link_records(
            given.records,
            engine=engine,
            settings=given.settings,
            scorecard=given.scorecard,
            judgements=given.judgements,
            refit=not args.no_refit,
            ask=int(args.ask[0]) if args.ask else 0,
            progress=_progress if sys.stderr.isatty() else None,
            state=args.state,
            commit=False,
            reasons=bool(args.pairs),
            score=_score_of(args),
        )
        explained = _explained(asked, engine, given, linkage)
        if truth is not None:
            from commonweave.linkage.reach import tell_reach

            reached = tell_reach(engine, truth, linkage.report)
            sys.stdout.write("" if args.json else reached)
    _tell(linkage, json_wanted=args.json)
    _write(args, linkage, given.records, _proposals(args, given))
    linkage.commit_state()
    if not explained:
        return linkage, {}
    from commonweave.linkage.explaining_text import as_data, as_text

    if not args.json:
        sys.stdout.writelines(f"\n{as_text(explanation)}" for explanation in explained)
    return linkage, {"explanations": [as_data(explanation) for explanation in explained]}


def _explained(
    asked: list[tuple[str, str]], engine: Engine, given: _Inputs, linkage: Linkage
) -> list[Explanation]:
    if not asked:
        return []
    from commonweave.linkage.explaining import explain_pairs

    return explain_pairs(
        asked,
        engine=engine,
        records=given.records,
        linkage=linkage,
        judgements=given.judgements,
        settings=given.settings,
    )


def _score_of(args: argparse.Namespace) -> Callable[[Engine, str], None] | None:
    if args.scorer != "splink":
        return None
    from commonweave.linkage.splink_scoring import check_splink, score_by_splink

    check_splink()
    return score_by_splink


def _proposals(args: argparse.Namespace, given: _Inputs) -> list[Output]:
    """Return the file of words that the answers propose, where it is wanted."""
    if not args.propose_words:
        return []
    from commonweave.linkage.proposing import (
        PROPOSAL_COLUMNS,
        proposal_rows,
        propose_from_records,
    )

    proposed = propose_from_records(given.records, given.judgements, given.settings.words)
    return [(args.propose_words, PROPOSAL_COLUMNS, proposal_rows(proposed))]


def _asked_pairs(args: argparse.Namespace, records: ArrowTable) -> list[tuple[str, str]]:
    import pyarrow.compute as pc

    pairs: list[tuple[str, str]] = [(left, right) for left, right in args.explain or ()]
    for pair in pairs:
        for record in pair:
            if pc.index(records.column("record_id"), record).as_py() < 0:
                raise InputRefused(
                    "linkage.unknown_record",
                    gettext_noop("No record has the id “%(id)s”."),
                    remedy=gettext_noop("Give --explain two ids of the column record_id."),
                    values={"id": record[:80]},
                )
        if pair[0] == pair[1]:
            raise refuse(
                "linkage.explain_one",
                gettext_noop("--explain was given the same record twice."),
                gettext_noop("Give it two different ids."),
            )
    return pairs


def _progress(step: str, share: float) -> None:
    end = "\n" if share >= 1 else ""
    sys.stderr.write(f"\r{share:4.0%} {step:<10}{end}")


def _say(*texts: str) -> None:
    sys.stderr.writelines(f"{text}\n" for text in texts)


def _tell(linkage: Linkage, *, json_wanted: bool) -> None:
    from commonweave.linkage.review_words import review_words

    report = linkage.report
    for left, right, verdict in report["contradictions"]:
        _say(f"The answer “{verdict}” on {left} and {right} contradicts later ones, which hold.")
    for left, right, _ in report["unknown_judgements"]:
        _say(f"The answer on {left} and {right} names a record that is not there: ignored.")
    for size, _ in report["cut_components"]:
        _say(f"{size} records hang together; they were cut at higher evidence.")
    for key, records in report["caps"].items():
        _say(f"Key “{key}”: blocks of {records} records were too large and left out.")
    if not json_wanted:
        seconds = sum(report["seconds"].values())
        sys.stdout.write(
            f"{report['records']} records, {report['clusters']} clusters, "
            f"{report['pairs']} pairs compared, {seconds:.1f} s\n"
        )
        sys.stdout.writelines(f"{line}\n" for line in review_words(report))


def _write(
    args: argparse.Namespace, linkage: Linkage, records: ArrowTable, outputs: list[Output]
) -> None:
    """Write what the run was to write, and `outputs` (path, header, rows) with it."""
    from commonweave.kernel.spreadsheet_safety import guard_cell
    from commonweave.linkage.answer_files import QUESTION_COLUMNS, question_rows, weights_text
    from commonweave.linkage.domain.words import reasons_words
    from commonweave.linkage.files import write_whole

    if args.out:
        rows = [(record, cluster) for record, cluster in sorted(linkage.clusters.items())]
        outputs.append((args.out, ("record_id", "cluster_id"), rows))
    if args.pairs:
        pairs = (
            (
                pair["record_id_l"],
                pair["record_id_r"],
                f"{pair['probability']:.4f}",
                guard_cell(reasons_words(json.loads(pair["reasons"]))),
            )
            for batch in linkage.pairs.to_batches()
            for pair in batch.to_pylist()
        )
        outputs.append(
            (args.pairs, ("record_id_l", "record_id_r", "probability", "reasons"), pairs)
        )
    if args.ask:
        asked = question_rows(linkage.questions, records)
        outputs.append((Path(args.ask[1]), QUESTION_COLUMNS, asked))
        if len(linkage.questions) < int(args.ask[0]):
            _say(f"Only {len(linkage.questions)} pairs are worth asking about.")
    texts = [(args.save_weights, weights_text(linkage.scorecard))] if args.save_weights else []
    write_whole(outputs, texts)


def _as_json(measured: Evaluation) -> dict[str, object]:
    return {
        "records": measured.records,
        "true_pairs": measured.true_pairs,
        "found_pairs": measured.found_pairs,
        "right_pairs": measured.right_pairs,
        **{
            name: {"precision": m.precision, "recall": m.recall, "f1": m.f1}
            for name, m in (("pairwise", measured.pairwise), ("b_cubed", measured.b_cubed))
        },
    }


def _as_text(measured: Evaluation) -> str:
    lines = [f"{'':10} precision  recall  F1"]
    for name, m in (("pairwise", measured.pairwise), ("B-cubed", measured.b_cubed)):
        lines.append(f"{name:10} {m.precision:9.4f}  {m.recall:.4f}  {m.f1:.4f}")
    lines.append(
        f"{measured.right_pairs} of {measured.found_pairs} found pairs are right; "
        f"{measured.true_pairs} pairs are true."
    )
    return "\n".join(lines) + "\n"
