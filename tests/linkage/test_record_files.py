import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweave.kernel.refusals import InputRefused
from commonweave.linkage import record_files
from commonweave.linkage.preparation import RECORD_COLUMNS
from commonweave.linkage.record_files import read_plainly, read_records, read_with_care

HEADERS = (
    "record_id,name,lat", '"record_id",name,other', "\ufeffrecord_id;name;lat", "record_id,name,",
    "a,record_id,,name,", "record_id\tname", "record_id,name,name", " record_id , name ", "name",
    "\nrecord_id,name",
)  # fmt: skip
CELLS = (
    "a", "b", "1", "", " ", '" "', '"x,y"', '"q""q"', '"l\nl"', '"r\r\nr"', " s ", '"', "é", "\x1c",
    '"é\u2003"', '5" p', '"a"b', "\0", "1,5", "n;m", "\r", "nan", "\ufeff", '""', '"\r"', "\udcff",
)  # fmt: skip
ENDS = ("\n", "\r\n")


@st.composite
def files(draw):
    """Return the bytes of a CSV file, often with a fault; \udcff stands for a byte of no UTF-8."""
    header = draw(st.sampled_from(HEADERS))
    delimiter = max(",;\t", key=header.count)
    width = header.strip().count(delimiter) + 1
    cells = st.one_of(st.sampled_from(("a", "b", "1", "")), st.sampled_from(CELLS))
    widths = st.sampled_from((width,) * 20 + (0, width + 1))
    rows = draw(st.lists(widths.flatmap(lambda n: st.lists(cells, min_size=n, max_size=n)),
                         max_size=6))  # fmt: skip
    end = draw(st.sampled_from(ENDS))
    text = end.join([header, *[delimiter.join(row) for row in rows]]) + draw(
        st.sampled_from(("", end, end * 2))
    )
    return text.encode("utf-8", "surrogateescape")


@settings(max_examples=400)
@given(files())
def test_the_plain_reading_is_the_careful_one_or_none(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("lists") / "a.csv"
    path.write_bytes(content)
    plain = read_plainly(path)
    if plain is not None:
        assert plain.equals(read_with_care(path))


@pytest.mark.parametrize(
    "text",
    [
        "record_id,name\n1,Rosa\n",
        'record_id,name,lat\r\n1,"Rosa, Leeds",53.8\r\n',
        '\ufeffrecord_id;name\n1;"Rosa ""L""\nLeeds"\n;\n2;x',
    ],
)
def test_a_usual_file_needs_no_care(tmp_path, text):
    path = tmp_path / "a.csv"
    path.write_text(text, "utf-8", newline="")
    plain = read_plainly(path)
    assert plain is not None
    assert plain.equals(read_with_care(path))


@pytest.mark.parametrize("plain", [True, False])
def test_files_become_one_table_with_their_remarks(tmp_path, monkeypatch, plain):
    if not plain:
        monkeypatch.setattr(record_files, "read_plainly", lambda _: None)
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    first.write_text("record_id,name,lat,lon,odd\n 1 ,Rosa,53.8,north,x\n2,,,,\n", "utf-8")
    second.write_text('source;record_id;name;lat\nlate;3;"Sur\nNorte";"1,5"\n', "utf-8")
    read = read_records([first, second])
    assert tuple(read.table.column_names) == RECORD_COLUMNS
    rows = read.table.select(["record_id", "source", "name", "city", "lat", "lon"]).to_pylist()
    assert [tuple(row.values()) for row in rows] == [
        ("1", "a.csv", "Rosa", "", 53.8, None),
        ("2", "a.csv", "", "", None, None),
        ("3", "late", "Sur\nNorte", "", 1.5, None),
    ]
    assert read.remarks == [
        "1 records have no name.", "1 coordinates are no numbers and were taken as missing.",
    ]  # fmt: skip


def test_an_id_of_another_file_is_refused_with_both_places(tmp_path):
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("record_id,name\n1,Rosa\n", "utf-8")
    with pytest.raises(InputRefused) as refused:
        read_records([tmp_path / "a.csv", tmp_path / "b.csv"])
    assert refused.value.place.file.endswith("b.csv")
    assert "a.csv, line 2" in refused.value.values["first"]


def test_a_mark_that_spans_blocks_is_read_alike(tmp_path, monkeypatch):
    monkeypatch.setattr(record_files, "BLOCK", 64)
    path = tmp_path / "a.csv"
    rows = "".join(f'{at},"Rosa ""{at}"" of\r\nLeeds"\r\n' for at in range(50))
    path.write_bytes(f"record_id,name\r\n{rows}".encode())
    plain = read_plainly(path)
    assert plain is not None
    assert plain.equals(read_with_care(path))
    path.write_bytes(f'record_id,name\r\n{rows}x,"y"z\r\n{rows}'.encode())
    assert read_plainly(path) is None
    path.write_bytes(f'record_id,name\r\n{rows}x,"y'.encode())
    assert read_plainly(path) is None


def test_a_row_too_large_for_arrow_is_read_with_care(tmp_path, monkeypatch):
    monkeypatch.setattr(record_files, "BLOCK", 64)
    path = tmp_path / "a.csv"
    path.write_text(f"record_id,name\n1,{'x' * 1000}\n", "utf-8")
    assert read_plainly(path) is None
    assert read_records([path]).table.column("name").to_pylist() == ["x" * 1000]
