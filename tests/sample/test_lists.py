from __future__ import annotations

import csv
import json
import re
from collections import Counter, defaultdict

import pytest
from openpyxl import load_workbook

from commonweave.sample.lists import truth_of, write_lists, write_truth
from commonweave.sample.province import make_province
from commonweave.sample.specs import specs
from tests.sample.conftest import CP1252


def cells_of(path):
    return [list(row) for row in load_workbook(path)["fictional"].iter_rows(values_only=True)]


def rows_on_disk(one):
    """Return how many data rows a file has, read by the plainest reader of its format."""
    if one.format == "xlsx":
        heads = {"finance-federation": 4}
        return len(cells_of(one.path)) - heads.get(one.slug, 1)
    if one.format in ("json", "geojson"):
        document = json.loads(one.path.read_text("utf-8"))
        return len(document["organisations" if one.format == "json" else "features"])
    encoding = "cp1252" if one.slug in CP1252 else "utf-8-sig"
    spec = next(spec for spec in specs() if spec.slug == one.slug)
    with one.path.open(encoding=encoding, newline="") as source:
        return len(list(csv.reader(source, delimiter=spec.delimiter))) - 1


def test_the_same_province_is_written_byte_for_byte_the_same(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    first = write_lists(make_province(organisations=400), tmp_path / "a", edition=2)
    second = write_lists(make_province(organisations=400), tmp_path / "b", edition=2)
    for one, other in zip(first, second, strict=True):
        if one.format == "xlsx":
            assert cells_of(one.path) == cells_of(other.path)
        else:
            assert one.path.read_bytes() == other.path.read_bytes()


def test_fifteen_lists_in_five_formats_and_six_languages(written):
    lists = written.first.values()
    assert len(lists) == 15
    assert {one.format for one in lists} == {"csv", "tsv", "xlsx", "json", "geojson"}
    assert {one.language for one in lists} == {"en", "fr", "es", "pt", "ko", "ar"}
    assert 24_000 <= sum(one.rows for one in lists) <= 28_000
    assert 70 <= written.first["pole-members"].rows <= 85
    assert written.first["regional-directory"].rows == pytest.approx(373, abs=5)


def test_every_list_says_that_it_is_fictional(written):
    for one in written.first.values():
        assert "(fictional)" in one.title
        assert "(fictional)" in one.network_name
        assert "no body, place or person is real" in one.licence


def test_every_list_says_what_an_import_has_to_know(written):
    for one in written.first.values():
        assert one.defaults == {"country": "CA", "language": one.language}
        assert one.visibility in ("public", "closed")
        assert 0 <= one.trust <= 100
        assert "name.main" in one.fields.values()
        assert len(set(one.fields.values())) == len(one.fields)
    names = {(one.network_slug, one.network_name) for one in written.first.values()}
    assert len(names) == len({slug for slug, _ in names})


def test_the_counts_are_those_on_disk(written):
    for one in (*written.first.values(), *written.second.values()):
        assert rows_on_disk(one) == one.rows, one.slug


def test_every_body_is_in_a_list_and_most_in_one_to_three(written):
    lists_of = defaultdict(set)
    for row in truth_of(written.province, 1):
        if row.body_id.startswith("b"):
            lists_of[row.body_id].add(row.list)
    assert len(lists_of) == 11_300
    sizes = Counter(len(lists) for lists in lists_of.values())
    assert sizes[1] / 11_300 == pytest.approx(0.32, abs=0.05)
    assert (sizes[1] + sizes[2] + sizes[3]) / 11_300 > 0.85
    assert max(sizes) >= 5


def test_most_members_of_the_pole_are_in_its_directory_under_no_shared_number(written):
    found = defaultdict(set)
    for row in truth_of(written.province, 1):
        found[row.list].add(row.body_id)
    both = found["pole-members"] & found["regional-directory"]
    assert 30 <= len(both) < len(found["pole-members"])
    columns = {spec.slug: spec.fields for spec in specs()}
    assert not {"key", "number"} & (columns["pole-members"] | columns["regional-directory"])


def test_the_truth_covers_every_row_of_every_edition(written, tmp_path):
    path = tmp_path / "truth.csv"
    count = write_truth(written.province, path)
    with path.open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    assert len(rows) == count
    per_list = Counter((row["list"], row["edition"]) for row in rows)
    for edition, lists in (("1", written.first), ("2", written.second)):
        assert {slug: per_list[slug, edition] for slug in lists} == {
            slug: one.rows for slug, one in lists.items()
        }
    assert all(row["body_id"] for row in rows)


def test_the_keys_of_the_truth_are_those_of_the_lists(written):
    key_of = {(row.list, row.row): row.key for row in truth_of(written.province, 1)}
    for slug in ("register", "housing-federation", "community-map"):
        key = "number" if slug == "register" else "key"
        for number, row in enumerate(written.rows[slug], 1):
            assert row.values[key] == key_of[slug, number]


def test_a_key_belongs_to_one_body_over_the_editions(written):
    owners = defaultdict(set)
    for edition in (1, 2, 3):
        for row in truth_of(written.province, edition):
            if row.key:
                owners[row.list, row.key].add(row.body_id)
    assert all(len(bodies) == 1 for bodies in owners.values())


def test_the_second_edition_differs_by_about_one_percent(written):
    changed = total = 0
    for slug, one in written.first.items():
        if one.format in ("csv", "tsv"):
            before = Counter(one.path.read_bytes().split(b"\n"))
            after = Counter(written.second[slug].path.read_bytes().split(b"\n"))
            changed += max((before - after).total(), (after - before).total())
            total += one.rows
            assert next(iter(before)) == next(iter(after)), "the header stays"
    assert 0.005 < changed / total < 0.015


def test_rows_appear_vanish_and_are_renamed_in_the_second_edition(written):
    before = {(row.list, row.body_id) for row in truth_of(written.province, 1)}
    after = {(row.list, row.body_id) for row in truth_of(written.province, 2)}
    new = {one.id for one in written.province.newcomers}
    assert len(before - after) > 20
    assert len(after - before) > 20
    assert any(body_id in new for _, body_id in after)
    assert not any(body_id in new for _, body_id in before)


def test_an_edition_before_the_first_is_refused(tmp_path):
    with pytest.raises(ValueError, match="count from 1"):
        write_lists(make_province(organisations=50), tmp_path, edition=0)


def test_domains_and_telephones_on_disk_are_reserved(written):
    for slug, one in written.first.items():
        if one.format == "xlsx":
            text = "\n".join(str(cell) for row in cells_of(one.path) for cell in row)
        else:
            text = written.text(slug)
        hosts = re.findall(r"(?:https?://|www\.|@)([\w.-]+\.[a-z]+)", text)
        assert hosts
        assert all(host.endswith(".example") for host in hosts), slug
        dialled = re.findall(r"(?:\+1 |1-)?\(?\b\d{3}\)?[ .-](\d{3})[.-](\d{4})\b", text)
        assert all(block == "555" and line.startswith("01") for block, line in dialled), slug


def test_a_small_province_has_all_lists_too(tmp_path):
    lists = write_lists(make_province(organisations=60), tmp_path)
    assert len(lists) == 15
    assert all(rows_on_disk(one) == one.rows for one in lists)
