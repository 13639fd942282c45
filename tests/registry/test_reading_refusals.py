"""Bad input gets a clear refusal, with place and remedy, and nothing half-done."""

from __future__ import annotations

import gzip
import io
import json
import tracemalloc
import zipfile
from pathlib import Path

import openpyxl
import pytest

from commonweave.kernel.refusals import InputRefused
from commonweave.registry.reading import (
    FILE_REFUSALS,
    ReadLimits,
    ReadOptions,
    Row,
    RowRefused,
    open_list,
)

HEADER = "Name,City,Postcode,Email\n"


def written(folder: Path, content: bytes | str, name: str = "list.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def refusal_of(
    path: Path, options: ReadOptions | None = None, limits: ReadLimits | None = None
) -> InputRefused:
    with pytest.raises(InputRefused) as caught, open_list(path, options, limits) as opened:
        list(opened.rows())
    refusal = caught.value
    what, remedy = refusal.words()
    assert "%(" not in what + remedy
    assert min(len(what), len(remedy)) > 10
    assert str(refusal.place)
    return refusal


def refused_rows(path: Path) -> list[RowRefused]:
    with open_list(path) as opened:
        return [row for row in opened.rows() if isinstance(row, RowRefused)]


@pytest.mark.parametrize("content", ["", " \n \n", "\ufeff", ",,,\n", "\ufeff \r\n"])
def test_an_empty_file_is_refused(tmp_path: Path, content: str) -> None:
    assert refusal_of(written(tmp_path, content)).code == "empty_file"


def test_a_header_alone_is_refused(tmp_path: Path) -> None:
    assert refusal_of(written(tmp_path, HEADER)).code == "no_rows"
    assert refusal_of(written(tmp_path, HEADER + "\n,,,\n")).code == "no_rows"


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert refusal_of(tmp_path / "none.csv").code == "no_file"


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"PK\x03\x04 not really a zip",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500),
        b"Name,City\nA\x00B,Lyon\n",
        bytes(range(256)) * 20,
        b"<!DOCTYPE html><html><body>Sign in</body></html>",
        b"<?xml version='1.0'?><list/>",
    ],
)
def test_a_binary_file_is_refused(tmp_path: Path, content: bytes) -> None:
    assert refusal_of(written(tmp_path, content)).code in {"binary_file", "cut_file"}


def test_zero_bytes_far_inside_are_noticed(tmp_path: Path) -> None:
    content = HEADER.encode() + b"Foo,Lyon,69001,\n" * 60_000 + b"B\x00r,Lyon,69001,\n"
    assert refusal_of(written(tmp_path, content)).code == "binary_file"


def test_a_gzip_bomb_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "bomb.csv.gz"
    with gzip.open(path, "wb", compresslevel=9) as packed:
        packed.write(HEADER.encode())
        for _ in range(64):
            packed.write(b"a,b,c,d\n" * 131_072)
    tracemalloc.start()
    assert refusal_of(path).code == "packed_bomb"
    assert tracemalloc.get_traced_memory()[1] < 32 * 1024 * 1024
    tracemalloc.stop()


def test_a_zip_bomb_in_a_workbook_is_refused_before_parsing(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (64 * 1024 * 1024))
    assert refusal_of(path).code == "packed_bomb"
    limits = ReadLimits(workbook_entries=1)
    assert refusal_of(path, limits=limits).code == "packed_bomb"


def test_an_archive_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("list.csv", HEADER)
    assert refusal_of(path).code == "binary_file"


def test_entities_in_a_workbook_are_not_expanded(tmp_path: Path) -> None:
    good = tmp_path / "good.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["Name", "City"])
    book.active.append(["Foo", "Lyon"])
    book.save(good)
    bad = tmp_path / "bad.xlsx"
    laughs = '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w") as target:
        for entry in source.infolist():
            text = source.read(entry).decode("utf-8", "surrogateescape")
            if entry.filename == "xl/worksheets/sheet1.xml":
                text = (
                    laughs + text.partition("?>")[2] if text.startswith("<?xml") else laughs + text
                )
            target.writestr(entry.filename, text.encode("utf-8", "surrogateescape"))
    assert refusal_of(bad).code == "damaged_file"


class _Endless(io.RawIOBase):
    """Ten gigabytes of one line, counted as they are read."""

    def __init__(self) -> None:
        self.given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:
        size = min(len(buffer), 10 * 1024**3 - self.given)
        buffer[:size] = b"a" * size
        self.given += size
        return size


