"""Reasons as a lay reader meets them."""

from __future__ import annotations

from commonweave.linkage.domain.words import ABSENT, REASONS
from commonweave.registry.words import list_reasons


def test_reasons_that_tell_of_a_silence_stand_apart_with_their_sum() -> None:
    told = list_reasons(
        [
            {"code": "site.-", "weight": 0.8},
            {"code": "place.town", "weight": 1.5},
            {"code": "list.-", "weight": -0.4},
            {"code": "name.same", "weight": 4.2},
        ]
    )
    assert told.said == ["same name (+4.2)", "same town (+1.5)"]
    assert told.absent == ["no website to compare (+0.8)", "from different lists (-0.4)"]
    assert told.absent_weight == "+0.4"


def test_a_reason_of_an_old_run_is_told_by_its_code() -> None:
    assert list_reasons([{"code": "gone.level", "weight": 1.0}]).said == ["gone.level"]


def test_a_shared_or_differing_value_never_tells_of_a_silence() -> None:
    levels = {code.rpartition(".")[2] for code in ABSENT}
    assert levels == {"-", "one_side"}
    assert "word.-" in set(REASONS) - ABSENT
