"""What a file is, is found by evidence, told, and can be said otherwise."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import hashlib
import io
import json
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweave.kernel.refusals import InputRefused
from commonweave.registry.reading import OpenedList, ReadOptions, Row, open_list

ROWS = [
    ["Nom", "Ville", "Code postal", "Courriel"],
    ["Coopérative “L'Étoile”", "Besançon", "25000", "info@etoile.coop"],
    ["Garçon & Cie", "Évry", "91000", ""],
]


def as_csv(rows: list[list[str]], delimiter: str = ",", end: str = "\n") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(rows)
    return text.getvalue()


def opened(
    folder: Path, content: bytes | str, options: ReadOptions | None = None, name: str = "l.csv"
) -> OpenedList:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return open_list(path, options)


def cells(found: OpenedList) -> list[list[str]]:
    return [list(row.cells) for row in found.rows() if isinstance(row, Row)]


def codes(found: OpenedList) -> set[str]:
    return {note.code for note in found.notes}


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiter_and_line_ends_are_found(tmp_path: Path, delimiter: str, end: str) -> None:
    found = opened(tmp_path, as_csv(ROWS, delimiter, end))
    assert found.delimiter == delimiter
    assert found.header == tuple(ROWS[0])
    assert cells(found) == ROWS[1:]
    assert [row.line for row in found.sample] == [2, 3]


def test_semicolons_win_over_commas_inside_the_values(tmp_path: Path) -> None:
    rows = [
        ["Name", "Ort", "Notiz"],
        *[[f"Foo, Bar, {n}", "Bonn, Köln", "a, b, c"] for n in range(9)],
    ]
    text = "\n".join(";".join(row) for row in rows)
    found = opened(tmp_path, text + "\n")
    assert found.delimiter == ";"
    assert cells(found) == rows[1:]


@pytest.mark.parametrize(
    ("encoding", "codec", "note"),
    [
        ("utf-8", "utf-8", "encoding_utf8"),
        ("utf-8-sig", "utf-8-sig", "encoding_bom"),
        ("utf-16", "utf-16", "encoding_bom"),
        ("utf-16-le", "utf-16-le", "encoding_utf16"),
        ("utf-16-be", "utf-16-be", "encoding_utf16"),
        ("cp1252", "cp1252", "encoding_legacy"),
        ("mac-roman", "mac-roman", "encoding_legacy"),
        ("cp850", "cp850", "encoding_legacy"),
    ],
)
def test_the_encoding_is_found_and_told(
    tmp_path: Path, encoding: str, codec: str, note: str
) -> None:
    rows = (
        [*ROWS, ["Fédération des régies de quartier", "Orléans", "45000", ""]]
        if "cp850" not in encoding
        else [
            ROWS[0],
            ["Fédération des régies", "Orléans", "45000", ""],
            ["Garçon & fils à côté", "Évry", "91000", ""],
        ]
    )
    found = opened(tmp_path, as_csv(rows).encode(encoding))
    assert found.encoding == codec
    assert note in codes(found)
    assert cells(found) == rows[1:]


def test_a_legacy_byte_far_inside_decides_and_is_told_with_its_line(tmp_path: Path) -> None:
    rows = [
        ROWS[0],
        *[["Foo", "Lyon", "69001", ""]] * 30_000,
        ["L\u2019Étoile", "Évry", "91000", ""],
    ]
    found = opened(tmp_path, as_csv(rows).encode("cp1252"))
    assert found.encoding == "cp1252"
    (note,) = [n for n in found.notes if n.code == "encoding_legacy"]
    assert "line 30002 holds the byte 0x92" in note.words()
    assert cells(found)[-1][0] == "L’Étoile"


def test_a_few_strange_bytes_do_not_spoil_a_utf8_file(tmp_path: Path) -> None:
    good = as_csv([ROWS[0], *[["Café Ñandú Österreich", "Évry", "91000", ""]] * 20]).encode()
    found = opened(tmp_path, good + "Caf\u00e9 perdu,Évry,91000,\n".encode("cp1252"))
    assert found.encoding == "utf-8"
    assert "encoding_mixed" in codes(found)
    assert cells(found)[-1] == ["Café perdu", "Évry", "91000", ""]


def test_what_is_said_by_hand_is_taken(tmp_path: Path) -> None:
    content = as_csv([["a;b", "Nom"], ["1;2", "Café"]]).encode("cp1252")
    options = ReadOptions(encoding="latin-1", delimiter=";", header_row=1)
    found = opened(tmp_path, content, options)
    assert found.header == ("a", "b,Nom")
    assert "encoding_given" in codes(found)


def test_title_lines_above_the_header_are_left_out_and_told(tmp_path: Path) -> None:
    content = "Liste des membres 2024;;;\n;;;\n" + as_csv(ROWS, ";")
    found = opened(tmp_path, content)
    assert found.header_row == 3
    assert found.header == tuple(ROWS[0])
    assert "lines_above" in codes(found)
    assert [row.line for row in found.sample] == [4, 5]


def test_a_separator_line_of_a_spreadsheet_is_obeyed(tmp_path: Path) -> None:
    found = opened(tmp_path, "sep=;\n" + as_csv(ROWS, ";"))
    assert found.header == tuple(ROWS[0])
    assert cells(found) == ROWS[1:]


def test_line_ends_inside_quotes_stay_and_lines_are_counted_in_the_file(tmp_path: Path) -> None:
    rows = [["Name", "Street", "City"], ["Foo", "1 Main\nFloor 2", "Leeds"], ["Bar", "x", "York"]]
    found = opened(tmp_path, as_csv(rows))
    assert cells(found) == rows[1:]
    assert [row.line for row in found.sample] == [2, 4]


def test_blank_lines_are_no_rows(tmp_path: Path) -> None:
    found = opened(tmp_path, "Name,City\n\nFoo,Lyon\n,\n  , \nBar,Paris\n\n")
    assert cells(found) == [["Foo", "Lyon"], ["Bar", "Paris"]]


def test_a_single_column_is_a_list(tmp_path: Path) -> None:
    found = opened(tmp_path, "Name\nFoo, Bar and Co\nBaz\n")
    assert found.header == ("Name",)
    assert cells(found) == [["Foo, Bar and Co"], ["Baz"]]
    assert "single_column" in codes(found)


def test_a_column_without_a_name_is_kept(tmp_path: Path) -> None:
    found = opened(tmp_path, ",Name,City\n1,Foo,Lyon\n2,Bar,Paris\n")
    assert found.header == ("Column 1", "Name", "City")
    assert "unnamed_column" in codes(found)


def test_a_packed_file_is_unpacked_and_its_checksum_is_of_the_file_itself(tmp_path: Path) -> None:
    packed = gzip.compress(as_csv(ROWS).encode())
    found = opened(tmp_path, packed, name="l.csv.gz")
    assert cells(found) == ROWS[1:]
    assert found.sha256 == hashlib.sha256(packed).hexdigest()
    assert found.size == len(packed)
    assert "unpacked" in codes(found)


def test_formulas_are_kept_as_text_and_counted(tmp_path: Path) -> None:
    found = opened(tmp_path, "Name,Phone\n=cmd|' /C calc'!A0,+33 1 23 45 67 89\nFoo,-5\n")
    assert cells(found)[0] == ["=cmd|' /C calc'!A0", "+33 1 23 45 67 89"]
    (note,) = [n for n in found.notes if n.code == "formula_cells"]
    assert note.values == {"count": 1, "line": 2}


def workbook(folder: Path) -> Path:
    book = openpyxl.Workbook()
    cover = book.active
    cover.title = "Cover"
    cover.append(["Members of the pole, 2024"])
    sheet = book.create_sheet("Members")
    sheet.append(["Liste des membres"])
    sheet.append([])
    sheet.append(["Nom", "Code postal", "Date de création", "Membres", "Actif"])
    sheet.append(["Foo", 25000, dt.date(1998, 3, 1), 12.0, True])
    sheet.append(["Bar", "01000", None, 1.5])
    sheet.append(["Baz", None, None, None, None, "too much"])
    path = folder / "list.xlsx"
    book.save(path)
    return path


def test_a_workbook_is_read_at_its_first_sheet_with_a_list(tmp_path: Path) -> None:
    with open_list(workbook(tmp_path)) as found:
        assert (found.format, found.sheet, found.sheets) == (
            "xlsx",
            "Members",
            ("Cover", "Members"),
        )
        assert found.header_row == 3
        assert cells(found) == [
            ["Foo", "25000", "1998-03-01", "12", "true"],
            ["Bar", "01000", "", "1.5", ""],
        ]
        assert [row.line for row in found.rows()] == [4, 5, 6]
        assert "sheets" in codes(found)


def test_a_sheet_can_be_chosen(tmp_path: Path) -> None:
    path = workbook(tmp_path)
    with open_list(path, ReadOptions(sheet="Members")) as found:
        assert found.sheet == "Members"
    with pytest.raises(InputRefused, match="The workbook has no sheet “Nope”"):
        open_list(path, ReadOptions(sheet="Nope"))


def test_json_objects_are_made_flat(tmp_path: Path) -> None:
    entries = [
        {"name": "Foo", "address": {"city": "Lyon", "zip": "01000"}, "tags": ["a", "b"], "n": 1.50},
        {"name": "Bar", "people": [{"name": "X"}], "active": True, "address": None},
    ]
    found = opened(tmp_path, json.dumps({"meta": [1], "data": entries}, indent=1), name="l.json")
    assert found.header == (
        "name",
        "address.city",
        "address.zip",
        "tags",
        "n",
        "people.1.name",
        "active",
        "address",
    )
    assert cells(found) == [
        ["Foo", "Lyon", "01000", "a | b", "1.5", "", "", ""],
        ["Bar", "", "", "", "", "X", "true", ""],
    ]
    assert "json_list" in codes(found)
    assert found.sample[0].line == 6


def test_json_lines_are_read(tmp_path: Path) -> None:
    found = opened(tmp_path, '{"name": "Foo"}\n{"name": "Bar", "city": "Lyon"}\n', name="l.jsonl")
    assert cells(found) == [["Foo", ""], ["Bar", "Lyon"]]
    assert [row.line for row in found.sample] == [1, 2]


def test_geojson_points_become_latitude_and_longitude(tmp_path: Path) -> None:
    feature = {
        "type": "Feature",
        "id": 7,
        "properties": {"name": "Foo", "addr:city": "Lyon"},
        "geometry": {"type": "Point", "coordinates": [4.83, 45.76]},
    }
    document = {"type": "FeatureCollection", "features": [feature]}
    found = opened(tmp_path, json.dumps(document), name="l.geojson")
    assert found.format == "geojson"
    assert found.header == ("id", "name", "addr:city", "latitude", "longitude")
    assert cells(found) == [["7", "Foo", "Lyon", "45.76", "4.83"]]


def test_a_key_that_an_object_has_twice_is_not_lost(tmp_path: Path) -> None:
    found = opened(tmp_path, '[{"name": "Foo", "x": 1, "x": 2}]', name="l.json")
    assert cells(found) == [["Foo", "1", "2"]]


_cell = st.text(
    st.characters(
        blacklist_categories=["Cs", "Cc"], blacklist_characters="\ue000\ufeff\u2028\u2029\x85"
    )
    | st.sampled_from("\n,;\"'|"),
    max_size=20,
)


@settings(max_examples=60)
@given(rows=st.lists(st.tuples(_cell, _cell, _cell), min_size=1, max_size=8))
def test_whatever_is_written_as_csv_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]]
) -> None:
    path = tmp_path_factory.mktemp("csv") / "l.csv"
    wanted = [["Foo", *row, "end"] for row in rows]
    path.write_text(
        as_csv([["Name", "Zq1x", "Zq2x", "Zq3x", "End"], *wanted]), encoding="utf-8", newline=""
    )
    with open_list(path, ReadOptions(delimiter=",", header_row=1)) as found:
        assert cells(found) == wanted
