"""The first pages show the two commands, and every figure shown names the command behind it."""

import re
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

COMMAND = re.compile(r"(?:python|commonweave|make|pytest) \S+")
PARTS = sorted((ROOT / "docs" / "benchmarks").glob("*.md"))


def test_the_readme_shows_the_two_commands() -> None:
    shown = re.findall(r"^\s*(make \w+)", _text(ROOT / "README.md"), re.MULTILINE)
    assert {"make demo", "make test"} <= set(shown)


def test_the_continuous_integration_runs_the_test_command_of_the_readme() -> None:
    assert "make test" in _text(ROOT / ".ci" / "run")


def test_every_benchmark_is_in_the_overview_with_its_command() -> None:
    rows = re.findall(r"^\|(.+)\|$", _text(ROOT / "docs" / "benchmarks.md"), re.MULTILINE)[2:]
    cells = [[cell.strip() for cell in row.split("|")] for row in rows]
    assert cells
    assert [row for row in cells if not COMMAND.search(row[2])] == []
    linked = set(re.findall(r"\(benchmarks/([^)#]+)", " ".join(rows)))
    assert linked == {path.name for path in PARTS}


@pytest.mark.parametrize("part", PARTS, ids=lambda path: path.name)
def test_every_benchmark_part_names_its_command(part: Path) -> None:
    assert COMMAND.search(_text(part)), f"{part.name} shows figures without their command"


def test_the_files_that_the_readme_links_to_are_there() -> None:
    targets = re.findall(r"\]\(([^)#]+)[^)]*\)", _text(ROOT / "README.md"))
    assert targets
    assert [t for t in targets if "://" not in t and not (ROOT / t).exists()] == []


def test_every_how_to_and_explanation_begins_with_one_heading() -> None:
    pages = [
        p for p in (ROOT / "docs").rglob("*.md") if not {"_build", "benchmarks"} & set(p.parts)
    ]
    assert [p.name for p in pages if len(re.findall(r"^# ", _prose(p), re.MULTILINE)) != 1] == []


def _prose(path: Path) -> str:
    return re.sub(r"```.*?```", "", _text(path), flags=re.DOTALL)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")
