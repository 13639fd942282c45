"""The word lists beside this module, read once."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

LANGS = ("en", "fr", "es", "pt", "ko", "ar")
LANG_INDEX = {lang: number for number, lang in enumerate(LANGS)}


@dataclass(frozen=True, slots=True)
class Head:
    """How one kind of body calls itself in one language."""

    form: str
    heads: tuple[str, ...]
    short: str
    suffixes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Activity:
    """A field of activity: code, the kinds of body that have it, labels in the order of `LANGS`."""

    code: str
    kinds: frozenset[str]
    labels: tuple[str, ...]


def _table(name: str) -> list[dict[str, str]]:
    text = files("commonweave.sample.data").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def toml(name: str) -> dict[str, Any]:
    """Return a TOML file of the data folder."""
    text = files("commonweave.sample.data").joinpath(name).read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def phrases(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the phrases of `nouns.csv` or `complements.csv`, each in the order of `LANGS`."""
    return tuple(tuple(row[lang] for lang in LANGS) for row in _table(name))


@cache
def heads() -> dict[tuple[str, str], Head]:
    """Return the heads of names by (kind, language)."""
    return {
        (row["kind"], row["lang"]): Head(
            form=row["form"],
            heads=tuple(row["heads"].split("|")),
            short=row["short"],
            suffixes=tuple((row["suffixes"] or "").split("|")),
        )
        for row in _table("heads.csv")
    }


@cache
def activities() -> dict[str, Activity]:
    """Return the fields of activity by code."""
    return {
        row["code"]: Activity(
            code=row["code"],
            kinds=frozenset(row["kinds"].split()),
            labels=tuple(row[lang] for lang in LANGS),
        )
        for row in _table("activities.csv")
    }


@cache
def activities_of(kind: str) -> tuple[Activity, ...]:
    """Return the activities a kind of body may have, in the order of the file."""
    return tuple(one for one in activities().values() if kind in one.kinds)


@cache
def streets(lang: str) -> tuple[str, ...]:
    """Return street names in a language."""
    return tuple(row["street"] for row in _table("streets.csv") if row["lang"] == lang)
