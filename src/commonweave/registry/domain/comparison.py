"""Two readings of a body set against each other: what changed, what differs, letter by letter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final, Literal

from commonweave.registry.domain.reading import LABELS, Line, read_values

LONGEST: Final = 300
"""Characters up to which letters are compared; the matcher's cost grows with the square."""

Likeness = Literal["same", "differs", "one"]


@dataclass(frozen=True)
class FieldChange:
    """A field before and after; an empty side means that the source said nothing."""

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
    """Return the fields whose readable lines differ; the order of a list's lines does not count."""
    old, new = read_values(before), read_values(after)
    return [
        FieldChange(field, label, old.get(field, ()), new.get(field, ()))
        for field, label in LABELS.items()
        if set(old.get(field, ())) != set(new.get(field, ()))
    ]


def mark_differences(left: str, right: str) -> tuple[tuple[Stretch, ...], tuple[Stretch, ...]]:
    """Split two texts into shared and own stretches (Ratcliff and Obershelp's matching blocks).

    Joined again, the stretches give back each text. Texts over `LONGEST` are not split.
    """
    if left == right or max(len(left), len(right)) > LONGEST:
        differs = left != right
        return (Stretch(left, differs),), (Stretch(right, differs),)
    ours: list[Stretch] = []
    theirs: list[Stretch] = []
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if i2 > i1:
            ours.append(Stretch(left[i1:i2], tag != "equal"))
        if j2 > j1:
            theirs.append(Stretch(right[j1:j2], tag != "equal"))
    return tuple(ours), tuple(theirs)


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
