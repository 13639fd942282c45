"""What the name of a column can mean, by the table of synonyms in five languages."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from commonweave.registry.data import read_table
from commonweave.registry.domain.folding import fold, fold_key

EXACT, NUMBERED, HEAD, NEAR = 0.95, 0.9, 0.7, 0.65
_TAIL = re.compile(r"\s*(?:\(.*\)|\[.*\]|__.*|\s[-–—:]\s.*|\*+)\s*$", re.DOTALL)
_PARTS = ("address.", "location.", "contact.email", "contact.phone")
_NUMBERED = re.compile(r"[\s_]*\d$")
_FILLER_WORDS = """
    organisation organization organisme org structure entreprise enterprise company coop cooperative
    association the of de la le les du des l d del da do dos das der die das des siege sede contact
    main
    principal principale head office unite legale etablissement entity entite entidade entidad
    empresa
    member membre mitglied field col registered primary current actual legale officiel official your
    body group groupe initiative lieu votre su seu ihre p geo postal postale addr addresse full
    complete display general public
"""
_FILLERS = frozenset(_FILLER_WORDS.split())
_LANGUAGE_CODES = """
    en fr es pt de it nl ca eu gl el ro pl cs sk hu hr sl sr bg fi sv da no et lv lt mt ga ar ko ja
    zh ru uk tr he sq mk cy br oc
"""
_LANGUAGES = {code: code for code in _LANGUAGE_CODES.split()} | {
    "gr": "el", "cz": "cs", "dk": "da", "ua": "uk", "jp": "ja", "kr": "ko", "cn": "zh",
}  # fmt: skip
"""Languages as ISO 639-1 has them, and country codes that lists write in their place."""
_WITH_LANGUAGE = re.compile(r"(.+?)[\s_:.\-(@]+([A-Za-z]{2})\)?$")


class Meaning(NamedTuple):
    """A field that a column's name can mean: how surely, by which form, in which languages."""

    field: str
    quality: float
    form: str
    languages: tuple[str, ...]
    rank: int
    lang: str | None = None


@lru_cache(maxsize=1)
def _table() -> dict[str, tuple[Meaning, ...]]:
    found: dict[str, dict[str, Meaning]] = {}
    for rank, row in enumerate(read_table("header_synonyms.csv")):
        fields = found.setdefault(fold_key(row["form"]), {})
        before = fields.get(row["field"])
        languages = (*(before.languages if before else ()), row["language"])
        fields[row["field"]] = Meaning(
            row["field"],
            EXACT,
            before.form if before else row["form"],
            tuple(dict.fromkeys(languages)),
            before.rank if before else rank,
        )
    return {key: tuple(fields.values()) for key, fields in found.items()}


def _look_up(text: str, quality: float) -> tuple[Meaning, ...]:
    found = _table().get(fold_key(text), ())
    return found if quality == EXACT else tuple(m._replace(quality=quality) for m in found)


def _without_fillers(column: str) -> str:
    return " ".join(word for word in fold(column).split() if word not in _FILLERS)


def _in_a_language(column: str) -> tuple[Meaning, ...]:
    match = _WITH_LANGUAGE.fullmatch(column)
    if match is None or match[2].lower() not in _LANGUAGES:
        return ()
    lang = _LANGUAGES[match[2].lower()]
    fields = ("name", "description", "activity")
    return tuple(
        meaning._replace(lang=lang)
        for meaning in _look_up(match[1], EXACT)
        if meaning.field.partition(".")[0] in fields
    )


def _of_a_part(column: str) -> tuple[Meaning, ...]:
    """Read a path of a document (`location.lat`) by its last part, where that is sure."""
    parents, dot, last = column.rpartition(".")
    if not dot or not parents.strip() or " " in column.strip():
        return ()
    found = _look_up(last, NUMBERED)
    return tuple(m for m in found if m.field.startswith(_PARTS) and m.field != "address.full")


@lru_cache(maxsize=4096)
def meanings(column: str) -> tuple[Meaning, ...]:
    """Return what a column's name can mean, best first; empty where nothing is known.

    Tried in turn: the whole name; the name with a language at its end (`description:de`); the last
    part of a path (`location.lat`); the name
    without
    a part in brackets or after a dash, or a number at its end; the name without words that only say
    whose value it is ("of the organisation", "siège").
    """
    for found in (_look_up(column, EXACT), _in_a_language(column)):
        if found:
            return found
    if found := _of_a_part(column):
        return found
    head = _TAIL.sub("", column)
    if head != column and head.strip() and (found := _look_up(head, HEAD)):
        return found
    unnumbered = _NUMBERED.sub("", column)
    if unnumbered != column and (found := _look_up(unnumbered, NUMBERED)):
        return found
    core = _without_fillers(head)
    return _look_up(core, NEAR) if core and core != fold(column) else ()


def is_known(column: str) -> bool:
    """Whether a column's name means something by the table."""
    return bool(meanings(column))
