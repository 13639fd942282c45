"""Records from outside are scored as if they had been in the run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from commonweave.infrastructure.engines import open_engine
from commonweave.linkage.services import link_records, score_outside
from tests.linkage.build import records

KNOWN: list[dict[str, Any]] = [
    {"name": "Boulangerie du Pont", "city": "Sherbrooke", "country": "CA",
     "email": "pont@boulange.example"},
    {"name": "Coopérative Les Semences", "city": "Rimouski", "country": "CA",
     "phone": "+1 418 555 0199"},
    {"name": "Garderie Le Pont", "city": "Sherbrooke", "country": "CA"},
]  # fmt: skip
FILLING = [{"name": f"Atelier du Pont {at}", "city": "Sherbrooke"} for at in range(40)]


def logits(asked: list[dict[str, Any]], pairs: list[tuple[int, int]], state: Path) -> list[float]:
    with open_engine() as engine:
        scored = score_outside(
            records(*({"source": "", **row} for row in asked)),
            records(*KNOWN),
            pairs,
            engine=engine,
            state=state,
        )
    return [one.logit for one in scored]


def test_a_record_from_outside_scores_as_it_would_within_a_run(tmp_path: Path) -> None:
    asked = {"name": "La boulangerie du pont", "city": "Sherbrooke", "country": "CA"}
    every = records(*KNOWN, *FILLING, {**asked, "source": "another list"})
    with open_engine() as engine:
        link_records(every, engine=engine)
        within = {
            (row["l"], row["r"]): row["logit"]
            for row in engine.fetch("SELECT l, r, logit FROM scored").to_pylist()
        }
    with open_engine() as engine:
        link_records(records(*KNOWN, *FILLING), engine=engine, state=tmp_path)
    outside = logits([asked], [(0, 0)], tmp_path)
    assert outside == pytest.approx([within[0, len(KNOWN) + len(FILLING)]], abs=0.15)


def test_words_that_are_common_in_the_register_weigh_less_than_the_candidates_alone_tell(
    tmp_path: Path,
) -> None:
    with open_engine() as engine:
        link_records(
            records(*KNOWN, *({**row, "source": "list0"} for row in FILLING * 10)),
            engine=engine,
            state=tmp_path / "state",
        )
    asked = [{"name": "Pont", "city": "Sherbrooke"}]
    [told] = logits(asked, [(0, 2)], tmp_path / "state")
    [alone] = logits(asked, [(0, 2)], tmp_path / "none")
    assert told < alone


def test_every_pair_is_scored_in_its_place(tmp_path: Path) -> None:
    asked = [{"name": "Coopérative les semences"}, {"name": "Boulangerie du Pont"}]
    scores = logits(asked, [(0, 0), (0, 1), (1, 0), (1, 1)], tmp_path)
    assert scores[1] > scores[0]
    assert scores[2] > scores[3]


def test_no_pairs_give_no_scores(tmp_path: Path) -> None:
    assert logits([{"name": "Nobody"}], [], tmp_path) == []
