from unittest.mock import patch

from hypothesis import example, given, settings
from hypothesis import strategies as st

from commonweave.linkage.assets import load_lexicon
from commonweave.linkage.domain import names
from commonweave.linkage.domain.names import read_name, split_aliases
from commonweave.linkage.domain.text import fold, is_latin, is_unspaced, split_words
from tests.linkage import names_reference as plain

LEXICON = load_lexicon()
FORMS = sorted({" ".join(keys) for found in LEXICON.phrases.values() for keys, _ in found})
SIGNS = (
    "co-op", "Co op", "CO. OP", "c'o-op", "co‐ op", "co–op", "scoop", "coop", "co?-op", "co",
    "L'", "l’", "dell`", "qu'", "d´", "s'", "′", "O'Neill", "boy?s", "boy\ufffds", "?",
    "S.C.I.C.", "e.V.", "a.b", ".", "..", "A B C", "u n o", "x", "7", "1st", "2e", "007", "&", "+",
    " t/a ", " T/A ", " trading as ", " aka ", " A.K.A ", " a.ka. ", " formerly ", " dba ",
    " d/b/a ", " / ", " | ", "/", "|", " also \u212anown as ", " al\u017fo known a\u017f ",
    "(RHC)", "[R.H.C.]", "（社）", "(one of three words)", "(", ")", "( )", "\0", "\t", "\u2003",
    "\x1c", "\u0085", "\ud800", "\udfff", "👩‍🌾", "🏳️‍🌈", "\u200f", "\u202e", "\u200d", "\u0301",
    "e\u0301", "É", "ß", "İ", "ı", "ø", "ё", "Ё", "Ώ", "ᾳ", "ﬁ", "ﷺ", "ＡＢＣ", "①", "½", "²",
    "ـ", "أمل", "جَمعية", "ى", "ال", "٣", "한", "살림", "사회적협동조합", "生協", "カナ", "ｶﾅ", "々",
    "𝔖𝔠", "𠀀", "\U000e0001", "\uffff", "मैत्री", "ไทย", "_", "-", "’", "¿", "€", "\u00ad",
)  # fmt: skip
letters = st.characters(exclude_categories=())  # lone surrogates too
pieces = st.one_of(st.sampled_from(SIGNS), st.sampled_from(FORMS), st.text(letters, max_size=6))
texts = st.tuples(st.sampled_from(["", " "]), st.lists(pieces, max_size=12)).map(
    lambda drawn: drawn[0].join(drawn[1])
)


@settings(max_examples=400)
@given(texts)
@example("L'" * 300)
@example("ﷺ" * 400)
@example("a " * 199 + "bc")
@example("x" * 5000)
def test_texts_are_folded_and_split_as_in_plain_python(text):
    assert fold(text) == plain.fold(text)
    assert split_words(text) == plain.split_words(text)
    assert is_latin(text) == plain.is_latin(text)
    assert is_unspaced(text) == plain.is_unspaced(text)


def test_every_letter_is_split_as_in_plain_python():
    for start in range(0, 0x110000, 128):
        text = "ab".join(map(chr, range(start, start + 128)))
        assert split_words(text) == plain.split_words(text)


@settings(max_examples=400)
@given(texts)
@example("The Co-operative Group")
@example("GmbH")
@example("Los Olivos S. Coop. And. S. Coop. And.")
def test_names_are_taken_apart_as_in_plain_python(text):
    with patch.object(names, "is_one_name", return_value=False):
        looked_for = split_aliases(text)
    assert split_aliases(text) == looked_for
    assert read_name(text, LEXICON) == plain.read_name(text, LEXICON)


def test_every_form_of_the_lexicon_is_read_as_in_plain_python():
    for form in FORMS:
        for text in (form, f"Rosa {form}", f"{form} Rosa"):
            assert read_name(text, LEXICON) == plain.read_name(text, LEXICON)
