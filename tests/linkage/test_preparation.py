import os

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweave.linkage import preparation, workers
from commonweave.linkage.assets import load_lexicon
from commonweave.linkage.preparation import RECORD_COLUMNS, prepare_records
from tests.linkage.build import records

ROSA = {
    "name": "Rosa Housing Co-operative Limited", "alt_name": "RHC; Rosa Azul",
    "street": "1 Mill Ln", "city": "Leeds", "postcode": "LS1 4AB", "country": "UK",
    "lat": 53.8, "lon": -1.5,
    "email": "info@rosa.coop", "phone": "0113 496 0000", "website": "www.rosa.coop",
    "identifier": "GB-COH:0525R", "founded": "1990-05-01",
}  # fmt: skip


def prepared(*rows):
    table = records(*rows)
    return dict(prepare_records(table, rids=range(table.num_rows)).tables())


def words_of(tables, rid):
    forms = dict(
        zip(tables["frm"]["form"].to_pylist(), tables["frm"]["words"].to_pylist(), strict=True)
    )
    named = zip(tables["nam"]["rid"].to_pylist(), tables["nam"]["form"].to_pylist(), strict=True)
    return [forms[form] for at, form in named if at == rid]


def test_a_record_becomes_a_row_with_its_names_and_contacts():
    tables = prepared(ROSA)
    [row] = tables["rec"].to_pylist()
    assert (row["country"], row["town"], row["postcode"], row["area"]) == (
        "gb", "leeds", "LS14AB", "LS1")  # fmt: skip
    assert (row["fine"], row["house"], row["street"]) == (True, "1", ["mill"])
    assert (row["lat"], row["lon"], row["year"], row["day"]) == (53.8, -1.5, 1990, 105)
    assert words_of(tables, 0) == [["rosa", "~housing"], ["rhc"], ["rosa", "azul"]]
    assert tables["nam"]["main"].to_pylist() == [True, False, False]
    assert {(c["kind"], c["value"], c["shape"]) for c in tables["con"].to_pylist()} == {
        ("email", "info@rosa.coop", ""), ("site", "rosa.coop", ""),
        ("phone", "+441134960000", ""), ("identifier", "525R", "GB-COH"),
    }  # fmt: skip


def test_what_a_list_says_of_the_kind_counts_only_where_the_name_is_silent():
    silent, spoken = {"name": "Rosa", "kind": "Foundation"}, {"name": "Rosa Co-op"}
    tables = prepared(silent, spoken | {"kind": "Foundation"}, spoken, {"name": "Rosa"})
    types = tables["rec"]["types"].to_pylist()
    assert types[0] not in (0, types[1])
    assert types[1] == types[2] != 0
    assert types[3] == 0


def test_a_form_has_the_same_number_in_every_run_and_place():
    one, other = prepared(ROSA, {"name": "Sur Norte"}), prepared({"name": "Sur Norte"})
    assert one["nam"]["form"].to_pylist()[-1:] == other["frm"]["form"].to_pylist()
    assert one["frm"].schema.field("form").type == pa.int64()


def test_the_same_words_from_two_spellings_are_one_form():
    tables = prepared({"name": "Rosa Ltd", "alt_name": "Rosa Limited | ROSA"})
    assert tables["frm"].num_rows == tables["nam"].num_rows == 1


def sliced(monkeypatch, table, size, processors):
    monkeypatch.setattr(preparation, "LARGEST_SLICE", size)
    monkeypatch.setattr(preparation, "SMALLEST_SLICE", 1)
    monkeypatch.setattr(preparation, "WORTH_A_PROCESS", 1)
    monkeypatch.setattr(preparation, "count_processors", lambda: processors)
    return dict(prepare_records(table, rids=range(table.num_rows)).tables())


@pytest.mark.parametrize("processors", [1, 2])
def test_slices_and_processes_change_nothing(monkeypatch, processors):
    table = records(*[ROSA | {"name": f"Rosa {at % 7}", "phone": str(at)} for at in range(20)])
    whole = dict(prepare_records(table, rids=range(20)).tables())
    parts = sliced(monkeypatch, table, 6, processors)
    for name in ("rec", "nam", "con"):
        assert parts[name].equals(whole[name])
    assert parts["frm"].sort_by("form").equals(whole["frm"].sort_by("form"))