def test_ten_gigabytes_of_one_line_are_refused_after_a_few_megabytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, "a")
    streams: list[_Endless] = []

    def endless(_path: Path, _limits: ReadLimits) -> io.BufferedReader:
        streams.append(_Endless())
        return io.BufferedReader(streams[-1])

    for module in ("lists", "encodings", "delimited"):
        monkeypatch.setattr(f"commonweave.registry.reading.{module}.open_bytes", endless)
    tracemalloc.start()
    assert refusal_of(path).code == "line_too_long"
    assert tracemalloc.get_traced_memory()[1] < 16 * 1024 * 1024
    tracemalloc.stop()
    assert sum(stream.given for stream in streams) < 4 * 1024 * 1024


def test_a_sparse_file_of_ten_gigabytes_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "sparse.csv"
    with path.open("wb") as sparse:
        sparse.write(HEADER.encode())
        sparse.truncate(10 * 1024**3)
    assert refusal_of(path).code in {"too_large", "binary_file"}


def test_a_long_line_inside_is_refused_with_its_line(tmp_path: Path) -> None:
    content = HEADER + "Foo,Lyon,69001,\n" + "b" * 1_100_000 + ",Lyon,69001,\n"
    refusal = refusal_of(written(tmp_path, content))
    assert (refusal.code, refusal.place.line) == ("line_too_long", 3)


def test_a_quote_that_swallows_a_megabyte_is_refused(tmp_path: Path) -> None:
    content = HEADER + '"Foo,Lyon,69001,\n' + "Bar,Lyon,69001,\n" * 80_000
    assert refusal_of(written(tmp_path, content)).code in {"unclosed_quote", "cut_file"}


def test_a_known_header_twice_is_refused_with_a_remedy(tmp_path: Path) -> None:
    path = written(tmp_path, "Name,City,Email,Email\nFoo,Lyon,a@b.org,c@d.org\n")
    refusal = refusal_of(path)
    assert refusal.code == "doubled_column"
    assert refusal.place.column == "Email"
    assert "--rename “4=Email 2”" in refusal.words()[1]
    with open_list(path, ReadOptions(rename={4: "Second e-mail"})) as opened:
        assert opened.header == ("Name", "City", "Email", "Second e-mail")


def test_an_unknown_header_twice_is_kept_under_another_name(tmp_path: Path) -> None:
    path = written(tmp_path, "Name,Zzz,City,Zzz\nFoo,1,Lyon,2\n")
    with open_list(path) as opened:
        assert opened.header == ("Name", "Zzz", "City", "Zzz (column 4)")
        assert "doubled_column" in {note.code for note in opened.notes}


def test_a_row_with_too_many_cells_is_refused_alone(tmp_path: Path) -> None:
    path = written(tmp_path, HEADER + "Foo,Lyon,69001,\nBar,Lyon,69001,,x\nBaz,Lyon,69001,,,\n")
    (refused,) = refused_rows(path)
    assert (refused.code, refused.line, refused.value) == ("too_many_cells", 3, "x")
    assert str(refused) == "line 3: The row has 5 cells, the header has 4."


def test_a_short_row_is_refused_where_the_writer_writes_empty_cells(tmp_path: Path) -> None:
    path = written(tmp_path, HEADER + "Foo,Lyon,69001,\nBar,12 Main\nBaz,Lyon,69001,a@b.org\n")
    (refused,) = refused_rows(path)
    assert (refused.code, refused.line) == ("too_few_cells", 3)


def test_short_rows_are_whole_where_the_writer_leaves_out_empty_cells(tmp_path: Path) -> None:
    path = written(tmp_path, HEADER + "Foo,Lyon\nBar,Paris\nBaz,Lyon,69001,a@b.org\n")
    with open_list(path) as opened:
        rows = list(opened.rows())
        assert [row.cells for row in rows if isinstance(row, Row)] == [
            ("Foo", "Lyon", "", ""),
            ("Bar", "Paris", "", ""),
            ("Baz", "Lyon", "69001", "a@b.org"),
        ]
        assert "short_rows" in {note.code for note in opened.notes}


def test_a_name_of_a_hundred_kilobytes_is_refused_alone(tmp_path: Path) -> None:
    path = written(tmp_path, HEADER + "Foo,Lyon,69001,\n" + "x" * 100_000 + ",Lyon,69001,\n")
    (refused,) = refused_rows(path)
    assert (refused.code, refused.line, refused.column) == ("value_too_long", 3, "Name")
    assert len(refused.value) <= 120


@pytest.mark.parametrize(
    "content",
    [
        HEADER + 'Foo,Lyon,69001,\n"Bar,Lyon',
        HEADER + "Foo,Lyon,69001,\nBar,Ly",
        HEADER + 'Foo,Lyon,69001,a@b.org\n"Bar ""the best"',
    ],
)
def test_a_csv_file_cut_in_the_middle_is_refused_whole(tmp_path: Path, content: str) -> None:
    refusal = refusal_of(written(tmp_path, content))
    assert (refusal.code, refusal.place.line) == ("cut_file", 3)


