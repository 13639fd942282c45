from __future__ import annotations

import csv

from commonweave.sample.linking import COLUMNS, linkage_input
from commonweave.sample.province import make_province


def read(path):
    with path.open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def test_every_record_of_the_linkage_input_has_its_cluster(tmp_path):
    province = make_province(seed=2, organisations=1_500)
    count = linkage_input(province, tmp_path / "in.csv", tmp_path / "truth.csv")
    records, truth = read(tmp_path / "in.csv"), read(tmp_path / "truth.csv")
    assert len(records) == count == len(truth)
    assert tuple(records[0]) == COLUMNS
    assert [one["record_id"] for one in records] == [one["record_id"] for one in truth]
    assert len({one["record_id"] for one in records}) == count
    assert all(one["name"] for one in records)
    assert 1.8 < count / 1_500 < 2.6


def test_the_linkage_input_is_free_of_faults_that_an_import_mends(tmp_path):
    linkage_input(make_province(organisations=1_500), tmp_path / "in.csv", tmp_path / "t.csv")
    for one in read(tmp_path / "in.csv"):
        assert not {"NA", "n/d", "-", "n/a", "N/A"} & set(one.values())
        assert "Ã" not in one["name"]
        assert one["lat"] == "" or 43 < float(one["lat"]) < 47
        assert one["country"] in ("", "CA")
        assert one["identifier"] == "" or one["identifier"].startswith("tessalune:T")
        assert one["founded"] == "" or one["founded"][:4].isdigit()


def test_the_linkage_input_repeats(tmp_path):
    for name in ("a", "b"):
        linkage_input(
            make_province(seed=9, organisations=200), tmp_path / name, tmp_path / f"{name}t"
        )
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert (tmp_path / "at").read_bytes() == (tmp_path / "bt").read_bytes()
