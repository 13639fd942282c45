"""Normalises a slice of records column by column; each distinct value is read once."""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial, reduce
from hashlib import blake2b
from itertools import starmap
from operator import or_
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from commonweave.infrastructure.engines.port import ArrowTable
from commonweave.linkage.assets import load_hosts
from commonweave.linkage.domain.contacts import (
    email_site,
    identifier_shape,
    read_email,
    read_identifier,
    read_phone,
    read_site,
)
from commonweave.linkage.domain.lexicon import Lexicon
from commonweave.linkage.domain.names import NameForm, read_name, split_aliases
from commonweave.linkage.domain.places import (
    are_points,
    is_fine,
    postcode_area,
    read_country,
    read_date,
    read_postcode,
    read_street,
    read_town,
)
from commonweave.linkage.domain.text import is_latin, romanise, split_words

Ints: TypeAlias = npt.NDArray[np.int64]
ArrowArray: TypeAlias = Any
"""A pyarrow.Array, which has no type stubs."""
Contact: TypeAlias = tuple[str, str, str]
"""Kind, value, shape."""

MOST_NAMES = 6
MOST_VALUES = 4
_SEVERAL = re.compile(r"\s*(?:\||;)\s*")
_TEXT, _NUMBER, _WORDS = pa.string(), pa.int32(), pa.list_(pa.string())


def split_values(text: str) -> list[str]:
    """Return the values of a cell that may hold several."""
    text = text.strip()
    if "|" in text or ";" in text:
        return [value for value in _SEVERAL.split(text) if value]
    return [text] if text else []


def normalise(
    records: ArrowTable, rids: npt.NDArray[np.int32], lexicon: Lexicon
) -> tuple[ArrowTable, ArrowTable, ArrowTable, ArrowTable]:
    """Return the tables rec, nam, frm, con of some records, as `preparation` describes them."""
    forms = _Forms(lexicon)
    country = _column(records, "country").mapped(read_country)
    nam, spoken = _names(records, rids, forms)
    stated, legal = _stated(records, forms)
    rec = pa.table(
        {
            "rid": pa.array(rids, _NUMBER),
            "record_id": records.column("record_id").cast(_TEXT),
            "source": _column(records, "source").array(),
            **_places(records, country, lexicon),
            "types": pa.array(np.where(spoken, spoken, stated), _NUMBER),
            "legal": legal,
        }
    )
    return rec, nam, forms.table(), _contacts(records, country, rids)


@dataclass(frozen=True)
class _Column:
    """Distinct texts of a column, and the number of the one that each record has.

    What is absent is the empty text; texts may stand twice after `mapped`.
    """

    texts: list[str]
    at: Ints

    def mapped(self, function: Callable[[str], str]) -> _Column:
        """Return the column with a function applied once to each distinct text."""
        return _Column([function(text) for text in self.texts], self.at)

    def beside(self, other: _Column) -> tuple[list[tuple[str, str]], Ints]:
        """Return the distinct pairs of texts of two columns, and each record's number of them."""
        codes, at = np.unique(self.at * len(other.texts) + other.at, return_inverse=True)
        left, right = np.divmod(codes, len(other.texts))
        texts = [(self.texts[a], other.texts[b]) for a, b in zip(left, right, strict=True)]
        return texts, at

    def spread(self, values: Iterable[Any], kind: Any = _TEXT) -> ArrowArray:
        """Return one value a record from one value a distinct text."""
        return _array(values, kind).take(pa.array(self.at))

    def array(self) -> ArrowArray:
        """Return the texts, one a record."""
        return self.spread(self.texts)


def _array(values: Iterable[Any], kind: Any) -> ArrowArray:
    return pa.array(list(values), kind)


def _column(records: ArrowTable, name: str) -> _Column:
    if name not in records.column_names:
        return _Column([""], np.zeros(records.num_rows, np.int64))
    texts = pc.fill_null(records.column(name).cast(_TEXT), "").combine_chunks()
    encoded = texts.dictionary_encode()
    return _Column(encoded.dictionary.to_pylist(), encoded.indices.to_numpy().astype(np.int64))


def _degrees(records: ArrowTable, name: str) -> npt.NDArray[np.float64]:
    """Return a column of degrees; what is absent or no number is nan."""
    if name not in records.column_names:
        return np.full(records.num_rows, np.nan)
    degrees = records.column(name)
    if not pa.types.is_floating(degrees.type):
        column = _column(records, name)
        degrees = column.spread([_number(text) for text in column.texts], pa.float64())
    filled = pc.fill_null(degrees.cast(pa.float64()), np.nan)
    return np.asarray(filled.to_numpy())


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return np.nan