def test_a_last_row_without_a_line_end_is_whole_when_it_has_all_its_cells(tmp_path: Path) -> None:
    with open_list(written(tmp_path, HEADER + "Foo,Lyon,69001,a@b.org")) as opened:
        assert len(list(opened.rows())) == 1


def test_a_cut_gzip_file_is_refused(tmp_path: Path) -> None:
    packed = gzip.compress((HEADER + "Foo,Lyon,69001,\n" * 5000).encode())
    assert refusal_of(written(tmp_path, packed[: len(packed) // 2], "l.csv.gz")).code == "cut_file"


def test_a_cut_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    book = openpyxl.Workbook()
    for number in range(500):
        book.active.append(["Name", "City"] if not number else [f"Foo {number}", "Lyon"])
    book.save(path)
    content = path.read_bytes()
    assert (
        refusal_of(written(tmp_path, content[: len(content) // 2], "cut.xlsx")).code == "cut_file"
    )


@pytest.mark.parametrize("end", [20, 60, 75])
def test_a_cut_json_document_is_refused(tmp_path: Path, end: int) -> None:
    text = json.dumps([{"name": f"Foo {n}", "city": "Lyon"} for n in range(5)], indent=1)
    assert refusal_of(written(tmp_path, text[:end], "list.json")).code == "cut_file"


def test_json_that_is_wrong_is_refused_with_its_line(tmp_path: Path) -> None:
    refusal = refusal_of(written(tmp_path, '[\n {"name": "Foo"},\n {"name": Bar}\n]', "l.json"))
    assert (refusal.code, refusal.place.line) == ("bad_json", 3)


def test_json_without_a_list_or_too_deep_is_refused(tmp_path: Path) -> None:
    assert refusal_of(written(tmp_path, '{"error": {"code": 404}}', "l.json")).code == "no_list"
    assert refusal_of(written(tmp_path, "[1, 2, 3]", "m.json")).code == "no_list"
    assert refusal_of(written(tmp_path, "[]", "n.json")).code == "no_rows"
    deep = "[" * 100_000 + "]" * 100_000
    assert refusal_of(written(tmp_path, deep, "o.json")).code in {"too_deep", "no_list"}


def test_an_entry_that_is_no_object_is_refused_alone(tmp_path: Path) -> None:
    path = written(tmp_path, '[{"name": "Foo"},\n "Bar",\n {"name": "Baz"}]', "l.json")
    (refused,) = refused_rows(path)
    assert (refused.code, refused.line, refused.value) == ("not_an_object", 2, "Bar")


def test_bytes_that_a_given_encoding_does_not_allow_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, HEADER.encode() + "Café,Lyon,69001,\n".encode("cp1252"))
    refusal = refusal_of(path, ReadOptions(encoding="utf-8"))
    assert (refusal.code, refusal.place.line) == ("undecodable", 2)
    assert refusal_of(path, ReadOptions(encoding="klingon")).code == "unknown_encoding"


def test_wrong_options_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, HEADER + "Foo,Lyon,69001,\n")
    assert refusal_of(path, ReadOptions(delimiter="ab")).code == "bad_delimiter"
    assert refusal_of(path, ReadOptions(header_row=9)).code == "header_row_missing"
    assert refusal_of(path, ReadOptions(rename={9: "X"})).code == "bad_rename"
    assert refusal_of(path, ReadOptions(format="doc")).code == "unknown_format"  # type: ignore[arg-type]


def test_a_list_without_a_header_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "Foo,Lyon,69001,a@b.org\nBar,Paris,75001,c@d.org\n")
    assert refusal_of(path).code == "no_header"


def test_too_many_columns_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, ",".join(f"Column {n}x" for n in range(50)) + "\n" + "a," * 49 + "b\n")
    assert refusal_of(path, limits=ReadLimits(columns=40)).code == "too_many_columns"


def test_a_quote_never_closed_that_joins_rows_is_noticed(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "Name,City,Postcode,Note\n"
        '"Foo, the first",Lyon,69001,x\n'
        '"Bar,Lyon,69001,x\n'
        "Baz,Paris,75001,x\n"
        '"Qux, last",Nice,06000,x\n'
        "End,Nice,06000,x\n",
    )
    with open_list(path) as opened:
        rows = list(opened.rows())
    assert [row.line for row in rows if isinstance(row, RowRefused)] == [3]
    assert {row.line for row in rows if isinstance(row, Row)} == {2, 6}


def test_a_header_that_comes_again_is_no_organisation(tmp_path: Path) -> None:
    path = written(tmp_path, HEADER + "Foo,Lyon,69001,\n" + HEADER + "Bar,Lyon,69001,\n")
    (refused,) = refused_rows(path)
    assert (refused.code, refused.line) == ("header_again", 3)


def test_every_refusal_has_words_and_a_remedy() -> None:
    for message, remedy in FILE_REFUSALS.values():
        assert message.endswith(".")
        assert remedy.endswith(".")
