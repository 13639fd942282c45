"""Two readings of a body set against each other: what changed, what differs, letter by letter."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final, Literal

from commonweave.registry.domain.wording import LABELS, Line, read_values

LONGEST: Final = 300
"""Characters up to which letters are compared; the matcher's cost grows with the square."""

ALIKE: Final = 0.6
"""From this similarity (0 to 1) on, the letters of two different words are worth comparing."""
_WORD: Final = re.compile(r"\w+|\W", re.DOTALL)

Likeness = Literal["same", "differs", "one"]


@dataclass(frozen=True)
class FieldChange:
    """A field before and after; an empty side means that a line came or went."""

    field: str
    label: str
    before: tuple[Line, ...]
    after: tuple[Line, ...]


@dataclass(frozen=True)
class Stretch:
    """A run of letters that both texts share, or that only this one has."""

    text: str
    differs: bool


@dataclass(frozen=True)
class Row:
    """A field of two records side by side; `one` where only one of them speaks."""

    field: str
    label: str
    left: tuple[tuple[Line, tuple[Stretch, ...]], ...]
    right: tuple[tuple[Line, tuple[Stretch, ...]], ...]
    likeness: Likeness


def list_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[FieldChange]:
    """Return the fields whose readable lines differ, with the lines that only one side has."""
    old, new = read_values(before), read_values(after)
    return [
        FieldChange(
            field,
            label,
            tuple(line for line in old.get(field, ()) if line not in new.get(field, ())),
            tuple(line for line in new.get(field, ()) if line not in old.get(field, ())),
        )
        for field, label in LABELS.items()
        if set(old.get(field, ())) != set(new.get(field, ()))
    ]


def mark_differences(left: str, right: str) -> tuple[tuple[Stretch, ...], tuple[Stretch, ...]]:
    """Split two texts into shared and own stretches.

    Words are matched first, then the letters of words that stand in each other's place and are
    alike (Ratcliff and Obershelp's matching blocks). Joined again, the stretches give back each
    text. Texts over `LONGEST` are not split.
    """
    if left == right or max(len(left), len(right)) > LONGEST:
        differs = left != right
        return (Stretch(left, differs),), (Stretch(right, differs),)
    ours: list[Stretch] = []
    theirs: list[Stretch] = []
    a, b = _WORD.findall(left), _WORD.findall(right)
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        one, other = "".join(a[i1:i2]), "".join(b[j1:j2])
        if tag == "replace" and SequenceMatcher(None, one, other).ratio() >= ALIKE:
            _mark_letters(one, other, ours, theirs)
        else:
            _add(ours, one, tag != "equal")
            _add(theirs, other, tag != "equal")
    return tuple(ours), tuple(theirs)


def _mark_letters(one: str, other: str, ours: list[Stretch], theirs: list[Stretch]) -> None:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        _add(ours, one[i1:i2], tag != "equal")
        _add(theirs, other[j1:j2], tag != "equal")


def _add(stretches: list[Stretch], text: str, differs: bool) -> None:
    if text:
        stretches.append(Stretch(text, differs))


def compare_values(left: Mapping[str, Any], right: Mapping[str, Any]) -> list[Row]:
    """Return one row for each field that at least one of two records speaks of."""
    ours, theirs = read_values(left), read_values(right)
    return [
        _row(field, ours.get(field, ()), theirs.get(field, ()))
        for field in LABELS
        if field in ours or field in theirs
    ]


def _row(field: str, left: tuple[Line, ...], right: tuple[Line, ...]) -> Row:
    a, b = _texts(left), _texts(right)
    likeness: Likeness = "one" if not (a and b) else "same" if a == b else "differs"
    marked = [
        tuple((line, _stretches(line.text, others, likeness)) for line in lines)
        for lines, others in ((left, right), (right, left))
    ]
    return Row(field, LABELS[field], marked[0], marked[1], likeness)


def _texts(lines: tuple[Line, ...]) -> set[str]:
    return {" ".join(line.text.casefold().split()) for line in lines}


def _stretches(text: str, others: tuple[Line, ...], likeness: Likeness) -> tuple[Stretch, ...]:
    """Mark a text against the most similar text of the other side."""
    if likeness != "differs" or " ".join(text.casefold().split()) in _texts(others):
        return (Stretch(text, False),)
    rivals = [line.text for line in others if len(line.text) <= LONGEST]
    if not rivals or len(text) > LONGEST:
        return (Stretch(text, True),)
    nearest = max(rivals, key=lambda rival: SequenceMatcher(None, text, rival).quick_ratio())
    return mark_differences(text, nearest)[0]
