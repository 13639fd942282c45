"""Public ids: read in any spelling, a slip of the finger is noticed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweave.kernel.ids import ALPHABET, LENGTH, public_id, read_public_id

numbers = st.integers(0, 32**LENGTH - 1)


@given(numbers)
def test_an_id_reads_back_in_any_spelling(number: int) -> None:
    made = public_id(number, "cw")
    loose = made.upper().replace("0", "O")
    assert read_public_id(f"  {loose} ", "cw") == made


@given(numbers, numbers)
def test_two_numbers_never_share_an_id(one: int, other: int) -> None:
    assert (public_id(one, "cw") == public_id(other, "cw")) == (one == other)


@given(numbers, st.integers(0, LENGTH), st.sampled_from(ALPHABET))
def test_most_wrong_characters_are_noticed(number: int, at: int, wrong: str) -> None:
    head, tail = public_id(number, "cw").split("-")
    spoiled = tail[:at] + wrong + tail[at + 1 :]
    if spoiled != tail and (ALPHABET.index(wrong) - ALPHABET.index(tail[at])) % 31:
        assert read_public_id(f"{head}-{spoiled}", "cw") is None


@pytest.mark.parametrize("text", ["", "cw", "cw-", "xx-00000000", "cw-0000000", "cw-€0000000!"])
def test_what_is_not_an_id_is_none(text: str) -> None:
    assert read_public_id(text, "cw") is None


@pytest.mark.parametrize("number", [-1, 32**LENGTH])
def test_a_number_out_of_range_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="holds a number"):
        public_id(number, "cw")
