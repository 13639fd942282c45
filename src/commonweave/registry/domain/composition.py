"""Composing a profile out of what several records say.

Nothing is merged away: each value keeps the records behind it, and where records disagree on a
field that has one answer, the others stand beside the one that is shown. Who is believed first is
readable in `_rank`: an entry still on its list before one that vanished, then the source's trust,
then how many records agree, then the newest edition; ties fall to the oldest record.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, cast
from unicodedata import combining, normalize

from commonweave.registry.domain.composed import Composed, ComposedValues, Voice
from commonweave.registry.domain.fields import Name, RecordValues

ONE_ANSWER: Final = (
    "legal_form",
    "structure",
    "address",
    "territory",
    "location",
    "founded",
    "dissolved",
    "status",
    "members",
    "employees",
    "volunteers",
    "turnover",
)
"""Fields on which records can disagree."""

MANY_ANSWERS: Final = ("identifiers", "activities", "description", "websites", "networks")
"""Fields whose values stand side by side."""

_NAME_ORDER: Final = {"main": 0, "legal": 1, "alternative": 2, "acronym": 3, "former": 4}
_WORD: Final = re.compile(r"[^\W_]+")
_SAME_PLACE_DEGREES: Final = 0.005  # about 500 m: the same house geocoded by two services


@dataclass(frozen=True)
class Testimony:
    """One record as a witness: what it says and how much weight it has."""

    record: int
    values: RecordValues
    trust: int  # 0 to 100
    listed: bool
    as_of: str  # ISO date of the last edition that had it


@dataclass
class _Saying:
    value: Any
    voices: list[Testimony]


def compose(testimonies: Sequence[Testimony]) -> ComposedValues:
    """Compose what the records say. Does not depend on their order; personal contacts stay out."""
    witnesses = sorted(testimonies, key=lambda t: t.record)
    composed: dict[str, Any] = {}
    _compose_names(witnesses, composed)
    for field in ONE_ANSWER:
        sayings = _gather(((w, w.values.get(field)) for w in witnesses), _KEYS.get(field, _key))
        if sayings:
            composed[field] = _answer(sayings, _AGREES.get(field, _never))
    for field in MANY_ANSWERS:
        values = ((w, value) for w in witnesses for value in _listed(w.values, field))
        if sayings := _gather(values, _KEYS.get(field, _key)):
            composed[field] = [_voice(saying) for saying in sorted(sayings, key=_order)]
    contacts = (
        (w, c) for w in witnesses for c in w.values.get("contacts", []) if not c["personal"]
    )
    if sayings := _gather(contacts, _key):
        composed["contacts"] = [_voice(saying) for saying in sorted(sayings, key=_order)]
    return cast("ComposedValues", composed)


def count_disagreements(composed: ComposedValues) -> int:
    """Return on how many fields with one answer the records differ (names aside)."""
    answers = cast("dict[str, Composed]", composed)
    return sum(1 for field in ONE_ANSWER if field in answers and answers[field]["others"])


def _compose_names(witnesses: Sequence[Testimony], composed: dict[str, Any]) -> None:
    said = [(w, name) for w in witnesses for name in w.values.get("names", [])]
    sayings = _gather(said, lambda name: fold_text(name["text"]))
    if not sayings:
        return
    titles = [s for s in sayings if any(_is_title(v, s) for v in s.voices)] or sayings
    best = min(titles, key=_order)
    agreeing = {witness.record for witness in best.voices}
    others, names = [], []
    for saying in sorted(sayings, key=_order):
        # Who also knows the body under the name that is shown does not disagree with it.
        apart = [w for w in saying.voices if w.record not in agreeing and _is_title(w, saying)]
        if apart:
            others.append(_voice(_Saying(saying.value, apart)))
        elif saying is not best:
            names.append(_voice(saying))
    composed["name"] = Composed(value=best.value, records=_records(best), others=others)
    if names:
        composed["names"] = names


def _is_title(witness: Testimony, saying: _Saying) -> bool:
    """Tell whether the witness uses this as the name it goes by."""
    key = fold_text(saying.value["text"])
    names = [n for n in witness.values.get("names", []) if n["kind"] in ("main", "legal")]
    main = [n for n in names if n["kind"] == "main"] or names
    return any(fold_text(n["text"]) == key for n in main)


def _gather(said: Iterable[tuple[Testimony, Any]], key_of: Callable[[Any], str]) -> list[_Saying]:
    """Group what is said by sameness, keeping the spelling of the best witness."""
    groups: dict[str, list[tuple[Testimony, Any]]] = {}
    for witness, value in said:
        if value is not None:
            groups.setdefault(key_of(value), []).append((witness, value))
    sayings = []
    for group in groups.values():
        best = min(group, key=lambda pair: (_rank(pair[0]), _name_rank(pair[1])))
        voices = {witness.record: witness for witness, _ in group}
        sayings.append(_Saying(best[1], list(voices.values())))
    return sayings


def _answer(sayings: list[_Saying], agrees: Callable[[Any, Any], bool]) -> Composed:
    """Show the saying believed first; who says less, but nothing else, stands with it."""
    first, *rest = sorted(sayings, key=_order)
    others = []
    for saying in rest:
        if agrees(first.value, saying.value):
            fuller = max(first.value, saying.value, key=lambda value: len(_key(value)))
            first = _Saying(fuller, first.voices + saying.voices)
        else:
            others.append(saying)
    return Composed(
        value=first.value, records=_records(first), others=[_voice(saying) for saying in others]
    )


def _rank(witness: Testimony) -> tuple[bool, int, int, int]:
    return (not witness.listed, -witness.trust, -_day(witness.as_of), witness.record)


def _order(saying: _Saying) -> tuple[Any, ...]:
    """Sort key of a saying: smaller is believed first."""
    best = min(saying.voices, key=_rank)
    return (
        not best.listed,
        -best.trust,
        -len(saying.voices),
        -_day(best.as_of),
        _name_rank(saying.value),
        best.record,
        json.dumps(saying.value, sort_keys=True, ensure_ascii=False),
    )


def _name_rank(value: Any) -> int:
    return _NAME_ORDER.get(value.get("kind", ""), 9) if isinstance(value, dict) else 9


def _day(iso: str) -> int:
    return int(iso.replace("-", ""))


def _records(saying: _Saying) -> list[int]:
    return sorted(witness.record for witness in saying.voices)


def _voice(saying: _Saying) -> Voice:
    return Voice(value=saying.value, records=_records(saying))


def _listed(values: RecordValues, field: str) -> Sequence[Any]:
    return cast("Sequence[Any]", values.get(field, []))


@lru_cache(maxsize=65536)
def fold_text(text: str) -> str:
    """Fold case, accents, punctuation and spacing: `Coopérative  ETC.` = `cooperative etc`."""
    flat = text.casefold()
    if not flat.isascii():
        flat = "".join(c for c in normalize("NFKD", flat) if not combining(c))
    return " ".join(_WORD.findall(flat)) or text


def _key(value: Any) -> str:
    """Sameness of any value: equal but for case, accents, punctuation and language tags."""
    if isinstance(value, str):
        return fold_text(value)
    slim = {k: fold_text(v) if isinstance(v, str) else v for k, v in value.items() if k != "lang"}
    return json.dumps(slim, sort_keys=True, ensure_ascii=False)


def _coded_key(value: Any) -> str:
    return str(value.get("code") or fold_text(value["text"]))


def _identifier_key(value: Any) -> str:
    return f"{value['scheme']}:{fold_text(value['value'])}"


def _never(_one: Any, _other: Any) -> bool:
    return False


def _same_address(one: Any, other: Any) -> bool:
    """Addresses agree when no part that both give differs, and they share street or postcode.

    An address without street and postcode agrees with any address of its town.
    """
    shared = [part for part in one if part in other]
    flat = {part: (fold_text(one[part]), fold_text(other[part])) for part in shared}
    if any(a.replace(" ", "") != b.replace(" ", "") for a, b in flat.values()):
        return False
    exact = {"street", "postcode"}
    if exact.intersection(flat):
        return True
    return "locality" in flat and not (exact.intersection(one) and exact.intersection(other))


def _near(one: Any, other: Any) -> bool:
    return all(abs(one[axis] - other[axis]) <= _SAME_PLACE_DEGREES for axis in ("lat", "lon"))


def _same_date(one: Any, other: Any) -> bool:
    """A year agrees with any day of that year."""
    return bool(one.startswith(other) or other.startswith(one))


def _website_key(value: Any) -> str:
    bare = str(value).casefold().split("://", 1)[-1].removeprefix("www.")
    return bare.rstrip("/")


_KEYS: Final[dict[str, Callable[[Any], str]]] = {
    "legal_form": _coded_key,
    "structure": _coded_key,
    "activities": _coded_key,
    "status": _coded_key,
    "identifiers": _identifier_key,
    "websites": _website_key,
}

_AGREES: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "address": _same_address,
    "location": _near,
    "founded": _same_date,
    "dissolved": _same_date,
}


def title_of(names: Sequence[Name]) -> str:
    """Return the name that a single record goes by, or an empty text."""
    ordered = sorted(names, key=lambda name: _NAME_ORDER[name["kind"]])
    return ordered[0]["text"] if ordered else ""
