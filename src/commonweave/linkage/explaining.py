"""Why two records are, or are not, held to be one body: all that a run knows about a pair."""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal, TypeAlias

import numpy as np

from commonweave.infrastructure.engines.port import ArrowTable, Engine
from commonweave.linkage.blocking_keys import KEYS
from commonweave.linkage.columns import build_columns, rows_of
from commonweave.linkage.compare import compare_pairs
from commonweave.linkage.domain.fitting import Levels
from commonweave.linkage.domain.judgements import Judgement, Settled, Verdict, settle_judgements
from commonweave.linkage.domain.scorecard import Scorecard
from commonweave.linkage.domain.settings import LinkSettings
from commonweave.linkage.preparation import RECORD_COLUMNS
from commonweave.linkage.reasons import write_reasons
from commonweave.linkage.scoring import by_sources, log_odds, weigh
from commonweave.linkage.services import Linkage
from commonweave.linkage.standing import STANDING

KeyState: TypeAlias = Literal["proposed", "crowded", "differs", "left", "right", "neither"]
"""`crowded`: shared by too many; `left`, `right`: only that record has what the key needs."""


@dataclass(frozen=True)
class Answer:
    """What people's answers say of a pair: the verdict that holds, `through` third records or not.

    An answer that gave way to later ones is `overruled`.
    """

    verdict: Verdict
    through: bool = False
    overruled: bool = False


@dataclass(frozen=True)
class Between:
    """The evidence between two clusters: its mean in log-odds over all `pairs`."""

    mean: float
    pairs: int
    compared: int


@dataclass(frozen=True)
class Hop:
    """One step of the way from record to record; `logit` is None where an answer joins the two."""

    left: str
    right: str
    logit: float | None


@dataclass(frozen=True)
class Explanation:
    """All about one pair; log-odds throughout.

    `left`, `right`: what the records say, by column. `compared`: whether a key proposed the pair;
    its weights are told in any case. `reasons` lead from `base` to `total`. `clusters`: the ids of
    both; `path`: where they are one, the ways of likely links and answers that lead from one record
    to the other; `between`: where they are two, the evidence between them.
    """

    left: Mapping[str, Any]
    right: Mapping[str, Any]
    compared: bool
    keys: Mapping[str, KeyState]
    base: float
    reasons: Sequence[Mapping[str, Any]]
    total: float
    cut: float
    ask: float
    answer: Answer | None
    clusters: tuple[str, str]
    path: Sequence[Hop]
    between: Between | None


def explain_pairs(
    pairs: Iterable[tuple[str, str]],
    *,
    engine: Engine,
    records: ArrowTable,
    linkage: Linkage,
    judgements: Sequence[Judgement] = (),
    settings: LinkSettings | None = None,
) -> list[Explanation]:
    """Explain pairs of record ids of the run whose tables the engine still holds.

    `records`, `judgements` and `settings` are what the run was given. Raises KeyError for a record
    that it did not have.
    """
    settings = settings or LinkSettings()
    settled = settle_judgements(judgements, known=linkage.clusters.__contains__)
    return [
        _explain(pair, engine, records, linkage, (settled, judgements), settings) for pair in pairs
    ]


def _explain(
    pair: tuple[str, str],
    engine: Engine,
    records: ArrowTable,
    linkage: Linkage,
    answers: tuple[Settled, Sequence[Judgement]],
    settings: LinkSettings,
) -> Explanation:
    left, right = pair
    said = _record(records, left), _record(records, right)
    rids = _rids(engine, pair)
    keys, compared = _keys(engine, rids[left], rids[right])
    base, reasons, total = _evidence(engine, rids[left], rids[right], linkage.scorecard)
    clusters = linkage.clusters
    home = clusters[left], clusters[right]
    scored = _scored(engine, [record for record, name in clusters.items() if name in home])
    cut = log_odds(settings.link_threshold)
    joined = home[0] == home[1]
    return Explanation(
        left=said[0],
        right=said[1],
        compared=compared,
        keys=keys,
        base=base,
        reasons=reasons,
        total=total,
        cut=cut,
        ask=log_odds(settings.ask_threshold),
        answer=_answer(*answers, left, right),
        clusters=home,
        path=_path(scored, _joined(*answers), pair, cut) if joined else (),
        between=None if joined else _between(engine, scored, clusters, settings, home),
    )


def _record(records: ArrowTable, record_id: str) -> dict[str, Any]:
    import pyarrow.compute as pc

    row = pc.index(records.column("record_id"), record_id).as_py()
    if row < 0:
        raise KeyError(record_id)
    cells = records.slice(row, 1).to_pylist()[0]
    said = {name: cells.get(name) for name in RECORD_COLUMNS}
    return {name: value for name, value in said.items() if value not in (None, "")}


def _rids(engine: Engine, record_ids: Sequence[str]) -> dict[str, int]:
    import pyarrow as pa

    engine.load("asked", pa.table({"record_id": pa.array(record_ids, pa.string())}))
    rows = engine.fetch("SELECT record_id, rid FROM rec SEMI JOIN asked USING (record_id)")
    return {row["record_id"]: row["rid"] for row in rows.to_pylist()}


def _scored(engine: Engine, members: Sequence[str]) -> dict[tuple[str, str], float]:
    """Return the log-odds of the compared pairs between some records."""
    record_of = {rid: record for record, rid in _rids(engine, members).items()}
    rows = engine.fetch(
        "SELECT l, r, logit FROM weighed "
        "WHERE l IN (SELECT rid FROM rec SEMI JOIN asked USING (record_id)) "
        "AND r IN (SELECT rid FROM rec SEMI JOIN asked USING (record_id)) ORDER BY l, r"
    )
    return {(record_of[row["l"]], record_of[row["r"]]): row["logit"] for row in rows.to_pylist()}


