import csv
import unicodedata
from collections import Counter
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweave.kernel.refusals import InputRefused
from commonweave.linkage.assets import load_lexicon
from commonweave.linkage.domain.lexicon import KINDS, build_lexicon, check_word
from commonweave.linkage.domain.names import Flag, read_name
from commonweave.linkage.domain.text import look_up_key, romanise, split_words

FEWEST = {"en": 280, "fr": 400, "es": 400, "pt": 250, "de": 450, "it": 280, "ca": 300, "nl": 350,
          "ko": 400, "ar": 600, "ru": 500, "uk": 400, "bg": 350, "zh": 500, "ja": 450}  # fmt: skip
SCRIPTS = {"Latn": ("LATIN",), "Cyrl": ("CYRILLIC",), "Arab": ("ARABIC",), "Grek": ("GREEK",),
           "Deva": ("DEVANAGARI",), "Hang": ("HANGUL", "PARENTHESIZED"),
           "Jpan": ("CJK", "HIRAGANA", "KATAKANA", "LATIN"),
           "Hans": ("CJK",), "Hant": ("CJK",)}  # fmt: skip


@pytest.fixture(scope="module")
def rows():
    with (files("commonweave.linkage.data") / "lexicon.csv").open(encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def spelling(row):
    tokens = tuple(look_up_key(token) for token in split_words(row["form"]))
    return row["form"].startswith("-"), tokens, row["language"]


def test_every_language_of_the_network_has_its_words(rows):
    counted = Counter(row["language"] for row in rows)
    assert {code: counted[code] for code in FEWEST if counted[code] < FEWEST[code]} == {}


def test_every_row_has_a_known_kind_and_a_concept_of_its_kind(rows):
    assert {row["kind"] for row in rows} == set(KINDS)
    assert [row["form"] for row in rows if not row["concept"].strip()] == []
    types = {row["concept"] for row in rows if row["kind"] == "type"}
    assert {row["implies"] for row in rows} - {""} <= types
    assert {row["kind"] for row in rows if row["implies"]} == {"legal"}


def test_no_form_stands_twice_in_a_language(rows):
    assert [spelling for spelling, times in Counter(map(spelling, rows)).items() if times > 1] == []


def test_every_form_holds_a_word_and_no_stray_space(rows):
    assert [row["form"] for row in rows if not spelling(row)[1]] == []
    assert [row["form"] for row in rows if row["form"] != " ".join(row["form"].split())] == []


def test_the_letters_of_a_form_are_of_its_script(rows):
    strange = [
        (row["form"], row["script"])
        for row in rows
        if not all(
            unicodedata.name(letter).startswith(SCRIPTS[row["script"]])
            for letter in row["form"]
            if letter.isalpha() and letter not in "ºª"
        )
    ]
    assert strange == []


def test_where_a_legal_form_comes_from_is_said(rows):
    forms = [row for row in rows if row["kind"] == "legal"]
    assert [row["form"] for row in forms if not row["source"]] == []
    assert all(row["source"] for row in rows)


@pytest.mark.parametrize(
    ("text", "core", "kind"),
    [
        ("СПК «Рассвет»", ["rassvet"], "cooperative"),
        ("ОСББ Надія", ["nadiya"], "association"),
        ("Народно читалище Искра 1904", ["1904", "iskra"], "association"),
        ("行唐县富民果蔬专业合作社", ["xingtangxianfumin", "~agriculture"], "cooperative"),
        ("生活協同組合コープみらい", ["mirai"], "cooperative"),
        ("NPO法人ひまわり", ["himawari"], "association"),
        ("통영새마을금고", ["tongyeong"], "credit_union"),
        ("تعاونية الأمل", ["aml"], "cooperative"),
        ("Rosa S. C. de R. L. de C. V.", ["rosa"], "cooperative"),
        ("Girasole Soc. Coop. Soc. ONLUS", ["girasole"], "cooperative"),
        ("Coöperatie Zonnebloem U.A.", ["zonnebloem"], "cooperative"),
        ("Sonnenblume Versicherungsverein auf Gegenseitigkeit", ["sonnenblume"], "mutual"),
    ],
)
def test_legal_forms_of_many_laws_leave_the_telling_words(text, core, kind):
    form = read_name(text, load_lexicon())
    assert sorted(form.words) == sorted(core)
    assert kind in form.types


@pytest.mark.parametrize("name", ["Ace Taxis Ltd", "Che Guevara Club", "Black Cat CIC", "Regen SW"])
def test_words_that_are_legal_forms_elsewhere_stay(name):
    form = read_name(name, load_lexicon())
    assert int(Flag.WORD) in form.flags


def test_of_several_meanings_the_later_kind_holds_whatever_the_order():
    meanings = [("bank", "activity", "credit", ""), ("bank", "legal", "bank", "cooperative")]
    for rows in (meanings, meanings[::-1]):
        assert build_lexicon(rows).meaning_of("bank").kind == "activity"


def test_latin_letters_are_romanised_as_the_transliterator_does():
    from normality import ascii_text

    words = [chr(code) + "a" for code in range(0xC0, 0x250) if chr(code).isalpha()]
    for word in (word.casefold() for word in words):
        reading = "".join(c for c in ascii_text(word).lower() if c.isalnum())
        assert romanise(word) == (reading or word)


TYPES = load_lexicon().concepts


def test_a_network_s_own_word_wins_over_the_shipped_one():
    own = (check_word((" Tontine ", "Type", "mutual", ""), types=TYPES),)
    assert own == (("Tontine", "type", "mutual", ""),)
    form = read_name("Tontine Espoir", load_lexicon(own))
    assert (form.words, form.types) == (("espoir",), {"mutual"})
    again = (check_word(("bakery", "stop", "stop", ""), types=TYPES),)
    assert read_name("Rosa Bakery", load_lexicon(again)).words == ("rosa",)
    assert read_name("Rosa Bakery", load_lexicon()).words == ("rosa", "~bakery")


def test_own_words_leave_the_numbers_of_the_types_as_they_are():
    own = (("tontine", "type", "mutual", ""), ("susu", "activity", "rotating_savings", ""))
    assert load_lexicon(own).concepts == load_lexicon().concepts


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("", "type", "mutual", ""), "linkage.word_form"),
        (("12 — 34", "type", "mutual", ""), "linkage.word_form"),
        (("x" * 81, "type", "mutual", ""), "linkage.word_form"),
        (("tontine", "sort", "mutual", ""), "linkage.word_kind"),
        (("tontine", "activity", "", ""), "linkage.word_concept"),
        (("tontine", "activity", "=1+1", ""), "linkage.word_concept"),
        (("tontine", "type", "circle", ""), "linkage.word_type"),
        (("tontine", "legal", "ton", "circle"), "linkage.word_type"),
    ],
)
def test_a_wrong_word_is_refused_with_its_reason(row, code):
    with pytest.raises(InputRefused) as refused:
        check_word(row, types=TYPES)
    assert refused.value.code == code
    assert "%(" not in str(refused.value)


@given(st.tuples(st.text(max_size=90), st.sampled_from(KINDS), st.text(max_size=9), st.just("")))
def test_a_word_is_refused_or_can_be_found(row):
    try:
        word = check_word(row, types=TYPES)
    except InputRefused:
        return
    assert check_word(word, types=TYPES) == word
    assert read_name(word[0], build_lexicon([], [word])).full
