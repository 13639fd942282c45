import json
import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from commonweave.linkage.assets import load_scorecard
from commonweave.linkage.compare import compare_pairs
from commonweave.linkage.domain.names import Flag
from commonweave.linkage.domain.scorecard import LEVELS, all_levels
from commonweave.linkage.domain.words import REASONS
from commonweave.linkage.kernels import layout
from commonweave.linkage.kernels import levels as codes
from commonweave.linkage.kernels.spelling import spelling_likeness, written_likeness
from commonweave.linkage.layout import (
    CONTACT,
    CONTACT_KINDS,
    FORM,
    RECORD,
    WORD,
    load_columns,
    save_columns,
)
from commonweave.linkage.reasons import write_reasons
from commonweave.linkage.scoring import PairScorer, weigh
from tests.linkage.build import columns_of

LEEDS = {"street": "12 Mill Lane", "city": "Leeds", "postcode": "LS1 4AB", "country": "GB"}
NAMES = [
    "Rosa Housing Co-operative Limited", "Rosa Housing Co-op", "Roza Housing Society",
    "Rosa Foundation", "RHC", "Liberty Lodge No 2", "Liberty Lodge No 3", "Leeds Bakery",
    "Bakery", "Кооператив Солидарност Варна", "Solidarnost Varna Cooperative", "X", "😀😀", "()",
    "| ;", "北京合作社", "Rosa Housing | Rosa Homes | Mill Lane Homes", "Mill Lane Hoems", "é" * 90,
    "é" * 89 + "è", "Northern Angel Bakery North", "Angel Bakery South",
]  # fmt: skip


def all_pairs(count):
    grid = np.indices((count, count)).reshape(2, -1).astype(np.int32)
    return np.ascontiguousarray(grid[0]), np.ascontiguousarray(grid[1])


def level_names(a, b):
    """Return feature → level of two records, compared beside many others."""
    others = [{"name": f"Body {n}", "city": f"Town {n}"} for n in range(3)]
    evidence = compare_pairs(columns_of(a, b, *others), np.array([0]), np.array([1]))
    return {
        feature: options[code]
        for (feature, options), code in zip(
            all_levels().items(), evidence.levels[0].tolist(), strict=True
        )
    }


@pytest.mark.parametrize(
    ("feature", "enumeration"),
    [
        ("name", codes.NameLevel), ("type", codes.TypeLevel), ("place", codes.PlaceLevel),
        ("crowd", codes.CrowdLevel), ("identifier", codes.IdentifierLevel),
        ("founded", codes.FoundedLevel), ("form", codes.Agreement), ("clash", codes.ClashLevel),
        ("script", codes.ScriptLevel), ("hint", codes.HintLevel),
    ],
)  # fmt: skip
def test_the_compiled_codes_are_those_of_the_scorecard(feature, enumeration):
    names = [name.lower().removeprefix(f"{feature}_") for name in enumeration.__members__]
    assert tuple("-" if name == "unsaid" else name for name in names) == LEVELS[feature]
    assert [member.value for member in enumeration] == list(range(len(names)))


def test_the_compiled_columns_are_the_features_of_the_scorecard():
    assert [getattr(codes, feature.upper()) for feature in LEVELS] == list(range(len(LEVELS)))
    assert len(LEVELS) == codes.FEATURES


@pytest.mark.parametrize(
    ("struct", "dtype"),
    [("record", RECORD), ("form", FORM), ("word", WORD), ("contact", CONTACT)],
)
def test_the_compiled_structs_have_the_fields_of_the_columns(struct, dtype):
    assert tuple(layout.field_names()[struct]) == dtype.names


def test_the_compiled_loops_number_flags_and_kinds_of_contacts_alike():
    assert {f"FLAG_{flag.name}": flag.value for flag in Flag} == dict(layout.Flag.__members__)
    assert [kind.name for kind in layout.Kind] == [f"KIND_{k.upper()}" for k in CONTACT_KINDS]