def _keys(engine: Engine, left: int, right: int) -> tuple[dict[str, KeyState], bool]:
    """Return the state of each key, and whether one of them proposed the pair."""
    low, high = sorted((left, right))
    rows = engine.fetch(f"SELECT bits FROM pairs WHERE l = {low} AND r = {high}").to_pylist()
    bits = rows[0]["bits"] if rows else 0
    held: dict[tuple[str, int], set[Any]] = {}
    for row in engine.fetch(
        f"SELECT rid, kind, h1 FROM keys WHERE rid IN ({left}, {right})"
    ).to_pylist():
        held.setdefault((KEYS[row["kind"]], row["rid"]), set()).add(row["h1"])
    states: dict[str, KeyState] = {}
    for at, key in enumerate(KEYS):
        one, two = held.get((key, left), set()), held.get((key, right), set())
        if bits >> at & 1:
            states[key] = "proposed"
        elif one and two:
            states[key] = "crowded" if one & two else "differs"
        else:
            states[key] = "left" if one else "right" if two else "neither"
    return states, bool(rows)


def _evidence(
    engine: Engine, left: int, right: int, weights: Scorecard
) -> tuple[float, list[dict[str, Any]], float]:
    """Return base, reasons and total of a pair, compared by a key or not."""
    import pyarrow as pa

    columns = build_columns(engine, where=f"rid IN ({left}, {right})")
    ends = [rows_of(columns, pa.array([rid])) for rid in (left, right)]
    [(scorecard, _)] = by_sources(columns, ends[0], ends[1], weights)
    standing = _standing(engine, left, right)
    levels = compare_pairs(columns, *ends).levels
    levels[:, STANDING] = standing
    total = weigh(levels, scorecard)
    [reasons] = write_reasons(columns, ends[0], ends[1], scorecard, standing)
    return scorecard.intercept, json.loads(reasons), float(total[0])


def _standing(engine: Engine, left: int, right: int) -> Levels:
    """Return the level of a pair beside its rivals, as one row."""
    low, high = sorted((left, right))
    rows = engine.fetch(f"SELECT level FROM standing WHERE l = {low} AND r = {high}").to_pylist()
    return np.array([row["level"] for row in rows] or [0], np.uint8)


def _answer(
    settled: Settled, judgements: Sequence[Judgement], left: str, right: str
) -> Answer | None:
    pair = (min(left, right), max(left, right))
    direct = next((one for one in reversed(judgements) if one.pair == pair), None)
    overruled = any(one.overruled is direct for one in settled.contradictions)
    if direct and not overruled:
        return Answer(direct.verdict)
    if overruled and direct:
        return Answer(direct.verdict, overruled=True)
    find = settled.together.find
    groups = {find(left), find(right)}
    if len(groups) == 1:
        return Answer("same", through=True)
    if any({find(a), find(b)} == groups for a, b in settled.apart):
        return Answer("different", through=True)
    return None


def _joined(settled: Settled, judgements: Sequence[Judgement]) -> list[tuple[str, str]]:
    """Return the pairs that answers join and still hold."""
    find = settled.together.find
    said = (one.pair for one in judgements if one.verdict == "same")
    return [pair for pair in said if find(pair[0]) == find(pair[1])]


def _path(
    scored: Mapping[tuple[str, str], float],
    answered: Iterable[tuple[str, str]],
    ends: tuple[str, str],
    cut: float,
) -> list[Hop]:
    """Return the shortest way over likely links and answers, empty where there is none."""
    ways: dict[str, dict[str, float | None]] = {}
    likely = [(a, b, logit) for (a, b), logit in scored.items() if logit >= cut]
    for a, b, logit in [*likely, *((*pair, None) for pair in answered)]:
        ways.setdefault(a, {})[b] = ways.setdefault(b, {})[a] = logit
    came: dict[str, str] = {ends[0]: ends[0]}
    waiting = deque([ends[0]])
    while waiting and ends[1] not in came:
        here = waiting.popleft()
        for there in sorted(ways.get(here, ())):
            if there not in came:
                came[there] = here
                waiting.append(there)
    if ends[1] not in came:
        return []
    way = [ends[1]]
    while way[-1] != ends[0]:
        way.append(came[way[-1]])
    return [Hop(a, b, ways[a][b]) for a, b in pairwise(reversed(way))]


def _between(
    engine: Engine,
    scored: Mapping[tuple[str, str], float],
    clusters: Mapping[str, str],
    settings: LinkSettings,
    home: tuple[str, str],
) -> Between:
    """Return the mean evidence between two clusters, as the clustering reckons it.

    The table `asked` holds their records.
    """
    rows = engine.fetch("SELECT record_id, source FROM rec SEMI JOIN asked USING (record_id)")
    source = {row["record_id"]: row["source"] for row in rows.to_pylist()}
    lists = [
        Counter(at for record, at in source.items() if clusters[record] == name) for name in home
    ]
    across = [
        (source[a] == source[b], logit)
        for (a, b), logit in scored.items()
        if clusters[a] != clusters[b]
    ]
    pairs = lists[0].total() * lists[1].total()
    same = sum(count * lists[1][name] for name, count in lists[0].items())
    same_unscored = same - sum(in_one for in_one, _ in across)
    unscored = pairs - len(across) - same_unscored
    total = sum(logit for _, logit in across)
    total += same_unscored * settings.unscored_same_list + unscored * settings.unscored
    return Between(total / pairs, pairs, len(across))