def _places(records: ArrowTable, country: _Column, lexicon: Lexicon) -> dict[str, ArrowArray]:
    """Return the columns of `rec` that say where and when."""
    region, town = _column(records, "region"), _column(records, "city")
    street, founded = _column(records, "street"), _column(records, "founded")
    postcode = _column(records, "postcode").mapped(read_postcode)
    streets = [read_street(text) for text in street.texts]
    dates = [read_date(text) for text in founded.texts]
    lat, lon = _degrees(records, "lat"), _degrees(records, "lon")
    nowhere = ~are_points(lat, lon)
    return {
        "country": country.array(),
        "region": region.mapped(_read_region).array(),
        "town": town.mapped(read_town).array(),
        "town_sound": town.mapped(read_town).mapped(lexicon.town_of).array(),
        "latin": town.spread([is_latin(text) for text in town.texts], pa.bool_()),
        "told": town.spread([bool(text.strip()) for text in town.texts], pa.bool_()),
        "postcode": postcode.array(),
        "area": postcode.mapped(postcode_area).array(),
        "fine": postcode.spread([is_fine(text) for text in postcode.texts], pa.bool_()),
        "house": street.spread([read.house for read in streets]),
        "street": street.spread([read.words for read in streets], _WORDS),
        "lat": pa.array(lat, mask=nowhere),
        "lon": pa.array(lon, mask=nowhere),
        "year": founded.spread([year for year, _ in dates], _NUMBER),
        "day": founded.spread([day for _, day in dates], _NUMBER),
    }


def _read_region(text: str) -> str:
    return " ".join([romanise(word) for word in split_words(text)])


class _Cells:
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


class _Forms:
    """The name forms of a slice, each once, as the columns of `frm`."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Begin without any."""
        self.lexicon = lexicon
        self.numbers: dict[bytes, int] = {}
        self.words: list[str] = []
        self.lengths = array("i")
        self.flags = bytearray()
        self.latin = bytearray()
        self.full: list[str] = []
        self.core: list[str] = []
        self.compact: list[str] = []
        self.acronym: list[str] = []

    def number(self, form: NameForm) -> int:
        """Return the number of a form within the slice, given by what `frm` holds of it."""
        words, flag_numbers, _, _, full, compact, acronym, latin = form
        flags = bytes((*flag_numbers, latin))
        content = "\x1f".join((*words, full, compact, acronym)).encode()
        hashed = blake2b(content + flags, digest_size=8).digest()
        number = self.numbers.setdefault(hashed, len(self.full))
        if number == len(self.full):
            self.words.extend(words)
            self.lengths.append(len(words))
            self.flags += flags[:-1]
            self.latin.append(latin)
            self.full.append(full)
            self.core.append(" ".join(sorted(words)))
            self.compact.append(compact)
            self.acronym.append(acronym)
        return number

    def types(self, form: NameForm) -> int:
        """Return the types of body that a form speaks of, as bits."""
        bits = self.lexicon.concepts
        return sum(1 << bits[concept] for concept in form.types if concept in bits)

    def hashes(self) -> Ints:
        """Return `form` of each form."""
        return np.frombuffer(b"".join(self.numbers), "<i8")

    def table(self) -> ArrowTable:
        """Return `frm`."""
        starts = pa.array(np.cumsum([0, *self.lengths], dtype=np.int32))
        words = _array(self.words, _TEXT).dictionary_encode()
        sounds = _array(map(self.lexicon.sense_of, words.dictionary.to_pylist()), _TEXT)
        lists = partial(pa.ListArray.from_arrays, starts)
        return pa.table(
            {
                "form": pa.array(self.hashes()),
                "words": lists(words.dictionary.take(words.indices)),
                "flags": lists(pa.array(np.frombuffer(self.flags, np.int8))),
                "sounds": lists(sounds.take(words.indices)),
                "full": _array(self.full, _TEXT),
                "core": _array(self.core, _TEXT),
                "compact": _array(self.compact, _TEXT),
                "acronym": _array(self.acronym, _TEXT),
                "latin": pa.array(np.frombuffer(self.latin, np.bool_)),
            }
        )