LETTERS = st.text("abcé北", max_size=90)


@given(LETTERS, LETTERS, st.sampled_from([0.0, 0.5, 0.75, 0.9]))
def test_the_compiled_likeness_is_that_of_optimal_string_alignment(a, b, least):
    expected = OSA.normalized_similarity(a, b)
    found = written_likeness(a, b, least)
    assert found == pytest.approx(expected if expected >= least else 0, abs=1e-6)


@given(LETTERS, st.lists(st.tuples(st.integers(0, 90), st.sampled_from("abx北")), max_size=6))
def test_slips_in_a_long_text_are_counted(text, slips):
    other = text
    for at, letter in slips:
        other = other[:at] + letter + other[at + 1 :]
    expected = OSA.normalized_similarity(text, other)
    assert written_likeness(text, other, 0.9) == pytest.approx(
        expected if expected >= 0.9 else 0, abs=1e-6
    )


def test_a_word_too_long_to_compare_is_like_none():
    assert spelling_likeness(b"a" * 513, b"a" * 513) == 0
    assert spelling_likeness(b"a" * 512, b"a" * 512) == 1
    assert spelling_likeness(b"", b"") == 1


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ({"name": "Rosa Housing Co-op"}, {"name": "Rosa Housing Co-op"},
         {"name": "same", "number": "-", "extra": "-", "place": "-", "list": "-"}),
        ({"name": "Rosa Homes Ltd"}, {"name": "Rosa Homes CIC"}, {"form": "-"}),
        ({"name": "Rosa Homes"}, {"name": "Rosahomes"}, {"name": "core"}),
        ({"name": "Solidarity Kitchen"}, {"name": "Solidarty Kitchen"}, {"name": "near"}),
        ({"name": "北京团结"}, {"name": "上海团结"}, {"number": "-"}),
        ({"name": "Liberty Lodge No 2"}, {"name": "Liberty Lodge No 3"}, {"number": "differ"}),
        ({"name": "Liberty Lodge No 2"}, {"name": "Liberty Lodge"}, {"number": "one_side"}),
        ({"name": "Rosa Foundation"}, {"name": "Rosa Cooperative"}, {"type": "sibling"}),
        ({"name": "Zebra"}, {"name": "Quokka"}, {"name": "none", "word": "-"}),
        ({"name": "British Cycle Riders Union"}, {"name": "BCRU"}, {"name": "acronym"}),
        ({"name": "A"} | LEEDS, {"name": "B"} | LEEDS, {"place": "address"}),
        ({"name": "A"} | LEEDS, {"name": "B"} | LEEDS | {"street": "14 Mill Lane"},
         {"place": "other_door"}),
        ({"name": "A"} | LEEDS, {"name": "B", "city": "Leeds", "country": "GB"},
         {"place": "town"}),
        ({"name": "A"} | LEEDS, {"name": "B", "city": "Lyon", "country": "FR"},
         {"place": "far", "crowd": "-"}),
        ({"name": "A", "lat": 53.8, "lon": -1.55}, {"name": "B", "lat": 53.80001, "lon": -1.55},
         {"place": "fine"}),
        ({"name": "A", "lat": 53.8, "lon": -1.55}, {"name": "B", "lat": 53.87, "lon": -1.55},
         {"place": "near"}),
        ({"name": "A", "lat": 0.0, "lon": 0.0}, {"name": "B", "lat": 0.0, "lon": 0.0},
         {"place": "-"}),
        ({"name": "A", "identifier": "GB-COH:0525R"}, {"name": "B", "identifier": "GB-COH:525r"},
         {"identifier": "same"}),
        ({"name": "A", "identifier": "GB-COH:0525R"}, {"name": "B", "identifier": "525R"},
         {"identifier": "same_bare"}),
        ({"name": "A", "identifier": "GB-COH:1525"}, {"name": "B", "identifier": "GB-COH:1526"},
         {"identifier": "differ"}),
        ({"name": "A", "identifier": "1525"}, {"name": "B", "identifier": "1526"},
         {"identifier": "differ_bare"}),
        ({"name": "A", "email": "a@rosa.coop"}, {"name": "B", "email": "b@rosa.coop"},
         {"email": "-", "site": "same"}),
        ({"name": "A", "email": "a@rosa.coop"}, {"name": "B", "email": "A@rosa.coop"},
         {"email": "same"}),
        ({"name": "A", "website": "rosa.coop"}, {"name": "B", "website": "luna.coop"},
         {"site": "differ"}),
        ({"name": "A", "phone": "+44 113 496 0000"}, {"name": "B", "phone": "+44 113 496 0001"},
         {"phone": "differ"}),
        ({"name": "A", "founded": "2001-05-06"}, {"name": "B", "founded": "2001-05-06"},
         {"founded": "day"}),
        ({"name": "A", "founded": "2001"}, {"name": "B", "founded": "2002"}, {"founded": "near"}),
        ({"name": "A", "founded": "2001"}, {"name": "B", "founded": "1999"},
         {"founded": "differ"}),
        ({"name": "A", "source": "one"}, {"name": "B", "source": "one"}, {"list": "same"}),
        ({"name": "| ;"}, {"name": "Rosa"}, {"name": "-", "word": "-", "homonyms": "-"}),
        ({"name": "Leeds Branch"} | LEEDS, {"name": "Rosa Credit Union"}, {"name": "-"}),
        ({"name": "Mill"} | LEEDS, {"name": "Rosa Credit Union"}, {"name": "-"}),
        ({"name": "Credit Union"}, {"name": "Rosa Credit Union"}, {"name": "-"}),
        ({"name": "Credit Union"}, {"name": "Credit Union"}, {"name": "same"}),
        ({"name": "Luna Branch"} | LEEDS, {"name": "Rosa Credit Union"}, {"name": "none"}),
        ({"name": "Хлебопекарна Надежда"}, {"name": "Hope Bakery"},
         {"script": "kind", "clash": "-"}),
        ({"name": "Надежда"}, {"name": "Hope"}, {"script": "other"}),
        ({"name": "Rosa", "city": "Велико Търново"}, {"name": "Rosa", "city": "Veliko Tarnovo"},
         {"place": "town"}),
        ({"name": "Rosa", "city": "الدار البيضاء"}, {"name": "Rosa", "city": "Casablanca"},
         {"place": "town"}),
        ({"name": "Rosa", "city": "المدينة الحمراء"}, {"name": "Rosa", "city": "Marrakech"},
         {"place": "unlike"}),
        ({"name": "Coopérative Espoir"}, {"name": "تعاونية الأمل"}, {"name": "near"}),
        ({"name": "Coopérative Espoir"}, {"name": "Cooperativa Esperanza"}, {"name": "strong"}),
        ({"name": "Rosa", "city": "Turin"}, {"name": "Rosa", "city": "Torino"}, {"place": "-"}),
        ({"name": "Rosa", "city": "Turin"}, {"name": "Rosa", "city": "Genoa"},
         {"place": "apart"}),
        ({"name": "A"} | LEEDS | {"street": "Mill Lane, Headingley"},
         {"name": "B"} | LEEDS | {"street": "Cross Row, Headingley", "postcode": "LS1 4XY"},
         {"place": "town_moved"}),
        ({"name": "X"}, {"name": "X"}, {"name": "same"}),
        ({"name": "😀😀"}, {"name": "😀😀"}, {"name": "same"}),
    ],
)  # fmt: skip
def test_a_pair_has_the_level_that_a_reader_expects(left, right, expected):
    found = level_names(left, right)
    assert {feature: found[feature] for feature in expected} == expected


