"""Records from outside are scored as if they had been in the run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from commonweave.infrastructure.engines import open_engine
from commonweave.linkage.services import (
    Adjustment,
    LinkSettings,
    Scorecard,
    link_records,
    load_scorecard,
    score_outside,
)
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


def test_a_record_from_outside_is_read_with_the_words_and_the_weights_of_the_run(
    tmp_path: Path,
) -> None:
    pairs = [(0, 1)]
    asked = [{"name": "Zugruppe Les Semences", "city": "Rimouski", "country": "CA"}]
    shipped = load_scorecard()
    settings = LinkSettings(words=(("zugruppe", "type", "cooperative", ""),))
    adjusted = Scorecard(
        shipped.intercept, shipped.weights, {"KNOWN": Adjustment(intercept=-2.0, weights={})}
    )
    told = {}
    for name, use, card in (
        ("plain", LinkSettings(), shipped),
        ("words", settings, shipped),
        ("both", settings, adjusted),
    ):
        with open_engine() as engine:
            every = records(*({**row, "source": "KNOWN"} for row in KNOWN))
            link_records(every, engine=engine, state=tmp_path / name, settings=use, scorecard=card)
        with open_engine() as engine:
            outside = records(*({**row, "source": ""} for row in asked))
            [scored] = score_outside(outside, every, pairs, engine=engine, state=tmp_path / name)
        told[name] = scored.logit
    assert told["words"] > told["plain"] + 1
    assert told["both"] == pytest.approx(told["words"] - 2.0, abs=1e-6)


@pytest.mark.parametrize(
    "clue", [{"postcode": "G5L 1A1"}, {"lat": 48.45, "lon": -68.53}], ids=["postcode", "point"]
)
def test_a_town_that_is_not_named_is_told_by_what_the_register_knows(
    tmp_path: Path, clue: dict[str, Any]
) -> None:
    place = {"city": "Rimouski", "country": "CA", "postcode": "G5L 1A1"}
    others = [{"name": f"Voisin {at}", **place, "lat": 48.451, "lon": -68.531} for at in range(4)]
    with open_engine() as engine:
        link_records(records(*KNOWN, *others), engine=engine, state=tmp_path / "state")
    asked = [{"name": "Les Semences", "country": "CA", **clue}]
    [told] = logits(asked, [(0, 1)], tmp_path / "state")
    [alone] = logits(asked, [(0, 1)], tmp_path / "none")
    with open_engine() as engine:
        [scored] = score_outside(
            records(*({"source": "", **row} for row in asked)),
            records(*KNOWN),
            [(0, 1)],
            engine=engine,
            state=tmp_path / "state",
        )
    assert told > alone
    assert "place.town" in {reason["code"] for reason in scored.reasons}
