"""The reference manual names every code, field and option that there is."""

from __future__ import annotations

from pathlib import Path

from commonweave.registry.domain.fieldnames import FIELDS
from commonweave.registry.domain.kinds import NOTES, REPAIRS, ROW_REFUSALS
from commonweave.registry.domain.mapping import OPTIONS, known_schemes
from commonweave.registry.reading import FILE_REFUSALS, ReadLimits

MANUAL = (Path(__file__).parents[2] / "docs" / "reference" / "lists.md").read_text(encoding="utf-8")


def test_every_code_field_and_option_is_in_the_manual() -> None:
    tables = (FIELDS, NOTES, REPAIRS, ROW_REFUSALS, OPTIONS, FILE_REFUSALS, known_schemes())
    missing = [name for table in tables for name in table if f"`{name}" not in MANUAL]
    assert missing == []


def test_the_limits_of_the_manual_are_those_of_the_code() -> None:
    limits = ReadLimits()
    mebibyte = 1024 * 1024
    assert f"| one cell | {limits.cell_chars} characters |" in MANUAL
    assert f"| one line | {limits.line_bytes // 1024} KiB |" in MANUAL
    assert f"| file | {limits.file_bytes // mebibyte} MiB;" in MANUAL
    assert f"1 : {limits.ratio}" in MANUAL
