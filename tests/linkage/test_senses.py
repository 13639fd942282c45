import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweave.linkage.assets import load_lexicon
from commonweave.linkage.domain.lexicon import build_lexicon
from commonweave.linkage.domain.names import read_name
from commonweave.linkage.domain.text import look_up_key, romanise, skeleton

HANGUL = st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=1)


def senses(name):
    lexicon = load_lexicon()
    return {lexicon.sense_of(word) for word in read_name(name, lexicon).words}


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Espoir", "تعاونية الأمل"),
        ("Hope", "Кооперация Надежда"),
        ("Sunrise Co-op", "СПК «Рассвет»"),
        ("Rainbow", "무지개협동조합"),
        ("Kyiv", "Київ"),
        ("Napoli", "Неаполь"),
        ("Genève", "Genf"),
        ("Casablanca", "الدار البيضاء"),
    ],
)
def test_themes_and_places_have_one_sense_in_every_language(left, right):
    assert senses(left) == senses(right)
    assert all(sense.startswith("=") for sense in senses(left))


def test_a_theme_stays_the_word_that_it_is():
    lexicon = load_lexicon()
    assert read_name("Coopérative Espérance", lexicon).words == ("esperance",)
    assert read_name("Coopérative Espoir", lexicon).words == ("espoir",)


def test_of_a_theme_and_a_place_names_mean_the_theme_and_towns_the_place():
    rows = [("lion", "theme", "lion", ""), ("lion", "place", "lyon", "")]
    for lexicon in (build_lexicon(rows), build_lexicon(rows[::-1])):
        assert (lexicon.sense_of("lion"), lexicon.town_of("lion")) == ("=lion", "=lyon")


@pytest.mark.parametrize(
    ("left", "right"),
    [("الدار البيضاء", "casablanca"), ("wien", "vienna"), ("koln", "cologne"), ("seoul", "seoul")],
)
def test_a_town_is_one_in_every_language(left, right):
    lexicon = load_lexicon()
    left = " ".join(map(romanise, left.split()))
    assert lexicon.town_of(left) == lexicon.town_of(right)


@given(st.text("bdfgklmnrst aeiou", max_size=12))
def test_what_the_lexicon_does_not_know_is_told_by_its_sound(word):
    lexicon = build_lexicon([])
    assert lexicon.sense_of(word) == skeleton(word)
    assert lexicon.town_of(word) == skeleton(word.replace(" ", ""))


@pytest.mark.parametrize(
    ("word", "latin"),
    [
        ("харків", "kharkiv"),
        ("вінниця", "vinnitsya"),
        ("пловдив", "plovdiv"),
        ("누리", "nuri"),
        ("독립문", "dokripmun"),
        ("좋은", "joeun"),
        ("학원", "hagwon"),
        ("للنقل", "nql"),
        ("النقل", "nql"),
    ],
)
def test_words_are_spelled_as_names_spell_them_in_latin_letters(word, latin):
    assert romanise(word) == latin


@given(HANGUL)
def test_hangul_is_spelled_in_the_letters_of_names(word):
    assert romanise(word).isascii()
    assert romanise(word).isalpha()


@pytest.mark.parametrize("article", ["", "ال", "لل", "وال", "بال"])
def test_arabic_words_are_looked_up_without_their_article(article):
    assert look_up_key(f"{article}تنمية") == "تنمية"
