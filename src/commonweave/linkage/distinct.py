"""Columns of texts of which each distinct one is looked at once."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from commonweave.infrastructure.engines.port import ArrowTable

Ints: TypeAlias = npt.NDArray[np.int64]
ArrowArray: TypeAlias = Any
"""A pyarrow.Array, which has no type stubs."""

_TEXT = pa.string()


@dataclass(frozen=True)
class Column:
    """Distinct texts of a column, and the number of the one that each record has.

    What is absent is the empty text; texts may stand twice after `mapped`.
    """

    texts: list[str]
    at: Ints

    def mapped(self, function: Callable[[str], str]) -> Column:
        """Return the column with a function applied once to each distinct text."""
        return Column([function(text) for text in self.texts], self.at)

    def beside(self, other: Column) -> tuple[list[tuple[str, str]], Ints]:
        """Return the distinct pairs of texts of two columns, and each record's number of them."""
        codes, at = np.unique(self.at * len(other.texts) + other.at, return_inverse=True)
        left, right = np.divmod(codes, len(other.texts))
        texts = [(self.texts[a], other.texts[b]) for a, b in zip(left, right, strict=True)]
        return texts, at

    def spread(self, values: Iterable[Any], kind: Any = _TEXT) -> ArrowArray:
        """Return one value a record from one value a distinct text."""
        return as_array(values, kind).take(pa.array(self.at))

    def array(self) -> ArrowArray:
        """Return the texts, one a record."""
        return self.spread(self.texts)


def as_array(values: Iterable[Any], kind: Any) -> ArrowArray:
    """Return values as an Arrow array of a type."""
    return pa.array(list(values), kind)


def column_of(records: ArrowTable, name: str) -> Column:
    """Return a column of records; one that is not there has no texts."""
    if name not in records.column_names:
        return Column([""], np.zeros(records.num_rows, np.int64))
    texts = pc.fill_null(records.column(name).cast(_TEXT), "").combine_chunks()
    encoded = texts.dictionary_encode()
    return Column(encoded.dictionary.to_pylist(), encoded.indices.to_numpy().astype(np.int64))


class Cells:
    """What each distinct text of a column holds, as numbers.

    Kept flat, since Python's collector goes over every list that lives.
    """

    def __init__(self) -> None:
        """Begin without any."""
        self.lengths = array("q")
        self.numbers = array("q")

    def add(self, numbers: list[int]) -> None:
        """Add what the next text holds."""
        self.lengths.append(len(numbers))
        self.numbers.extend(numbers)

    def held(self, at: Ints) -> tuple[Ints, Ints]:
        """Return (row, number) of everything held by rows that have these texts."""
        lengths = np.array(self.lengths, np.int64)
        starts = np.cumsum(lengths) - lengths
        each = lengths[at]
        rows = np.repeat(np.arange(len(at)), each)
        inside = np.arange(len(rows)) - np.repeat(np.cumsum(each) - each, each)
        return rows, np.array(self.numbers, np.int64)[starts[at[rows]] + inside]
