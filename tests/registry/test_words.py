"""Reasons as a lay reader meets them."""

from __future__ import annotations

import re

from commonweave.linkage.assets import load_scorecard
from commonweave.linkage.domain.waterfall import chance
from commonweave.linkage.domain.words import ABSENT, REASONS
from commonweave.registry.markup_waterfall import waterfall_html
from commonweave.registry.words import said_reasons


def test_reasons_that_tell_of_a_silence_are_not_among_those_that_say_something() -> None:
    told = said_reasons(
        [
            {"code": "site.-", "weight": 0.8},
            {"code": "place.town", "weight": 1.5},
            {"code": "list.-", "weight": -0.4},
            {"code": "name.same", "weight": 4.2},
        ]
    )
    assert told == ["same name (+4.2)", "same town (+1.5)"]


def test_a_reason_of_an_old_run_is_told_by_its_code() -> None:
    assert said_reasons([{"code": "gone.level", "weight": 1.0}]) == ["gone.level (+1.0)"]


def test_the_reckoning_of_a_pair_is_told_row_by_row_from_the_base_rate_to_the_sum() -> None:
    base = load_scorecard().intercept
    reasons = [
        {"code": "site.-", "weight": 0.8},
        {"code": "place.town", "weight": -1.5},
        {"code": "name.same", "weight": 6.0},
    ]
    drawn = waterfall_html(reasons, chance(base + 6.0 - 1.5 + 0.8 + 0.5))
    rows = re.findall(r'<th role="rowheader" scope="row">(.*?)</th>', drawn)
    assert rows[0].startswith("At the start: of pairs that say nothing yet, one in ")
    assert rows[1:3] == ["same name", "same town"]
    assert "no website to compare (+0.8)" in rows[3]
    assert rows[4:] == ["All slighter reasons together", "Together"]
    assert re.findall(r'class="number">([+-][\d.]+)<', drawn) == [
        f"{base:+.1f}", "+6.0", "-1.5", "+0.8", "+0.5", f"{base + 5.8:+.1f}",
    ]  # fmt: skip
    against = sum(weight < 0 for weight in (base, -1.5, base + 5.8))
    assert drawn.count('class="against"') == against
    assert "style=" not in drawn


def test_values_in_a_reckoning_are_escaped() -> None:
    reason = {"code": "word.one", "weight": 2.0, "values": {"word": "<b>"}}
    assert "&lt;b&gt;" in waterfall_html([reason], 0.5)


def test_a_shared_or_differing_value_never_tells_of_a_silence() -> None:
    levels = {code.rpartition(".")[2] for code in ABSENT}
    assert levels == {"-", "one_side"}
    assert "word.-" in set(REASONS) - ABSENT
