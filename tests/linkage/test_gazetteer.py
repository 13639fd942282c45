import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweave.linkage.gazetteer import fill_towns, is_any_wanting
from commonweave.linkage.preparation import prepare_records
from tests.linkage.build import records

VARNA = {"country": "BG", "city": "Варна", "postcode": "9000", "lat": 43.20, "lon": 27.91}
PLACES = [
    VARNA,
    VARNA | {"city": "Varna"},
    {"country": "BG", "postcode": "9000"},
    {"country": "BG", "lat": 43.21, "lon": 27.92},
    {"country": "RO", "postcode": "9000"},
    {"country": "BG", "city": "Dobrich", "postcode": "9300", "lat": 43.57, "lon": 27.83},
    {"country": "BG", "lat": 43.38, "lon": 27.87},
    {"country": "BG"},
]


def rec_of(*rows):
    table = records(*({"name": "Rosa"} | row for row in rows))
    return prepare_records(table, rids=range(len(rows))).rec


def towns(*rows):
    rec = rec_of(*rows)
    return fill_towns(rec, rec).column("town").to_pylist()


@pytest.mark.parametrize(
    ("asked", "town"),
    [
        ({"country": "BG", "postcode": "9000"}, "varna"),
        ({"country": "BG", "lat": 43.22, "lon": 27.93}, "varna"),
        ({"country": "BG", "postcode": "9999", "lat": 43.22, "lon": 27.93}, "varna"),
        ({"country": "BG", "lat": 43.30, "lon": 27.93}, ""),
        ({"country": "RO", "postcode": "9000"}, ""),
        ({"country": "BG", "postcode": "9001"}, ""),
        ({"country": "BG"}, ""),
        ({"country": "BG", "city": "Sofia", "postcode": "9000"}, "sofia"),
    ],
)
def test_a_town_that_is_not_named_is_told_by_postcode_or_point(asked, town):
    assert towns(*[VARNA] * 5, asked)[-1] == town


def test_a_postcode_of_several_towns_tells_none():
    code = {"country": "GB", "postcode": "LS1 4AB"}
    assert towns(code | {"city": "Leeds"}, code | {"city": "York"}, code)[-1] == ""
    assert towns(*[code | {"city": "Leeds"}] * 4, code | {"city": "York"}, code)[-1] == "leeds"


def test_the_nearest_of_two_towns_is_taken_and_towns_of_one_name_stay_apart():
    far = {"country": "US", "city": "Springfield", "lat": 39.80, "lon": -89.64}
    here = {"country": "US", "city": "Springfield", "lat": 42.10, "lon": -72.59}
    beside = {"country": "US", "city": "Chicopee", "lat": 42.149, "lon": -72.608}
    asked = {"country": "US", "lat": 42.105, "lon": -72.592}
    assert towns(far, here, beside, asked)[-1] == "springfield"
    assert towns(far, beside, asked | {"lat": 42.14})[-1] == "chicopee"


def test_a_town_that_was_filled_in_tells_no_other():
    first = {"country": "BG", "postcode": "9000", "lat": 43.20, "lon": 27.91}
    rec = rec_of(VARNA | {"lat": None, "lon": None}, first)
    filled = fill_towns(rec, rec)
    assert filled.column("town").to_pylist() == ["varna", "varna"]
    assert filled.column("told").to_pylist() == [True, False]
    asked = rec_of({"country": "BG", "lat": 43.20, "lon": 27.91})
    assert fill_towns(asked, filled).column("town").to_pylist() == [""]
    assert is_any_wanting(asked)
    assert not is_any_wanting(filled)


@settings(max_examples=25)
@given(st.permutations(range(len(PLACES))))
def test_the_order_of_records_does_not_matter(order):
    expected = towns(*PLACES)
    assert towns(*(PLACES[at] for at in order)) == [expected[at] for at in order]


def test_nothing_to_go_by_changes_nothing():
    assert towns() == []
    assert towns({"country": "BG", "postcode": "9000"}) == [""]
