"""The review of a run: a re-fit by the answers, an estimate from them, and the next questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from commonweave.infrastructure.engines.port import Engine
from commonweave.linkage.asking import (
    Frame,
    Question,
    estimate_run,
    pick_questions,
    read_frame,
    refit_answers,
    together,
)
from commonweave.linkage.domain.judgements import Judgement
from commonweave.linkage.domain.refit import Refit
from commonweave.linkage.domain.scorecard import Scorecard
from commonweave.linkage.domain.settings import LinkSettings
from commonweave.linkage.running import Run, score_pairs
from commonweave.linkage.standing import weigh_standing
from commonweave.linkage.state import open_state, show_state


@dataclass(frozen=True)
class Review:
    """The answers beside the pairs of a run as the weights scored them before any re-fit."""

    run: Run
    frame: Frame
    scorecard: Scorecard

    def refit(self) -> None:
        """Fit the weights to the answers; where that helps, score all pairs anew by them."""
        run = self.run
        run.step("refit", 0.85)
        refit = refit_answers(run.engine, self.frame, self.scorecard, run.settings)
        run.report["refit"] = refit.figures() | {"not_compared": self.frame.outside}
        if refit.adjustment is not None:
            run.scorecard = self.scorecard.adjusted(refit.adjustment)
            score_pairs(run, "TRUE", 0.85, 0.9, into="scored")
            weigh_standing(run.engine, run.scorecard, run.settings)

    def estimate(self, clusters: Mapping[str, str], unanswered: Mapping[str, str]) -> None:
        """Report precision and recall of the clusters, from the answers alone."""
        estimate = estimate_run(
            self.frame, together(self.frame, clusters), together(self.frame, unanswered)
        )
        self.run.report["estimate"] = asdict(estimate) if estimate else None

    def questions(self, wanted: int) -> list[Question]:
        """Return the pairs most worth an answer."""
        run = self.run
        return pick_questions(run.engine, self.frame, wanted, self.scorecard)


def open_review(run: Run, judgements: Sequence[Judgement]) -> Review:
    """Open the review of a run whose pairs are in the tables `scored` and `standing`."""
    return Review(run, read_frame(run.engine, judgements, run.settings), run.scorecard)


def ask_about_touched(
    run: Run, judgements: Sequence[Judgement], reached: str, wanted: int
) -> list[Question]:
    """Return the pairs most worth an answer among those that a condition on `l, r` names."""
    run.engine.run(f"CREATE OR REPLACE TABLE reached AS SELECT * FROM scored WHERE {reached}")
    frame = read_frame(
        run.engine,
        judgements,
        run.settings,
        pairs="reached",
        where="rid IN (SELECT l FROM reached UNION SELECT r FROM reached)",
    )
    return pick_questions(run.engine, frame, wanted, run.scorecard)


def refit_source(
    source: str,
    *,
    state: Path,
    engine: Engine,
    settings: LinkSettings,
    scorecard: Scorecard,
    judgements: Sequence[Judgement],
) -> Refit:
    """Fit what a source adds to the weights to the answers on its records, by a stored linkage.

    Raises StateStale where there is no state of these settings and weights.
    """
    show_state(engine, open_state(engine, state, settings, scorecard), new=False)
    weigh_standing(engine, scorecard, settings)
    frame = read_frame(engine, judgements, settings)
    return refit_answers(engine, frame, scorecard, settings, source)
