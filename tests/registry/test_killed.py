"""Pulling the plug: an import or a weave that is killed leaves the books whole.

Real processes on a real database file are killed (SIGKILL) at several moments; after each the house
must pass its own audit, hold the edition whole or not at all, and come to the same inventory as one
that was never killed.
"""

from __future__ import annotations

import csv
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROWS = 1500
MOMENTS = (0.15, 0.4, 0.6, 0.8, 0.92)


def make_list(path: Path, *, offset: int) -> Path:
    """Write a list in which every third body is also on the list of another offset."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["Identifier", "Name", "City", "Postcode", "Country"])
        for number in range(ROWS):
            body = number if number % 3 == 0 else number + offset
            name = f"{_word(body)} {_word(body * 7 + 3)} Co-operative"
            writer.writerow([number, name, f"Town {body % 40}", f"AB{body % 90} 1CD", "GB"])
    return path


def _word(number: int) -> str:
    syllables = ("ba", "ke", "li", "mo", "nu", "ra", "se", "ti", "vo", "zu")
    return "".join(syllables[int(digit)] for digit in f"{number * 7919 % 100000:05}").capitalize()


def environment(house: Path) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    return {**kept, "COMMONWEAVE_DATA": str(house)}


def command(house: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "commonweave.cli", *words],
        env=environment(house),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def done(house: Path, *words: str) -> str:
    finished = command(house, *words)
    assert finished.returncode == 0, finished.stderr + finished.stdout
    return finished.stdout


def killed_after(seconds: float, house: Path, *words: str) -> bool:
    """Start a command, kill it after some seconds, and say whether it was still running."""
    process = subprocess.Popen(
        [sys.executable, "-m", "commonweave.cli", *words],
        env=environment(house),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return True
    return False


def rows_of(house: Path, sql: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(house / "commonweave.sqlite3") as connection:
        return connection.execute(sql).fetchall()


def partition(house: Path) -> set[frozenset[object]]:
    groups: dict[object, set[object]] = {}
    for record, organisation in rows_of(
        house, "SELECT source_id || ':' || key, organisation_id FROM registry_record"
    ):
        groups.setdefault(organisation, set()).add(record)
    return {frozenset(group) for group in groups.values()}


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("lists")
    return make_list(folder / "a.csv", offset=0), make_list(folder / "b.csv", offset=50_000)


@pytest.fixture(scope="module")
def reference(
    lists: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory
) -> tuple[set[frozenset[object]], float, float]:
    """Return the inventory of a house that was never killed, and how long its steps took."""
    house = tmp_path_factory.mktemp("reference")
    done(house, "import", str(lists[0]), "--source", "A")
    started = time.monotonic()
    done(house, "import", str(lists[1]), "--source", "B")
    imported = time.monotonic()
    done(house, "weave")
    return partition(house), imported - started, time.monotonic() - imported


@pytest.mark.long
def test_a_killed_import_keeps_the_edition_whole_or_not_at_all(
    lists: tuple[Path, Path],
    reference: tuple[set[frozenset[object]], float, float],
    tmp_path: Path,
) -> None:
    killed = 0
    for moment in MOMENTS:
        house = tmp_path / f"at-{moment}"
        done(house, "import", str(lists[0]), "--source", "A")
        killed += killed_after(
            reference[1] * moment, house, "import", str(lists[1]), "--source", "B"
        )
        counts = rows_of(
            house,
            "SELECT e.rows_kept, (SELECT count(*) FROM registry_version v WHERE v.edition_id=e.id)"
            " FROM registry_edition e",
        )
        assert all(kept == versions == ROWS for kept, versions in counts)
        done(house, "import", str(lists[1]), "--source", "B")
        assert rows_of(house, "SELECT count(*) FROM registry_edition") == [(2,)]
        assert rows_of(house, "SELECT count(*) FROM registry_record") == [(2 * ROWS,)]
        done(house, "check")
    assert killed >= len(MOMENTS) - 1, "the imports were too quick to be killed"


@pytest.mark.long
def test_a_killed_weave_comes_to_the_same_inventory(
    lists: tuple[Path, Path],
    reference: tuple[set[frozenset[object]], float, float],
    tmp_path: Path,
) -> None:
    house = tmp_path / "house"
    done(house, "import", str(lists[0]), "--source", "A")
    done(house, "import", str(lists[1]), "--source", "B")
    killed = 0
    for moment in MOMENTS:
        killed += killed_after(reference[2] * moment, house, "weave", "--full")
        done(house, "check")
        held = rows_of(house, "SELECT count(*) FROM registry_record WHERE organisation_id IS NULL")
        assert held in ([(0,)], [(2 * ROWS,)])
    run = json.loads(done(house, "weave", "--json"))
    assert partition(house) == reference[0]
    done(house, "check")
    assert run["organisations"] == len(reference[0])
    assert killed >= len(MOMENTS) - 1, "the weaves were too quick to be killed"
    ids = rows_of(house, "SELECT public_id FROM registry_organisation ORDER BY id")
    done(house, "weave", "--full")
    assert rows_of(house, "SELECT public_id FROM registry_organisation ORDER BY id") == ids


def test_two_imports_of_one_file_at_the_same_time_are_one_edition(
    lists: tuple[Path, Path], tmp_path: Path
) -> None:
    house = tmp_path / "house"
    done(house, "migrate")
    words = [sys.executable, "-m", "commonweave.cli", "import", str(lists[0]), "--source", "A"]
    both = [
        subprocess.Popen(words, env=environment(house), stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [process.communicate(timeout=120)[0] for process in both]
    assert sorted(process.returncode for process in both) in ([0, 0], [0, 4]), said
    assert rows_of(house, "SELECT count(*) FROM registry_edition") == [(1,)]
    assert rows_of(house, "SELECT count(*) FROM registry_record") == [(ROWS,)]
    done(house, "check")
