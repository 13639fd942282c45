"""The sets that linkage is measured on keep what their descriptions promise."""

from collections import Counter, defaultdict

import pytest

from benchmarks.linkage_peers import across_scripts, at_best_threshold, command, write_input
from benchmarks.sets import SETS
from benchmarks.sets.making import Lists
from commonweave.linkage.preparation import RECORD_COLUMNS


@pytest.mark.parametrize("name", SETS)
def test_a_set_repeats_by_its_seed_and_differs_by_another(name):
    first, again, other = SETS[name](400, 3), SETS[name](400, 3), SETS[name](400, 4)
    assert (first.rows, first.truth) == (again.rows, again.truth)
    assert first.rows != other.rows


@pytest.mark.parametrize("name", SETS)
def test_a_set_has_about_the_records_asked_for_each_with_its_body(name):
    lists = SETS[name](1_000, 3)
    ids = [row["record_id"] for row in lists.rows]
    assert 850 <= len(ids) == len(set(ids)) <= 1_150
    assert set(ids) == set(lists.truth)
    assert all(row["name"].strip() and set(row) <= set(RECORD_COLUMNS) for row in lists.rows)


def test_the_other_world_speaks_four_scripts_in_fourteen_countries_and_six_kinds_of_list():
    rows = SETS["other_world"](3_000, 3).rows
    text = "".join(row["name"] for row in rows)
    for first, last in (("А", "я"), ("ء", "ي"), ("가", "힣"), ("A", "Z")):
        assert any(first <= letter <= last for letter in text)
    assert len({row["country"] for row in rows}) == 14
    kinds = Counter(row["source"].partition("-")[0] for row in rows)
    assert len(kinds) == 6
    assert 0.12 <= kinds["members"] / len(rows) <= 0.20


def test_homonyms_share_names_and_no_identifiers():
    lists = SETS["homonyms"](3_000, 3)
    bodies = defaultdict(set)
    for row in lists.rows:
        if row["source"] == "2017":
            bodies[row["name"]].add(lists.truth[row["record_id"]])
    shared = sum(len(found) for found in bodies.values() if len(found) > 1)
    assert shared / len(lists.rows) > 0.1
    assert not any(row.get("identifier") for row in lists.rows)


def test_more_than_a_fifth_of_the_regions_register_shares_its_door():
    rows = [r for r in SETS["region_register"](2_650, 3).rows if r["source"] == "register"]
    doors = Counter((row["street"].partition(", ")[0], row["postcode"]) for row in rows)
    shared = sum(1 for row in rows if doors[row["street"].partition(", ")[0], row["postcode"]] > 1)
    assert 0.2 <= shared / len(rows) <= 0.36


def test_a_house_holds_up_to_forty_others():
    lists = SETS["shared_houses"](6_000, 3)
    doors = defaultdict(set)
    for row in lists.rows:
        if row["source"].startswith("register"):
            door = row["postcode"], "".join(c for c in row["street"] if c.isdigit())
            doors[door].add(lists.truth[row["record_id"]])
    assert 15 <= max(map(len, doors.values())) <= 41


def test_the_best_threshold_is_found_with_the_truth_at_hand(tmp_path):
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("record_id_l,record_id_r,probability\na,b,0.97\nb,c,0.4\n", "utf-8")
    threshold, found = at_best_threshold(pairs, {"a": "1", "b": "1", "c": "2"})
    assert 0.4 < threshold <= 0.97
    assert found.pairwise.f1 == 1


def test_a_peer_that_is_not_installed_is_not_run(tmp_path):
    assert command("dedupe, 600 labels", tmp_path, tmp_path) is None


def test_the_input_of_a_peer_holds_no_truth(tmp_path):
    lists = SETS["branches"](200, 3)
    write_input(lists, tmp_path)
    header = (tmp_path / "input.csv").read_text("utf-8").splitlines()[0]
    assert header.split(",") == list(RECORD_COLUMNS)


def test_pairs_across_scripts_are_those_whose_names_share_none():
    lists = Lists()
    for name in ("Надежда", "Hope", "Hope Надежда", "희망"):
        lists.add("a", 1, {"name": name})
    records = list(lists.truth)
    assert across_scripts(dict.fromkeys(records, "x"), lists) == 1
    together = dict(zip(records, ("x", "x", "x", "y"), strict=True))
    assert across_scripts(together, lists) == 1 / 4
    assert across_scripts({records[0]: "x"}, Lists()) is None
