"""Normalises a slice of records column by column; each distinct value is read once."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator
from functools import partial
from hashlib import blake2b
from itertools import starmap
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from commonweave.infrastructure.engines.port import ArrowTable
from commonweave.linkage.assets import load_hosts
from commonweave.linkage.distinct import ArrowArray, Cells, Column, Ints, as_array, column_of
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
from commonweave.linkage.domain.text import is_latin, romanise, skeleton, split_words

Contact: TypeAlias = tuple[str, str, str]
"""Kind, value, shape."""

MOST_NAMES = 6
MOST_VALUES = 4
_LATIN = (b"\0", b"\1")
_SEVERAL = re.compile(r"\s*(?:\||;)\s*")
_TEXT, _NUMBER, _WORDS = pa.string(), pa.int32(), pa.list_(pa.string())


def split_values(text: str) -> list[str]:
    """Return the values of a cell that may hold several."""
    text = text.strip()
    if "|" in text or ";" in text:
        return [value for value in _SEVERAL.split(text) if value]
    return [text] if text else []


def normalise_names(
    records: ArrowTable, rids: npt.NDArray[np.int32], lexicon: Lexicon
) -> tuple[ArrowTable, ArrowTable, ArrowTable]:
    """Return the tables nam and frm of some records, and the columns of rec that names fill.

    The tables are described in `preparation`.
    """
    forms = _Forms(lexicon)
    nam, spoken = _names(records, rids, forms)
    stated, legal = _stated(records, forms)
    types = pa.array(np.where(spoken, spoken, stated), _NUMBER)
    return nam, forms.table(), pa.table({"types": types, "legal": legal})


def normalise_details(
    records: ArrowTable, rids: npt.NDArray[np.int32]
) -> tuple[ArrowTable, ArrowTable]:
    """Return the other columns of rec, and con, of some records."""
    country = column_of(records, "country").mapped(read_country)
    rec = pa.table(
        {
            "rid": pa.array(rids, _NUMBER),
            "record_id": records.column("record_id").cast(_TEXT),
            "source": column_of(records, "source").array(),
            **_places(records, country),
        }
    )
    return rec, _contacts(records, country, rids)


def _degrees(records: ArrowTable, name: str) -> npt.NDArray[np.float64]:
    """Return a column of degrees; what is absent or no number is nan."""
    if name not in records.column_names:
        return np.full(records.num_rows, np.nan)
    degrees = records.column(name)
    if not pa.types.is_floating(degrees.type):
        column = column_of(records, name)
        degrees = column.spread([_number(text) for text in column.texts], pa.float64())
    filled = pc.fill_null(degrees.cast(pa.float64()), np.nan)
    return np.asarray(filled.to_numpy())


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return np.nan


def _places(records: ArrowTable, country: Column) -> dict[str, ArrowArray]:
    """Return the columns of `rec` that say where and when."""
    region, town = column_of(records, "region"), column_of(records, "city")
    street, founded = column_of(records, "street"), column_of(records, "founded")
    postcode = column_of(records, "postcode").mapped(read_postcode)
    streets = [read_street(text) for text in street.texts]
    dates = [read_date(text) for text in founded.texts]
    lat, lon = _degrees(records, "lat"), _degrees(records, "lon")
    nowhere = ~are_points(lat, lon)
    return {
        "country": country.array(),
        "region": region.mapped(_read_region).array(),
        "town": town.mapped(read_town).array(),
        "town_sound": town.mapped(_read_sound).array(),
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


def _read_sound(text: str) -> str:
    return skeleton(read_town(text).replace(" ", ""))


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
        flags = bytes(flag_numbers)
        content = "\x1f".join((*words, full, compact, acronym)).encode()
        hashed = blake2b(content + flags + _LATIN[latin], digest_size=8).digest()
        number = self.numbers.setdefault(hashed, len(self.full))
        if number == len(self.full):
            self.words.extend(words)
            self.lengths.append(len(words))
            self.flags += flags
            self.latin.append(latin)
            self.full.append(full)
            self.core.append(" ".join(sorted(words)))
            self.compact.append(compact)
            self.acronym.append(acronym)
        return number

    def types(self, form: NameForm) -> int:
        """Return the types of body that a form speaks of, as bits."""
        known, bits = self.lexicon.concepts, 0
        for concept in form.types:
            if concept in known:
                bits |= 1 << known[concept]
        return bits

    def hashes(self) -> Ints:
        """Return `form` of each form."""
        return np.frombuffer(b"".join(self.numbers), "<i8")

    def table(self) -> ArrowTable:
        """Return `frm`."""
        starts = pa.array(np.cumsum([0, *self.lengths], dtype=np.int32))
        words = as_array(self.words, _TEXT).dictionary_encode()
        sounds = as_array(map(skeleton, words.dictionary.to_pylist()), _TEXT)
        lists = partial(pa.ListArray.from_arrays, starts)
        return pa.table(
            {
                "form": pa.array(self.hashes()),
                "words": lists(words.dictionary.take(words.indices)),
                "flags": lists(pa.array(np.frombuffer(self.flags, np.int8))),
                "sounds": lists(sounds.take(words.indices)),
                "full": as_array(self.full, _TEXT),
                "core": as_array(self.core, _TEXT),
                "compact": as_array(self.compact, _TEXT),
                "acronym": as_array(self.acronym, _TEXT),
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
        column = column_of(records, name)
        cells, spoken = Cells(), array("q")
        for text in column.texts:
            held, bits = _read_forms(split(text), forms)
            cells.add(held)
            spoken.append(bits)
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


def _read_forms(parts: list[str], forms: _Forms) -> tuple[list[int], int]:
    """Return the numbers of the forms of names and their aliases, and the bits of their types."""
    numbers, types = [], 0
    for part in parts:
        for alias in split_aliases(part):
            form = read_name(alias, forms.lexicon)
            numbers.append(forms.number(form))
            types |= forms.types(form)
    return numbers, types


def _split_names(text: str) -> list[str]:
    if " | " not in text:
        return [text] if text and not text.isspace() else []
    return [part for part in text.split(" | ") if part.strip()]


def _stated(records: ArrowTable, forms: _Forms) -> tuple[Ints, ArrowArray]:
    """Return the bits of the types that a list states in columns of their own, and `legal`."""
    kind, legal = column_of(records, "kind"), column_of(records, "legal_form")
    types = np.zeros(records.num_rows, np.int64)
    for column in (kind, legal):
        read = [read_name(text, forms.lexicon) for text in column.texts]
        types |= np.array([forms.types(form) for form in read], np.int64)[column.at]
    stated = [read_name(text, forms.lexicon).full for text in legal.texts]
    return types, legal.spread(stated)


def _contacts(records: ArrowTable, country: Column, rids: npt.NDArray[np.int32]) -> ArrowTable:
    """Return `con`."""
    numbers: dict[Contact, int] = {}

    def held(values: Iterable[Iterator[Contact]], at: Ints) -> tuple[Ints, Ints]:
        cells = Cells()
        for contacts in values:
            cells.add([numbers.setdefault(contact, len(numbers)) for contact in contacts])
        return cells.held(at)

    email, site, identifier = (
        column_of(records, name) for name in ("email", "website", "identifier")
    )
    phones, phone_at = column_of(records, "phone").beside(country)
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
            "kind": as_array(kinds, _TEXT).take(pa.array(found)),
            "value": as_array(values, _TEXT).take(pa.array(found)),
            "shape": as_array(shapes, _TEXT).take(pa.array(found)),
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
