"""The import contracts of pyproject.toml catch what they are there to catch."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

BREACHES = {
    "Domain cores and the kernel are pure": ("registry/domain/planted.py", "import sqlite3"),
    "Rooms stand in order": ("accounts/planted.py", "import commonweave.registry.models"),
    "Inside a room": ("registry/models/planted.py", "import commonweave.registry.services"),
    "The plain tools need no Django": ("linkage/planted.py", "import django.conf"),
}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    house = tmp_path_factory.mktemp("house")
    shutil.copy(ROOT / "pyproject.toml", house)
    shutil.copytree(ROOT / "src", house / "src", ignore=shutil.ignore_patterns("__pycache__"))
    package = house / "src" / "commonweave"
    (package / "registry" / "services.py").touch()
    for place, line in BREACHES.values():
        (package / place).write_text(line + "\n", encoding="utf-8")
    (package / "unplaced").mkdir()
    (package / "unplaced" / "__init__.py").touch()
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-logo", "--no-cache"]
    done = subprocess.run(
        command, cwd=house, env={"PYTHONPATH": "src"}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("contract", BREACHES)
def test_a_planted_breach_is_caught(report: str, contract: str) -> None:
    assert f"{contract} BROKEN" in report
    place = BREACHES[contract][0].removesuffix(".py").replace("/", ".")
    assert f"commonweave.{place} -> " in report


def test_a_room_without_a_place_in_the_order_is_caught(report: str) -> None:
    assert "unplaced" in report
