"""`commonweave reconcile`: an ordinary list in, its matches out."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from commonweave.kernel.refusals import InputRefused
from commonweave.registry.commands import reconciling
from tests.registry.furnished import SECRETS, House, furnish

pytestmark = pytest.mark.django_db

LIST = """Membres au 31 mars;;;
Nom;Ville;Courriel;Note
Coop de solidarité La Rive;Trois-Rivières;info@larive.example;=1+1
;Québec;;sans nom
Zyxwv;Alma;;
Coopérative La Rivière;Trois-Rivières;;"ajout; 2024"
"""


@pytest.fixture
def house() -> House:
    return furnish()


@pytest.fixture
def members(tmp_path: Path) -> Path:
    path = tmp_path / "membres.csv"
    path.write_bytes(LIST.encode("cp1252"))
    return path


def reconcile(*words: str | Path) -> int:
    import argparse

    parser = argparse.ArgumentParser()
    reconciling.add_arguments(parser)
    return reconciling.run(parser.parse_args([str(word) for word in words]))


def read(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))


def test_an_ordinary_list_gets_its_best_match_beside_each_row(
    house: House, members: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.csv"
    assert reconcile(members, "--out", out) == 0
    rows = read(out)
    assert [row["line"] for row in rows] == ["3", "5", "6"]
    first = rows[0]
    assert first["id"] == house.organisation.public_id
    assert first["name"] == "Coopérative de solidarité La Rive"
    assert first["match"] == "yes"
    assert 50 < float(first["score"]) <= 100
    assert (first["Nom"], first["Ville"]) == ("Coop de solidarité La Rive", "Trois-Rivières")
    assert rows[1]["id"] == rows[1]["match"] == ""
    told = capsys.readouterr()
    assert "4 rows in = 3 matched against the inventory + 1 refused." in told.out
    assert "membres.csv, line 4: The row names no organisation." in told.err
    assert not [secret for secret in SECRETS if secret in out.read_text("utf-8")]


def test_a_cell_that_a_spreadsheet_would_run_is_guarded(
    house: House, members: Path, tmp_path: Path
) -> None:
    reconcile(members, "--out", tmp_path / "out.csv")
    assert read(tmp_path / "out.csv")[0]["Note"] == "'=1+1"


def test_more_candidates_stand_in_rows_of_their_own(
    house: House, members: Path, tmp_path: Path
) -> None:
    reconcile(members, "--out", tmp_path / "out.csv", "--limit", "3")
    ranks = [row["rank"] for row in read(tmp_path / "out.csv") if row["line"] == "3"]
    assert ranks == ["1", "2"]


def test_a_column_can_be_named_by_hand(house: House, tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("Xq,Yq\nLa Rive,Trois-Rivières\n", "utf-8")
    with pytest.raises(InputRefused) as refused:
        reconcile(path, "--out", tmp_path / "out.csv")
    assert refused.value.place.file == "odd.csv"
    assert "--column" in refused.value.words()[1]
    reconcile(path, "--out", tmp_path / "out.csv", "--column", "name=Xq", "--column", "town=Yq")
    assert read(tmp_path / "out.csv")[0]["id"]


def test_the_lists_own_columns_keep_apart_from_those_of_the_result(
    house: House, tmp_path: Path
) -> None:
    path = tmp_path / "named.csv"
    path.write_text("Name,ID\nRive (La),7\n", "utf-8")
    reconcile(path, "--out", tmp_path / "out.csv")
    [row] = read(tmp_path / "out.csv")
    assert (row["Name (list)"], row["ID (list)"]) == ("Rive (La)", "7")
    assert row["name"] == "Coopérative de solidarité La Rive"


@pytest.mark.parametrize(
    "words", [("--column", "Nom"), ("--column", "name=Nichts"), ("--column", "colour=Nom")]
)
def test_an_unknown_column_or_property_is_refused(
    house: House, members: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    with pytest.raises(InputRefused):
        reconcile(members, "--out", tmp_path / "out.csv", *words)
    assert not (tmp_path / "out.csv").exists()


def test_nothing_is_written_onto_the_list_or_into_a_missing_folder(
    house: House, members: Path, tmp_path: Path
) -> None:
    for out in (members, tmp_path / "nowhere" / "out.csv"):
        with pytest.raises(InputRefused):
            reconcile(members, "--out", out)
    assert members.read_bytes() == LIST.encode("cp1252")


def test_a_file_that_breaks_off_leaves_no_result(house: House, tmp_path: Path) -> None:
    path = tmp_path / "cut.csv"
    path.write_bytes(b"\x1f\x8b\x08\x00broken")
    with pytest.raises(InputRefused):
        reconcile(path, "--out", tmp_path / "out.csv")
    assert [one.name for one in tmp_path.iterdir() if "out" in one.name] == []
