"""Every level that a pair can have can be said in words."""

from commonweave.linkage.domain.scorecard import LEVELS
from commonweave.linkage.domain.words import REASONS, reason_words


def test_every_level_of_the_scorecard_has_words_and_no_words_are_left_over() -> None:
    assert set(REASONS) == {f"{feature}.{level}" for feature in LEVELS for level in LEVELS[feature]}


def test_a_reason_says_its_value_and_its_signed_weight() -> None:
    reason = {"code": "identifier.same", "weight": 6.02, "values": {"identifier": "525R"}}
    assert reason_words(reason) == "same registered number 525R (+6.0)"
    assert reason_words({**reason, "values": {}, "weight": -1}).endswith("(-1.0)")
