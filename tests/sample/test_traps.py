from __future__ import annotations

import csv
import html
import io
import json
import random
import re
from collections import Counter

import pytest
from openpyxl import load_workbook

from commonweave.sample import traps
from commonweave.sample.lists import truth_of


@pytest.fixture
def rng():
    return random.Random(4)


def names(written, slug):
    return [row.values["name"] for row in written.rows[slug]]


def test_the_register_is_windows_1252_with_no_break_spaces(written):
    raw = written.first["register"].path.read_bytes()
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")
    assert sum("\xa0" in name for name in names(written, "register")) > 100


def test_one_list_has_cells_that_were_encoded_twice(written):
    lines = written.text("farm-federation").splitlines()
    assert any("Ã©" in line for line in lines)
    assert any("é" in line and "Ã" not in line for line in lines)


def test_html_entities_stand_in_names(written):
    spoiled = [name for name in names(written, "mutuals") if re.search(r"&#?\w+", name)]
    assert spoiled
    assert all(html.unescape(name) != name for name in spoiled)


@pytest.mark.parametrize(
    ("slug", "word"),
    [("register", "NA"), ("regional-directory", "n/d"), ("pole-members", "-")],
)
def test_each_list_has_its_own_word_for_nothing(written, slug, word):
    cells = Counter(value for row in written.rows[slug] for value in row.values.values())
    assert cells[word] > 5


def test_postcodes_are_written_with_o_for_0_in_small_letters_and_without_space(written):
    codes = [row.values.get("postcode", "") for rows in written.rows.values() for row in rows]
    assert any("O" in code for code in codes)
    assert any(code.islower() for code in codes)
    assert any(len(code) == 5 for code in codes)


def test_the_map_spells_the_country_in_many_ways(written):
    spellings = {row.values["country"] for row in written.rows["community-map"]} - {""}
    assert spellings == set(traps.COUNTRY_SPELLINGS)


def test_the_map_is_stale_and_has_junk(written):
    document = json.loads(written.text("community-map"))
    found = [feature["properties"] for feature in document["features"]]
    assert {one["last_edit"][:7] for one in found if "last_edit" in one} == {"2018-01", "2018-02"}
    junk = [one for one in found if "a" in one]
    assert [one["contact:website"] for one in junk] == ["update6", "update6"]
    assert any("addr:city" in one for one in found)


def test_a_member_stands_twice_in_one_list_and_rows_are_repeated(written):
    notes = Counter((row.list, row.note) for row in truth_of(written.province, 1))
    assert notes["pole-members", "second"] >= 2
    assert notes["regional-directory", "second"] >= 2
    assert notes["housing-federation", "repeat"] >= 2
    lines = Counter(written.text("housing-federation").splitlines())
    assert sum(count > 1 for count in lines.values()) == notes["housing-federation", "repeat"]


def test_natural_persons_stand_among_the_members_of_the_pole(written):
    people = [row for row in written.rows["pole-members"] if row.entry.person]
    assert len(people) >= 5
    assert {row.values["category"] for row in people} <= {"Citoyen", "Citoyenne"}


def test_a_project_stands_beside_the_member_it_belongs_to(written):
    bodies = written.province.bodies_at(1)
    there = {row.entry.body for row in written.rows["pole-members"]}
    assert any(
        bodies[one].relation == "project" and bodies[one].parent in there for one in there if one
    )


def test_some_lists_know_the_trade_name_and_some_the_acronym(written):
    bodies = written.province.bodies_at(1)
    shown = [
        (row.values["name"], bodies[row.entry.body])
        for rows in written.rows.values()
        for row in rows
        if row.entry.body
    ]
    assert any(name == body.trade != body.legal for name, body in shown)
    assert any(name == body.former for name, body in shown)
    assert any(body.acronym == name for name, body in shown)


def test_many_bodies_have_their_page_on_a_shared_host(written):
    sites = [row.values.get("website", "") for row in written.rows["national-directory"]]
    assert sum("social.example/" in site for site in sites) > 200


def test_a_row_has_too_many_cells(written):
    rows = list(csv.reader(io.StringIO(written.text("register"), newline=""), delimiter=";"))
    widths = Counter(len(row) for row in rows)
    assert widths == {13: len(rows) - 1, 15: 1}


def test_a_cell_looks_like_a_formula_and_is_text(written):
    assert "=HYPERLINK(" in written.text("register")
    book = load_workbook(written.first["finance-federation"].path)
    cells = [cell for row in book["fictional"].iter_rows() for cell in row]
    formulas = [cell for cell in cells if str(cell.value).startswith("=")]
    assert [cell.data_type for cell in formulas] == ["s"] or [cell.quotePrefix for cell in formulas]


def test_names_have_commas_quotes_and_addresses_line_breaks(written):
    assert any('"' in name and "," in name for name in names(written, "housing-federation"))
    assert '"' in written.text("diaspora-arabic")
    assert any("\n" in row.values["street"] for row in written.rows["diaspora-arabic"])


def test_title_lines_stand_above_the_header_of_a_spreadsheet(written):
    sheet = load_workbook(written.first["finance-federation"].path)["fictional"]
    first = [row[0] for row in sheet.iter_rows(max_row=4, values_only=True)]
    assert "ficticio" in first[0]
    assert first[2] is None
    assert first[3] == "Código"


def test_the_portfolio_has_turnover_with_its_reference_year(written):
    rows = [row.values for row in written.rows["fund-portfolio"]]
    assert sum(row["turnover"].isdigit() and row["turnover_year"].isdigit() for row in rows) > 600


def test_four_scripts_and_two_byte_order_marks(written):
    assert re.search("[가-힣]", written.text("diaspora-korean"))
    assert re.search("[\u0621-\u064a]", written.text("diaspora-arabic"))
    assert re.search("[\u0370-\u03ff]", written.text("community-map"))
    assert written.first["diaspora-arabic"].path.read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_mistyped_name_differs_in_one_place(rng):
    name = "Coopérative La Lanterne"
    for _ in range(50):
        wrong = traps.mistype(rng, name)
        assert abs(len(wrong) - len(name)) <= 1
        assert wrong[0] == name[0]
    assert traps.mistype(rng, "1 2") == "1 2"


def test_text_encoded_twice_can_be_read_back():
    assert traps.encode_twice("Coopérative") == "CoopÃ©rative"
    assert traps.encode_twice("à l'île").encode("cp1252", "replace") != b""
    assert traps.encode_twice("협동") == "협동" or "í" in traps.encode_twice("협동")


def test_entities_are_read_back_by_any_browser(rng):
    for _ in range(20):
        assert html.unescape(traps.with_entities(rng, "Société & Cie, A Coruña")) == (
            "Société & Cie, A Coruña"
        )


def test_texts_without_a_place_for_the_trap_stay(rng):
    assert traps.with_no_break_space(rng, "Lanterne") == "Lanterne"
    assert traps.without_accents("Lantern 등불") == "Lantern 등불"
    assert traps.without_accents("Forêt") == "Foret"
