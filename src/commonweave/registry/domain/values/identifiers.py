"""Identifiers: a number, its scheme and who hands it out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Any

from commonweave.registry.data import read_table
from commonweave.registry.domain.fields import Identifier
from commonweave.registry.domain.values.numbers import drop_spreadsheet_zero
from commonweave.registry.domain.values.outcome import NOT_UNDERSTOOD, Change, Outcome, Parsed

REGISTER = "register"
"""The scheme of a register's number where the list does not say which register it is."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """A numbering.

    `code` in the style of org-id.guide; `shape`, a pattern of its bare form; `check`, the module of
    python-stdnum that knows its check digit; `pad`, the length to which zeros are restored.
    """

    code: str
    authority: str
    country: str
    check: str
    shape: str
    pad: int
    registrars: frozenset[str]


@lru_cache(maxsize=1)
def schemes() -> dict[str, Scheme]:
    """Every known scheme by its code, from `registry/data/identifier_schemes.csv`."""
    return {
        row["scheme"]: Scheme(
            row["scheme"],
            row["authority"],
            row["country"],
            row["stdnum"],
            row["shape"],
            int(row["pad"] or 0),
            frozenset(word for word in row["registrars"].split("|") if word),
        )
        for row in read_table("identifier_schemes.csv")
    }


@lru_cache(maxsize=1024)
def scheme_of_registrar(registrar: str) -> Scheme | None:
    """Return the scheme of the register that a cell names (`FCA`, `Companies House`)."""
    word = " ".join(registrar.casefold().split())
    return next((scheme for scheme in schemes().values() if word in scheme.registrars), None)


@lru_cache(maxsize=64)
def _checker(name: str) -> Any:
    return import_module(f"stdnum.{name}")


def _bare(text: str, scheme: Scheme | None) -> str:
    compact = re.sub(r"[\s.\-–/_']", "", text).upper()
    if scheme is None or not scheme.shape:
        return text
    prefix = scheme.code.replace("-", "")
    return compact.removeprefix(prefix) if len(compact) > len(prefix) else compact


def _fails(value: str, scheme: Scheme) -> bool:
    if scheme.shape and not re.fullmatch(scheme.shape, value):
        return True
    if not scheme.check or (scheme.code == "BR-CNPJ" and len(value) == 8):
        return False
    return not _checker(scheme.check).is_valid(value)


@lru_cache(maxsize=65536)
def parse_identifier(
    text: str, scheme_code: str, authority: str = "", country: str | None = None
) -> Outcome[Identifier]:
    """Write a number in its scheme's form and check it.

    A number with another shape or a wrong check digit is kept, with `check_failed`: a source may
    well have mistyped what still tells two bodies apart. Zeros lost in a spreadsheet are restored,
    unless the body is in another `country` than the scheme's (a number of Jersey in a British
    list).
    """
    if len(text) > 80 or not any(c.isalnum() for c in text):
        return NOT_UNDERSTOOD
    scheme = schemes().get(scheme_code)
    plain, changes = drop_spreadsheet_zero(text)
    value = _bare(plain, scheme)
    at_home = scheme is not None and country in (None, scheme.country)
    if scheme and scheme.pad and at_home and value.isdigit() and len(value) < scheme.pad:
        if not re.fullmatch(scheme.shape, value):
            value = value.zfill(scheme.pad)
            changes = (*changes, Change("zero_restored", plain, value))
    elif value != plain:
        changes = (*changes, Change("identifier_form", plain, value))
    if scheme and _fails(value, scheme):
        changes = (*changes, Change("check_failed", text, value))
    found: Identifier = {"scheme": scheme_code, "value": value}
    who = authority or (scheme.authority if scheme else "")
    if who:
        found["authority"] = who
    return Parsed(found, changes)
