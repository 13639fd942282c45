"""What to ask of single sources after a run, and how good the links of their records are.

The choice is that of a whole run (`domain.questions`), among the pairs with a record of the source;
so is the estimate. After an update, only the components of judged records are clustered a second
time without obeying the answers: in all others there is nothing to obey.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from commonweave.infrastructure.engines.port import Engine
from commonweave.linkage.asking import (
    Frame,
    Question,
    estimate_run,
    pick_questions,
    read_frame,
    read_sources,
    together,
)
from commonweave.linkage.domain.estimates import Estimate
from commonweave.linkage.domain.judgements import Judgement
from commonweave.linkage.domain.questions import Flags
from commonweave.linkage.domain.scorecard import Scorecard
from commonweave.linkage.domain.settings import LinkSettings
from commonweave.linkage.running import Run, group_touched
from commonweave.linkage.standing import weigh_standing


@dataclass(frozen=True)
class Wish:
    """What is wanted of a source: so many `questions`, and an estimate.

    `drawn` are the pairs (record ids in order) that were drawn for the source before. Only answers
    on them are a sample by chance of its pairs; the estimate leaves others out, though they are
    obeyed.
    """

    questions: int
    drawn: AbstractSet[tuple[str, str]] = frozenset()


@dataclass(frozen=True)
class Survey:
    """Questions on pairs with a record of one source, in the order of asking, and the estimate.

    `estimate` is None where there are too few answers.
    """

    questions: list[Question]
    estimate: Estimate | None


def survey_sources(
    wishes: Mapping[str, Wish],
    *,
    engine: Engine,
    settings: LinkSettings,
    scorecard: Scorecard,
    judgements: Sequence[Judgement],
) -> dict[str, Survey]:
    """Survey the sources that `wishes` names.

    To be called with the engine, settings, weights and judgements of a run that has just been made:
    its tables are read.
    """
    if not wishes:
        return {}
    weigh_standing(engine, scorecard, settings)
    frame = read_frame(engine, judgements, settings)
    ends = read_sources(engine, frame)
    links = _read_links(Run(engine, settings, lambda *_: None, scorecard=scorecard), frame)
    surveys: dict[str, Survey] = {}
    for source, wish in wishes.items():
        rows = (ends[0] == source) | (ends[1] == source)
        part = frame.part(rows)
        now, without = (linked[rows] for linked in links)
        surveys[source] = Survey(
            pick_questions(engine, part, wish.questions, scorecard),
            estimate_run(part.sampled(wish.drawn), now, without),
        )
    return surveys


def _read_links(run: Run, frame: Frame) -> tuple[Flags, Flags]:
    """Say of each pair whether the run links it, and whether it would without the answers."""
    engine = run.engine
    found = engine.fetch("SELECT record_id, cluster FROM clusters")
    clusters = dict(
        zip(found.column("record_id").to_pylist(), found.column("cluster").to_pylist(), strict=True)
    )
    now = together(frame, clusters)
    ends = "SELECT l FROM answered UNION SELECT r FROM answered"
    judged = f"SELECT record_id FROM rec WHERE rid IN ({ends})"
    engine.run(
        "CREATE OR REPLACE TABLE surveyed AS SELECT rid FROM rec JOIN clusters USING (record_id) "
        f"WHERE component IN (SELECT component FROM clusters WHERE record_id IN ({judged}))"
    )
    unanswered = group_touched(run, "rid IN (SELECT rid FROM surveyed)", ())
    return now, together(frame, {**clusters, **unanswered.by_record()})
