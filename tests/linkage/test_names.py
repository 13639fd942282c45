import pytest

from commonweave.linkage.assets import load_lexicon
from commonweave.linkage.domain.names import Flag, read_name, split_aliases
from commonweave.linkage.domain.text import romanise, skeleton, split_words


def words(text):
    return read_name(text, load_lexicon()).words


@pytest.mark.parametrize(
    ("text", "core", "kind"),
    [
        ("Los Olivos, S. Coop. And.", ("olivos",), "cooperative"),
        ("S. Coop. And. Los Olivos", ("olivos",), "cooperative"),
        ("SCIC L'Alegria", ("alegria",), "cooperative"),
        ("북한살림사회적협동조합", ("bukhansallim",), "cooperative"),
        ("СНЦ Приятели", ("priyateli",), "association"),
        ("UAB Gija", ("gija",), None),
        ("Hofkollektiv e.V.", ("hofkollektiv",), "association"),
        ("جمعية الأمل ش.م.م", ("aml",), "association"),
        ("Energiegenossenschaft Starkenburg eG", ("starkenburg", "~energy"), "cooperative"),
        ("Ateneu, SCCL", ("ateneu",), "cooperative"),
        ("Le Grenier, OBNL", ("grenier",), "association"),
    ],
)
def test_type_words_and_legal_forms_are_told_from_the_telling_words(text, core, kind):
    form = read_name(text, load_lexicon())
    assert sorted(form.words) == sorted(core)
    assert kind is None or kind in form.types


def test_an_activity_is_the_same_in_every_language():
    english, spanish = words("Alegria Housing Co-op"), words("Cooperativa de Vivienda Alegría")
    assert sorted(english) == sorted(spanish) == ["alegria", "~housing"]


def test_a_name_of_type_words_alone_keeps_them():
    assert words("The Co-operative Group") == words("Co-operative Group Limited") != ()


def test_spellings_of_cooperative_are_one():
    forms = {words(f"Rosa {text}") for text in ("Co-operative", "Coop", "Co-op", "cooperative")}
    assert forms == {("rosa",)}


@pytest.mark.parametrize("text", ["Club No. 2", "Club 2nd", "Club II", "Club nº 2"])
def test_a_number_in_a_name_is_marked(text):
    form = read_name(text, load_lexicon())
    assert ("2", Flag.NUMBER) in zip(form.words, form.flags, strict=True)


def test_directions_are_marks_in_every_language():
    assert "~north" in words("Banque Nord")
    assert "~north" in words("Northern Bank")


def test_a_lost_apostrophe_does_not_part_a_word():
    assert split_words("Workmen?s") == split_words("Workmens")
    assert split_words("Workmen’s")[0] == "workmens"


def test_initials_with_points_are_one_word():
    assert split_words("Sheepwash P.O. & Stores C.I.C.") == [
        "sheepwash",
        "po",
        "and",
        "stores",
        "cic",
    ]


def test_a_bracketed_acronym_and_a_slash_give_names_of_their_own():
    assert split_aliases("Brighton Compost Centre (BCCC) Ltd") == [
        "Brighton Compost Centre   Ltd",
        "BCCC",
    ]
    assert split_aliases("Rouge / Rood") == ["Rouge", "Rood"]
    assert split_aliases("Harvest (Leeds)") == ["Harvest (Leeds)"]


@pytest.mark.parametrize("text", ["", "X", "😀😀", "\u202eabc", "á\u0301" * 50_000, "()", "|"])
def test_odd_names_are_read_without_trouble(text):
    form = read_name(text, load_lexicon())
    assert len(form.words) <= 12


def test_sounds_are_compared_across_scripts():
    assert skeleton(romanise("تضامن")) == skeleton("tadamun")
    assert skeleton(romanise("Свобода")) == skeleton("svoboda")
