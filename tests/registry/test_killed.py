"""Pulling the plug: an import or a weave that is killed leaves the books whole.

Real processes on a real database file kill themselves (SIGKILL) before a chosen step (see
`killing`); after each the house must pass its own audit, hold the edition whole or not at all, and
come to the same inventory as one that was never killed.
"""

from __future__ import annotations

import csv
import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROWS = 600
SHARES = (0.1, 0.3, 0.5, 0.7, 0.9)
PROJECT = Path(__file__).parents[2]


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


def start(house: Path, *words: str, step: int = 0) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.registry.killing", str(step), *words],
        cwd=PROJECT,
        env=environment(house),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def done(house: Path, *words: str) -> str:
    """Run a command to its end and return what it printed."""
    finished = start(house, *words)
    assert finished.returncode == 0, finished.stderr + finished.stdout
    return finished.stdout


def steps_of(house: Path, *words: str) -> int:
    return int(done(house, *words).rpartition("steps: ")[2])


def kill_at(step: int, house: Path, *words: str) -> None:
    finished = start(house, *words, step=step)
    assert finished.returncode == -signal.SIGKILL, finished.stderr + finished.stdout


def moments(steps: int) -> Iterator[int]:
    """Yield steps all over a run and the last few, where things are made to hold."""
    yield from sorted(
        {max(1, int(steps * share)) for share in SHARES} | {steps - 2, steps - 1, steps}
    )


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


@pytest.mark.long
def test_a_killed_import_keeps_the_edition_whole_or_not_at_all(
    lists: tuple[Path, Path], tmp_path: Path
) -> None:
    first = ("import", str(lists[0]), "--source", "A")
    second = ("import", str(lists[1]), "--source", "B")
    whole = tmp_path / "whole"
    done(whole, *first)
    for step in moments(steps_of(whole, *second)):
        house = tmp_path / f"killed-at-{step}"
        done(house, *first)
        kill_at(step, house, *second)
        kept = "SELECT count(*) FROM registry_version v WHERE v.edition_id = e.id"
        counts = rows_of(house, f"SELECT e.rows_kept, ({kept}) FROM registry_edition e")
        assert all(told == versions == ROWS for told, versions in counts)
        done(house, "check")
        done(house, *second)
        assert rows_of(house, "SELECT count(*) FROM registry_edition") == [(2,)]
        assert rows_of(house, "SELECT count(*) FROM registry_record") == [(2 * ROWS,)]
        done(house, "check")


@pytest.mark.long
def test_a_killed_weave_comes_to_the_same_inventory(
    lists: tuple[Path, Path], tmp_path: Path
) -> None:
    whole, house = tmp_path / "whole", tmp_path / "house"
    for folder in (whole, house):
        for path, name in zip(lists, "AB", strict=True):
            done(folder, "import", str(path), "--source", name)
    steps = steps_of(whole, "weave")
    for step in moments(steps):
        kill_at(step, house, "weave", "--full")
        done(house, "check")
        held = rows_of(house, "SELECT count(*) FROM registry_record WHERE organisation_id IS NULL")
        assert held in ([(0,)], [(2 * ROWS,)])
        drawn = "SELECT DISTINCT run_id, source_id FROM registry_drawnquestion"
        runs = rows_of(house, "SELECT count(*) FROM registry_weaverun")
        assert len(rows_of(house, drawn)) == (2 if runs != [(0,)] else 0)
    run = json.loads(done(house, "weave", "--json").splitlines()[0])
    assert partition(house) == partition(whole)
    assert run["organisations"] == len(partition(whole))
    done(house, "check")
    ids = rows_of(house, "SELECT public_id FROM registry_organisation ORDER BY id")
    done(house, "weave", "--full")
    assert rows_of(house, "SELECT public_id FROM registry_organisation ORDER BY id") == ids


@pytest.mark.long
def test_a_decision_that_is_killed_holds_whole_or_not_at_all(
    lists: tuple[Path, Path], tmp_path: Path
) -> None:
    whole, house = tmp_path / "whole", tmp_path / "house"
    for folder in (whole, house):
        done(folder, "import", str(lists[0]), "--source", "A")
        done(folder, "weave")
        done(folder, "import", str(lists[1]), "--source", "B")
    before = partition(house)
    proposing = ("weave", "--propose", "--full")
    for step in [*moments(steps_of(whole, *proposing))][-4:]:
        kill_at(step, house, *proposing)
        done(house, "check")
        assert partition(house) == before
    done(house, *proposing)
    accepting = ("weave", "--accept", newest_run(whole))
    for step in moments(steps_of(whole, *accepting)):
        words = ("weave", "--accept", newest_run(house))
        if rows_of(house, "SELECT 1 FROM registry_weaverun WHERE state = 'proposed'"):
            kill_at(step, house, *words)
        done(house, "check")
        assert partition(house) in (before, partition(whole))
    if rows_of(house, "SELECT 1 FROM registry_weaverun WHERE state = 'proposed'"):
        done(house, "weave", "--accept", newest_run(house))
    accepted = partition(whole)
    assert partition(house) == accepted
    taking = steps_of(whole, "weave", "--take-back", newest_run(whole))
    for step in [*moments(taking)][:-1]:
        kill_at(step, house, "weave", "--take-back", newest_run(house))
        done(house, "check")
        assert partition(house) == accepted
    done(house, "weave", "--take-back", newest_run(house))
    assert partition(house) == partition(whole)
    done(house, "check")


def newest_run(house: Path) -> str:
    return str(
        rows_of(house, "SELECT max(id) FROM registry_weaverun WHERE undoes_id IS NULL")[0][0]
    )


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