def test_work_is_done_here_where_no_process_can_be_made(monkeypatch):
    def refuse(*_):
        raise OSError("no semaphores")

    monkeypatch.setattr(workers, "ProcessPoolExecutor", refuse)
    found = workers.spread_work(pow, [1, 2, 3], shared=2, workers=2)
    assert list(found) == [2, 4, 8]


def _die_elsewhere(shared, task):
    if os.getpid() != shared:
        os._exit(1)
    return task


def test_work_of_a_lost_process_is_done_here():
    found = workers.spread_work(_die_elsewhere, [1, 2, 3], shared=os.getpid(), workers=2)
    assert list(found) == [1, 2, 3]


def test_no_records_are_four_empty_tables():
    tables = prepared()
    assert [table.num_rows for table in tables.values()] == [0, 0, 0, 0]
    assert tables["rec"].schema.equals(prepared(ROSA)["rec"].schema)


def test_the_needed_columns_are_enough():
    table = pa.table({"record_id": ["x"], "name": ["Rosa"]})
    [row] = prepare_records(table, rids=[7]).rec.to_pylist()
    assert (row["rid"], row["source"], row["lat"], row["street"]) == (7, "", None, [])


@pytest.mark.parametrize(
    "name",
    ["X", "é", "😀", "😀 😀", "Ρosa роза روزا 玫瑰", "\u202easor\u202c",
     "a" * 100_000, "日本" * 50_000, "a " * 50_000, "|", " | ", "\x00", "()", "१२३"],
)  # fmt: skip
def test_odd_names_are_prepared(name):
    tables = prepared({"name": name, "alt_name": name}, ROSA)
    assert tables["rec"].num_rows == 2
    assert words_of(tables, 1)[0] == ["rosa", "~housing"]
    assert all(len(text) < 10_000 for text in tables["frm"]["full"].to_pylist())


@pytest.mark.parametrize("column", [name for name in RECORD_COLUMNS if name not in ("lat", "lon")])
def test_a_cell_may_be_very_long(column):
    tables = prepared(ROSA | {column: "é1; " * 25_000})
    assert tables["rec"].num_rows == 1
    assert tables["con"].num_rows <= 20


def test_coordinates_may_be_texts_or_the_zero_point():
    table = pa.table({
        "record_id": list("abcd"), "name": ["Rosa"] * 4,
        "lat": ["53.8", "north", "0", None], "lon": ["-1.5", "2", "0.0", "3"],
    })  # fmt: skip
    rec = prepare_records(table, rids=range(4)).rec
    assert rec["lat"].to_pylist() == [53.8, None, None, None]
    assert rec["lon"].to_pylist() == [-1.5, None, None, None]


def test_equal_names_are_read_once(monkeypatch):
    from commonweave.linkage import normalising

    read = []
    split = normalising.split_aliases
    monkeypatch.setattr(normalising, "split_aliases", lambda text: read.append(text) or split(text))
    table = pa.table({
        "record_id": np.arange(100_000).astype(str), "name": pa.repeat("Rosa Co-op", 100_000),
    })  # fmt: skip
    normalising.normalise_names(table, np.arange(100_000, dtype=np.int32), load_lexicon())
    assert read == ["Rosa Co-op"]


@settings(max_examples=40)
@given(st.lists(st.tuples(*[st.text(max_size=8)] * 4), max_size=6))
def test_every_text_is_prepared_and_its_neighbours_do_not_matter(rows):
    named = [
        {"name": name, "alt_name": other, "phone": name, "identifier": other, "postcode": place,
         "city": place, "street": place, "country": country, "email": name, "website": other}
        for name, other, place, country in rows
    ]  # fmt: skip
    together = prepared(*named)
    for rid, row in enumerate(named):
        alone = prepared(row)
        drop = ["rid", "record_id", "source"]
        assert together["rec"].slice(rid, 1).drop(drop).equals(alone["rec"].drop(drop))
        assert words_of(together, rid) == words_of(alone, 0)
        held = together["con"].filter(pa.compute.equal(together["con"]["rid"], rid))
        assert held.drop("rid").to_pylist() == alone["con"].drop("rid").to_pylist()
