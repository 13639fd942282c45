"""What a comparison reads, as NumPy columns: numbers for texts, rows that lie together in memory.

`kernels/layout.pxd` says the same to the compiled loops.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Ints: TypeAlias = npt.NDArray[np.int32]
Floats: TypeAlias = npt.NDArray[np.float32]
Rows: TypeAlias = npt.NDArray[np.void]

FORM_WORDS = 8
"""Words of a name form that are compared: its rarest."""
TOWN_WORDS = 4
CONTACT_KINDS = ("email", "identifier", "phone", "site")
"""Kinds of contacts, in the order in which those of one record stand."""

RECORD = np.dtype(
    [
        ("point", "f8", 3),  # on a sphere of radius 1; NaN where unknown
        *((name, "i4") for name in (
            "source", "country", "region", "town", "postcode", "area", "house", "legal",
            "types", "year", "day", "door_bodies", "town_bodies", "twins", "town_sound",
        )),
        *((name, "i4") for name in ("names", "streets", "contacts")),  # where its own begin
        ("name_count", "u1"), ("street_count", "u1"), ("contact_counts", "u1", len(CONTACT_KINDS)),
        ("fine", "u1"), ("crowded", "u1"), ("latin", "u1"),
    ],
    align=True,
)  # fmt: skip
FORM = np.dtype(
    [
        ("words", "i4", FORM_WORDS),
        *((name, "i4") for name in ("full", "core", "compact", "acronym", "bodies")),
        ("flags", "u1", FORM_WORDS), ("count", "u1"), ("single", "u1"),
        ("latin", "u1"),
    ],
    align=True,
)  # fmt: skip
WORD = np.dtype([
    ("first", "i4"), ("sound", "i4"), ("length", "i4"), ("bodies", "i4"),
    ("general", "i4"), ("weight", "f4"),
])  # fmt: skip
CONTACT = np.dtype([
    ("value", "i4"), ("shape", "i4"), ("bodies", "i4"), ("named", "i4"),
    ("label", "i4"), ("letters", "i4"),  # where its label begins, how many letters it has
])  # fmt: skip


@dataclass(frozen=True)
class Texts:
    """Texts by number, as UTF-8 in one buffer: text i is data[offsets[i]:offsets[i + 1]]."""

    offsets: npt.NDArray[np.int64]
    data: npt.NDArray[np.uint8]

    def __getitem__(self, at: int) -> str:
        """Return one text."""
        return self.data[self.offsets[at] : self.offsets[at + 1]].tobytes().decode()


@dataclass(frozen=True)
class Columns:
    """Everything that a comparison reads; row i is the record `rid[i]`.

    A number stands for a text and -1 for none. `records` (RECORD) say where in `names` (rows of
    `forms`), `streets` (numbers of words) and `contacts` (CONTACT) their own begin. `forms` (FORM)
    are names taken apart into `words` (WORD), each with its text in `spellings`; `compacts` are
    the forms' letters without spaces. `towns` has the words of a town in a row, padded with -1;
    `sources` and `values` are the texts of source and contact numbers; `labels` has the letters of
    sites and e-mails that may spell out a name, one behind the other.
    """

    rid: Ints
    records: Rows
    names: Ints
    forms: Rows
    words: Rows
    spellings: Texts
    compacts: Texts
    streets: Ints
    towns: Ints
    contacts: Rows
    values: Texts
    labels: npt.NDArray[np.uint8]
    sources: Texts


_TEXTS = ("spellings", "compacts", "values", "sources")


def save_columns(columns: Columns, folder: Path) -> None:
    """Write columns as .npy files into a folder, which is made where it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    for field in fields(Columns):
        column = getattr(columns, field.name)
        if isinstance(column, Texts):
            np.save(folder / f"{field.name}.offsets.npy", column.offsets)
            column = column.data
        np.save(folder / f"{field.name}.npy", column)


def load_columns(folder: Path) -> Columns:
    """Return the columns of a folder, mapped into memory so that processes share them."""

    def mapped(name: str) -> npt.NDArray[np.generic]:
        path = folder / f"{name}.npy"
        loaded: npt.NDArray[np.generic] = np.load(path, mmap_mode="r")
        return loaded

    columns = {
        field.name: Texts(mapped(f"{field.name}.offsets"), mapped(field.name))  # type: ignore[arg-type]
        if field.name in _TEXTS
        else mapped(field.name)
        for field in fields(Columns)
    }
    return Columns(**columns)  # type: ignore[arg-type]
