"""Which known words may be meant by an unknown one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweave.infrastructure.search.spelling import (
    index_keys,
    nearby_syllables,
    nearest_words,
    query_keys,
)

WORDS = st.text(alphabet="abcde", min_size=4, max_size=12)
EDITS = ["drop", "swap", "wrong", "more"]


@given(
    WORDS,
    st.integers(0, 11),
    st.sampled_from("abcde"),
    st.sampled_from(EDITS),
)
def test_every_word_one_edit_away_shares_a_key(word: str, at: int, letter: str, edit: str) -> None:
    at %= len(word) - 1
    typed = {
        "drop": word[:at] + word[at + 1 :],
        "swap": word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        "wrong": word[:at] + letter + word[at + 1 :],
        "more": word[:at] + letter + word[at:],
    }[edit]
    assert index_keys(word) & query_keys(typed)
    assert nearest_words(typed, [word])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("solidairre", "solidaire"),
        ("cooperatvie", "cooperative"),
        ("кооперотив", "кооператив"),
        ("협돈조합", "협동조합"),
        ("협동합", "협동조합"),
        ("تعاونبه", "تعاونيه"),
        ("التعاونبه", "تعاونيه"),
    ],
)
def test_a_slip_is_near_the_word_in_every_script(typed: str, meant: str) -> None:
    assert index_keys(meant) & query_keys(typed)
    assert [word for _, word in nearest_words(typed, [meant])] == [meant]


def test_short_words_are_not_mended() -> None:
    assert query_keys("ab") == set()


def test_nearer_words_come_first_and_far_ones_not_at_all() -> None:
    found = nearest_words("solidarite", ["solidarites", "solitaire", "solidaritos", "mutuelle"])
    assert [word for _, word in found] == ["solidarites", "solidaritos"]


def test_a_syllable_has_neighbours_one_letter_away() -> None:
    near = nearby_syllables("돈")
    assert "동" in near
    assert "돈" not in near
    assert len(near) == len(set(near)) == 65