RECORDS = st.fixed_dictionaries(
    {"name": st.sampled_from(NAMES)},
    optional={
        "city": st.sampled_from(["Leeds", "Leeds City", "Varna", "Nowhere at all"]),
        "postcode": st.sampled_from(["LS1 4AB", "LS1 4AC", "9000"]),
        "street": st.sampled_from(["12 Mill Lane", "14 Mill Lane", "Mill Lane", "Old Road 3"]),
        "country": st.sampled_from(["GB", "BG"]),
        "lat": st.sampled_from([53.8, 53.80001, 43.2, 0.0]),
        "lon": st.sampled_from([-1.55, 27.9, 0.0]),
        "email": st.sampled_from(["a@rosa.coop", "b@rosa.coop | a@rosa.coop", "no address"]),
        "website": st.sampled_from(["rosa.coop", "luna.coop | rosa.coop"]),
        "phone": st.sampled_from(["0113 496 0000", "+359 52 123 456"]),
        "identifier": st.sampled_from(["GB-COH:0525R", "525R", "GB-COH:526 | 525R", "BG:1234"]),
        "founded": st.sampled_from(["2001", "2001-05-06", "2002", "soon"]),
    },
)


@settings(max_examples=15)
@given(st.lists(RECORDS, min_size=2, max_size=12))
def test_neither_record_of_a_pair_goes_first(rows):
    columns = columns_of(*rows)
    left, right = all_pairs(len(rows))
    one, other = compare_pairs(columns, left, right), compare_pairs(columns, right, left)
    assert (one.levels == other.levels).all()
    np.testing.assert_array_equal(one.km, other.km)
    widths = [len(options) for options in all_levels().values()]
    assert (one.levels < widths).all()


