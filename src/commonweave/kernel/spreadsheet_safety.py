"""Cells that a spreadsheet would run as formulas.

After OWASP's page on CSV injection: a cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage
return may be run when a person opens the file. Numbers and telephone numbers begin so too and are
harmless; they are left alone.
"""

from __future__ import annotations

import re

_HARMLESS = re.compile(
    r"[+-]?(?:\d[\d\s.,'’]*(?:[eE][+-]?\d+)?)%?|\+?[\d\s().\-/]+(?:;?\s?(?:ext|x)\.?=?\s?\d+)?"
    r"|[+-]\d+(?:\.\d+)?[,;\s]+[+-]?\d+(?:\.\d+)?|-+|@[\w.]{1,40}"
)
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def is_formula(text: str) -> bool:
    """Whether a spreadsheet might run this text; a telephone or signed number is harmless."""
    bare = text.lstrip(" \u00a0'\"") if text[:1] in " \u00a0" else text
    if not bare.startswith(_STARTS):
        return False
    return not _HARMLESS.fullmatch(bare)


def guard_cell(text: str) -> str:
    """Return the text as it may be written into a CSV or XLSX cell.

    A text that might be run gets an apostrophe in front, which spreadsheets read as "this is text".
    """
    return "'" + text if is_formula(text) else text
