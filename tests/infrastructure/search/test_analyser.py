"""What a text is found by, and how a query is read."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweave.infrastructure.search.analyser import (
    LONGEST_TEXT,
    MOST_GROUPS,
    analyse,
    analyse_query,
    whole_key,
)
from commonweave.infrastructure.search.folding import fold
from commonweave.infrastructure.search.terms import LONGEST, singular

LETTERS = "abcdefghijklmnopqrstuvwxyzéèêñçãõüßøłœæ"
STRANGE = (
    "aàÅßöøŁœıİ'’-‐._ 0٣5٥ㄱ가각힣협조합におワ東京العةىأـًкийЁήςन्ि\u0301\u200d\u00ad\"*()&|:≡≈\\\0"
)
MIXED = st.text(alphabet=STRANGE, max_size=60)
TEXTS = st.one_of(st.text(max_size=80), MIXED)


def finds(query: str, text: str) -> bool:
    """Whether every group of the query is in the text, as an index would see it."""
    terms = set(analyse(text))

    def has(term: str, prefix: bool) -> bool:
        return term in terms or (prefix and any(known.startswith(term) for known in terms))

    return all(
        any(
            all(has(term, group.prefix and term == reading[-1]) for term in reading)
            for reading in group.alternatives
        )
        for group in analyse_query(query).groups
    )


@given(TEXTS)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet=LETTERS, max_size=20))
def test_case_and_composition_make_no_difference(text: str) -> None:
    assert analyse(text) == analyse(text.upper()) == analyse(unicodedata.normalize("NFD", text))


@given(st.lists(st.text(alphabet="abcdefghijklmnopqrstuvwxyzéèêñçãõ", min_size=1, max_size=12)))
def test_accents_make_no_difference(words: list[str]) -> None:
    bare = "".join(
        letter
        for letter in unicodedata.normalize("NFD", " ".join(words))
        if not unicodedata.combining(letter)
    )
    assert analyse(bare) == analyse(" ".join(words))


@given(TEXTS)
def test_terms_are_letters_and_digits_of_bounded_length(text: str) -> None:
    for term in analyse(text):
        assert 0 < len(term) <= LONGEST
        assert not set(term) & set(" \0'\"\\:*&|!()<>_-.≡≈")


@given(TEXTS)
def test_a_text_is_found_by_its_own_words(text: str) -> None:
    assert finds(text, text)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", max_size=15))
def test_a_plural_is_cut_once_for_all_and_short_words_never(word: str) -> None:
    assert singular(singular(word)) == singular(word)
    assert len(singular(word)) >= min(3, len(word))
    if len(word) < 4:
        assert singular(word) == word


def test_the_output_is_bounded() -> None:
    assert len(analyse("협" * 1_000_000)) <= LONGEST_TEXT
    assert len(analyse("a-b'c " * 200_000)) <= 3 * LONGEST_TEXT
    assert len(analyse("9 " * 100_000)) <= 4 * LONGEST_TEXT


def test_words_beyond_what_a_query_may_hold_are_told() -> None:
    query = analyse_query(" ".join(f"word{letter}" for letter in "abcdefghijklmnopqrst"))
    assert len(query.groups) == MOST_GROUPS
    assert query.left_out == ("wordq", "wordr", "words", "wordt")


def test_a_query_without_letters_or_digits_asks_for_nothing() -> None:
    assert analyse_query("  “—” !? ").groups == ()


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("entraide", "Coopérative de l’entraide"),
        ("l'entraide", "Entraide citoyenne"),
        ("COOPERATIVE", "coopérative"),
        ("coop", "Coopérative d'habitation"),
        ("co-operative", "The Cooperative Bank"),
        ("co operative", "Cooperative Bank"),
        ("cooperative", "Co-operative Bank"),
        ("cooperative", "Co Operative Bank"),
        ("saint denis", "Régie de Saint-Denis"),
        ("saintdenis", "Régie de Saint-Denis"),
        ("scop", "S.C.O.P. du Nord"),
        ("S.C.O.P", "Scop du Nord"),
        ("workers co-op", "Workers’ Coop"),
        ("womens", "Women's Aid"),
        ("oneill", "O'Neill Trust"),
        ("o neill", "O'Neill Trust"),
        ("strasse", "Straße der Freiheit"),
        ("muller", "Müller eG"),
        ("Mueller", "Müller eG"),
        ("lodz", "Spółdzielnia Łódź"),
        ("oeuvre", "Œuvre sociale"),
        ("réseaux sociaux", "Réseau social"),
        ("charity", "Charities Commission"),
        ("mujeres", "Mujer y trabajo"),
        ("redes", "Red de economía solidaria"),
        ("asociación", "Asociaciones del barrio"),
        ("associações", "Associação de moradores"),
        ("société", "Sociétés"),
        ("525R", "Number 525 R"),
        ("525 r", "525R"),
        ("552100554", "SIREN 552 100 554"),
        ("552 100 554", "552100554"),
        ("12-345", "12345"),
        ("٥٢٥", "525"),
        ("５２５", "525"),
        ("협동조합을", "협동조합"),
        ("협동조합", "강원도 협동조합은"),
        ("사회적협동조합", "사회적 협동조합"),
        ("사회적 협동조합", "사회적협동조합"),
        ("합", "협동조합"),
        ("협", "협동조합"),
        ("東京", "東京ワーカーズコープ"),
        ("ﾜｰｶｰｽﾞ", "東京ワーカーズコープ"),
        ("تعاونية", "التعاونية الفلاحية"),
        ("والتعاونية", "تعاونية"),
        ("للتنمية", "التنمية"),
        ("تونس", "بتونس"),
        ("الإسكان", "الاسكان"),
        ("تعاونيه", "تعاونية"),
        ("جمعيات", "جمعية"),
        ("مستشفي", "مستشفى"),
        ("تعـــاون", "تَعَاوُن"),
        ("وزارة", "الوزارة"),
        ("التزام", "الالتزام"),
        ("еж", "Ёж"),
        ("συνεταιρισμος", "ΣΥΝΕΤΑΙΡΙΣΜΌΣ"),
        ("किसान", "किसान सहकारी संघ"),
        ("สหกรณ์", "สหกรณ์การเกษตร"),
    ],
)
def test_what_people_write_differently_is_found(query: str, text: str) -> None:
    assert finds(query, text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("art", "arc"),
        ("gas station", "gars station"),
        ("care centre", "car centre"),
        ("협동조합", "협동"),
        ("525R", "525 S"),
        ("تونس", "يونس"),
    ],
)
def test_what_is_different_stays_different(query: str, text: str) -> None:
    assert not finds(query, text)


def test_a_whole_name_has_one_key_however_it_is_written() -> None:
    assert whole_key("L'Entr'aide Co-op, S.A.") == whole_key("entraide COOP SA")