@pytest.fixture(scope="module")
def columns():
    return columns_of(*({"name": name} | LEEDS for name in NAMES))


@pytest.mark.parametrize(("slice_pairs", "threads"), [(1, 1), (7, 3), (10_000, 2), (10_000, None)])
def test_slices_and_threads_do_not_change_what_pairs_weigh(columns, slice_pairs, threads):
    left, right = all_pairs(len(NAMES))
    told = []
    score = PairScorer(columns, load_scorecard(), slice_pairs=slice_pairs, threads=threads)
    logits = score(left, right, told.append)
    levels = compare_pairs(columns, left, right).levels
    np.testing.assert_array_equal(logits, weigh(levels, load_scorecard()))
    assert told == sorted(told)
    assert told[-1] == 1


def test_saved_columns_score_as_those_in_memory_and_only_their_path_is_pickled(columns, tmp_path):
    left, right = all_pairs(len(NAMES))
    save_columns(columns, tmp_path / "columns")
    score = PairScorer(tmp_path / "columns", load_scorecard())
    expected = PairScorer(columns, load_scorecard())(left, right)
    np.testing.assert_array_equal(score(left, right), expected)
    pickled = pickle.dumps(score)
    assert len(pickled) < 20_000
    np.testing.assert_array_equal(pickle.loads(pickled)(left, right), expected)
    loaded = load_columns(tmp_path / "columns")
    assert [loaded.sources[0], loaded.sources[1]] == ["list0", "list1"]


def test_rows_that_are_not_there_are_refused_before_the_compiled_loop(columns):
    for row in (-1, len(NAMES)):
        with pytest.raises(IndexError, match="no such row"):
            compare_pairs(columns, np.array([0]), np.array([row]))


def test_no_records_make_columns_without_rows():
    empty = columns_of()
    none = np.array([], np.int32)
    assert compare_pairs(empty, none, none).levels.shape == (0, len(all_levels()))
    assert len(PairScorer(empty, load_scorecard())(none, none)) == 0


