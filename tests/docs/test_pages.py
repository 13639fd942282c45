"""The first pages show the two commands, and every figure shown names the command behind it."""

import re
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

PARTS = sorted((ROOT / "docs" / "benchmarks").glob("*.md"))


def test_the_readme_shows_the_two_commands() -> None:
    shown = re.findall(r"^\s*(make \w+)", _text(ROOT / "README.md"), re.MULTILINE)
    assert {"make demo", "make test"} <= set(shown)


def test_the_continuous_integration_runs_the_test_command_of_the_readme() -> None:
    assert "make test" in _text(ROOT / ".ci" / "run")


def test_every_benchmark_part_is_on_the_benchmarks_page() -> None:
    included = re.findall(r"\{include\} benchmarks/(\S+)", _text(ROOT / "docs" / "benchmarks.md"))
    assert included
    assert sorted(included) == [path.name for path in PARTS]


@pytest.mark.parametrize("part", PARTS, ids=lambda path: path.name)
def test_every_benchmark_part_names_its_command(part: Path) -> None:
    commands = re.findall(r"(?:python|commonweave|make|pytest)\s+\S+", _text(part))
    assert commands, f"{part.name} shows figures without the command that measures them"


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