def _names(
    records: ArrowTable, rids: npt.NDArray[np.int32], forms: _Forms
) -> tuple[ArrowTable, Ints]:
    """Return `nam` and, for each record, the bits of the types that its names speak of."""
    parts = []
    types = np.zeros(records.num_rows, np.int64)
    for name, split in (("name", _split_names), ("alt_name", split_values)):
        column = _column(records, name)
        cells, spoken = _Cells(), array("q")
        for text in column.texts:
            found = [_read_forms(part, forms) for part in split(text)]
            cells.add([number for numbers, _ in found for number in numbers])
            spoken.append(reduce(or_, [types for _, types in found], 0))
        types |= np.array(spoken, np.int64)[column.at]
        parts.append(cells.held(column.at))
    rows, numbers, ranks = _gathered(parts)
    few = ranks < MOST_NAMES
    nam = pa.table(
        {
            "rid": pa.array(rids[rows[few]], _NUMBER),
            "form": pa.array(forms.hashes()[numbers[few]]),
            "main": pa.array(ranks[few] == 0),
        }
    )
    return nam, types


def _read_forms(text: str, forms: _Forms) -> tuple[list[int], int]:
    """Return the numbers of the forms of a name and its aliases, and the bits of their types."""
    numbers, types = [], 0
    for alias in split_aliases(text):
        form = read_name(alias, forms.lexicon)
        numbers.append(forms.number(form))
        types |= forms.types(form)
    return numbers, types


def _split_names(text: str) -> list[str]:
    return [part for part in text.split(" | ") if part.strip()]


def _stated(records: ArrowTable, forms: _Forms) -> tuple[Ints, ArrowArray]:
    """Return the bits of the types that a list states in columns of their own, and `legal`."""
    kind, legal = _column(records, "kind"), _column(records, "legal_form")
    types = np.zeros(records.num_rows, np.int64)
    for column in (kind, legal):
        read = [read_name(text, forms.lexicon) for text in column.texts]
        types |= np.array([forms.types(form) for form in read], np.int64)[column.at]
    stated = [read_name(text, forms.lexicon).full for text in legal.texts]
    return types, legal.spread(stated)


def _contacts(records: ArrowTable, country: _Column, rids: npt.NDArray[np.int32]) -> ArrowTable:
    """Return `con`."""
    numbers: dict[Contact, int] = {}

    def held(values: Iterable[Iterator[Contact]], at: Ints) -> tuple[Ints, Ints]:
        cells = _Cells()
        for contacts in values:
            cells.add([numbers.setdefault(contact, len(numbers)) for contact in contacts])
        return cells.held(at)

    email, site, identifier = (
        _column(records, name) for name in ("email", "website", "identifier")
    )
    phones, phone_at = _column(records, "phone").beside(country)
    rows, found, _ = _gathered([
        held(map(_emails, email.texts), email.at),
        held(map(_sites, site.texts), site.at),
        held(starmap(_phones, phones), phone_at),
        held(map(_identifiers, identifier.texts), identifier.at),
    ])  # fmt: skip
    kinds, values, shapes = zip(*numbers, strict=True) if numbers else ((), (), ())
    return pa.table(
        {
            "rid": pa.array(rids[rows], _NUMBER),
            "kind": _array(kinds, _TEXT).take(pa.array(found)),
            "value": _array(values, _TEXT).take(pa.array(found)),
            "shape": _array(shapes, _TEXT).take(pa.array(found)),
        }
    )


def _emails(cell: str) -> Iterator[Contact]:
    hosts = load_hosts()
    for text in split_values(cell)[:MOST_VALUES]:
        address = read_email(text)
        if address:
            yield "email", address, ""
            site = email_site(address, hosts)
            if site:
                yield "site", site, ""


def _sites(cell: str) -> Iterator[Contact]:
    hosts = load_hosts()
    for text in split_values(cell)[:MOST_VALUES]:
        site = read_site(text, hosts)
        if site:
            yield "site", site, ""


def _phones(cell: str, country: str) -> Iterator[Contact]:
    for text in split_values(cell)[:MOST_VALUES]:
        number = read_phone(text, country)
        if number:
            yield "phone", number, ""


def _identifiers(cell: str) -> Iterator[Contact]:
    for text in split_values(cell)[:MOST_VALUES]:
        identifier = read_identifier(text)
        if identifier:
            scheme, value = identifier
            yield "identifier", value, scheme or f"?{identifier_shape(value)}"


def _gathered(parts: list[tuple[Ints, Ints]]) -> tuple[Ints, Ints, Ints]:
    """Return rows in order, the numbers of each without repetition, and their rank in the row."""
    rows = np.concatenate([rows for rows, _ in parts])
    numbers = np.concatenate([numbers for _, numbers in parts])
    order = np.argsort(rows, kind="stable")
    rows, numbers = rows[order], numbers[order]
    width = int(numbers.max(initial=0)) + 1
    first = np.sort(np.unique(rows * width + numbers, return_index=True)[1])
    rows, numbers = rows[first], numbers[first]
    return rows, numbers, np.arange(len(rows)) - np.searchsorted(rows, rows)