def test_a_point_counts_as_crowded_by_all_records_not_by_those_compared():
    rows = [{"name": f"Body {n}", "lat": 53.8, "lon": -1.55} for n in range(12)]
    assert columns_of(*rows).records["crowded"].all()
    assert not columns_of(*rows[:10]).records["crowded"].any()


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        ("Blyth Garden Friends", "Pickering Garden Friends", "towns"),
        ("Rosa Garden Friends", "Luna Garden Friends", "words"),
        ("Rosa Garden Friends", "Garden Friends", "-"),
        ("Rosa Luna Bakery", "Rosa Luna Housing", "kinds"),
        ("Rosa Luna Bakery", "Rosa Luna", "-"),
    ],
)
def test_a_word_in_the_stead_of_another_is_a_clash(left, right, level):
    rows = [{"name": left, "city": "Blyth"}, {"name": right, "city": "Pickering"}]
    others = [{"name": f"Body {n}"} for n in range(300)]
    levels = compare_pairs(columns_of(*rows, *others), np.array([0]), np.array([1])).levels[0]
    assert LEVELS["clash"][levels[list(LEVELS).index("clash")]] == level


@pytest.mark.parametrize(("others", "level"), [(0, "-"), (1, "two"), (4, "more")])
def test_several_of_one_name_in_a_town_are_counted_within_one_list(others, level):
    here = {"name": "Rosa Bakery", "city": "Leeds", "country": "GB"}
    rows = [here | {"source": "one"}] * (1 + others) + [here | {"source": "two"}]
    levels = compare_pairs(columns_of(*rows), np.array([0]), np.array([len(rows) - 1])).levels[0]
    assert LEVELS["twins"][levels[list(LEVELS).index("twins")]] == level


def test_a_name_that_many_bodies_have_is_no_conflict_of_names():
    many = [{"name": "Main Office", "source": "sites", "city": f"Town {n}"} for n in range(21)]
    columns = columns_of({"name": "Rosa Savers", "source": "one"}, *many)
    levels = compare_pairs(columns, np.array([0]), np.array([1])).levels[0]
    assert LEVELS["name"][levels[list(LEVELS).index("name")]] == "general"


def test_reasons_say_the_shared_values_and_add_up_to_the_log_odds():
    contacts = {"website": "rosa.coop", "phone": "0113 496 0000"}
    others = [{"name": f"Body {n}"} for n in range(300)]
    columns = columns_of(
        {"name": 'Quixotica "50 %" Bäckerei'} | LEEDS | contacts,
        {"name": "Quixotica Kitchen"} | LEEDS | contacts,
        *others,
    )
    left, right = np.array([0], np.int32), np.array([1], np.int32)
    reasons = json.loads(write_reasons(columns, left, right, load_scorecard())[0])
    values = {key: value for reason in reasons for key, value in reason["values"].items()}
    assert values == {"word": "quixotica", "site": "rosa.coop", "phone": "+441134960000"}
    assert all(reason["code"] in REASONS for reason in reasons)
    weights = [reason["weight"] for reason in reasons]
    assert weights == sorted(weights, key=lambda weight: -abs(weight))
    logit = PairScorer(columns, load_scorecard())(left, right)[0]
    untold = len(LEVELS) - len(reasons)
    assert load_scorecard().intercept + sum(weights) == pytest.approx(logit, abs=0.3 * untold)


@pytest.mark.parametrize(
    ("contacts", "level"),
    [
        ({"website": "https://www.coopalders.org"}, "rare"),
        ({"website": "facebook.com/alders.leeds"}, "rare"),
        ({"email": "thealders5@gmail.com"}, "rare"),
        ({"email": "info@coopalders.org"}, "rare"),
        ({"website": "leedsbread.org"}, "none"),  # the town tells nothing
        ({"phone": "0113 496 0000"}, "-"),
    ],
)
def test_a_website_or_mailbox_may_spell_out_the_other_name(contacts, level):
    others = [{"name": f"Body {n}"} for n in range(300)]
    rows = [{"name": "Crumb and Crust"} | LEEDS | contacts, {"name": "Alders of Leeds"} | LEEDS]
    columns = columns_of(*rows, *others)
    at = list(LEVELS).index("hint")
    for pair in ((0, 1), (1, 0)):
        levels = compare_pairs(columns, *(np.array([end]) for end in pair)).levels[0]
        assert LEVELS["hint"][levels[at]] == level
