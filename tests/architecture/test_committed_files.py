"""What is committed fits every machine: no registry's address, no path of somebody's computer."""

import re
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, committed_files

# Put together here, so that this file holds none of them itself.
HOSTS = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("registry", "npmjs", "org"),
        ("deb", "debian", "org"),
        ("registry", "yarnpkg", "com"),
    )
]
FOREIGN = re.compile(
    "|".join(
        [
            *map(re.escape, HOSTS),
            r"--(?:extra-)?index-url[ =]\S",
            r"--find-links[ =]\S",
            r"(?<![\w.$}~/])/(?:work|root|home|Users)/\w",
            r"/tmp/(?:cw|tools)\b",
        ]
    )
)
LARGEST = 1_000_000


def foreign(text: str) -> list[str]:
    """The traces of one machine or one registry in a text."""
    return FOREIGN.findall(text)


def test_no_committed_file_names_a_registry_or_a_path_of_one_machine() -> None:
    found = {}
    for path in committed_files():
        if path != Path(__file__) and foreign(text := _text(path)):
            found[str(path.relative_to(ROOT))] = foreign(text)[:3]
    assert found == {}


def _text(path: Path) -> str:
    data = path.read_bytes()
    return "" if b"\0" in data[:8000] else data.decode("utf-8", errors="replace")


@pytest.mark.parametrize(
    "text", [f"https://{HOSTS[0]}/simple", "--index-url x", "open('/home/me/list.csv')"]
)
def test_a_planted_trace_is_caught(text: str) -> None:
    assert foreign(text)


@pytest.mark.parametrize(
    "text", ["/api/v1/organisations", "~/work/lists", "https://x.example/home/a"]
)
def test_ordinary_text_is_let_through(text: str) -> None:
    assert foreign(text) == []


def test_no_committed_file_is_larger_than_a_megabyte() -> None:
    sizes = {str(path.relative_to(ROOT)): path.stat().st_size for path in committed_files()}
    assert {name: size for name, size in sizes.items() if size > LARGEST} == {}


def test_every_requirement_is_pinned_with_a_hash() -> None:
    for path in sorted((ROOT / "requirements").glob("*.txt")):
        blocks = re.split(r"\n(?=\S)", path.read_text(encoding="utf-8"))
        pins = [block for block in blocks if block.strip() and not block.startswith("#")]
        assert pins, path
        assert [p for p in pins if "==" not in p or "--hash=sha256:" not in p] == [], path
