"""From records as lists write them to columns that can be blocked and compared.

The prepared tables (Arrow) are:

    rec  rid, record_id, source, country, region, town, postcode, area, fine, house, street, lat,
         lon, year, day, types, legal            one row a record; `types` is a bit set of
                                                     what the names say, else the list
    nam  rid, form, main                         the names of a record
    frm  form, words, flags, sounds, full, core, compact, acronym   one row a name form
    con  rid, kind, value, shape                 e-mail, phone, site, identifier
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from commonweave.infrastructure.engines.port import ArrowTable
from commonweave.linkage.assets import load_hosts, load_lexicon
from commonweave.linkage.domain.contacts import (
    email_site,
    identifier_shape,
    read_email,
    read_identifier,
    read_phone,
    read_site,
)
from commonweave.linkage.domain.names import NameForm, read_name, split_aliases
from commonweave.linkage.domain.places import (
    is_fine,
    postcode_area,
    read_country,
    read_date,
    read_point,
    read_postcode,
    read_street,
    read_town,
)
from commonweave.linkage.domain.text import romanise, skeleton, split_words

RECORD_COLUMNS: tuple[str, ...] = (
    "record_id", "source", "name", "alt_name", "kind", "legal_form", "street", "city", "postcode",
    "region", "country", "lat", "lon", "email", "phone", "website", "identifier", "founded",
)  # fmt: skip
"""Columns of a record. `record_id` and `name` are needed; the others may be absent or null.

All are text but `lat` and `lon` (degrees, float64). Where a body has several values, `alt_name`,
`email`, `phone`, `website` and `identifier` hold them in one text with ` | ` or `;` between;
`name` with ` | `. An identifier is `scheme:value` or a bare value.
"""

MOST_NAMES = 6
MOST_VALUES = 4
_SEVERAL = re.compile(r"\s*(?:\||;)\s*")


@dataclass(frozen=True)
class Prepared:
    """The four prepared tables."""

    rec: ArrowTable
    nam: ArrowTable
    frm: ArrowTable
    con: ArrowTable

    def tables(self) -> Iterator[tuple[str, ArrowTable]]:
        """Yield (name, table)."""
        yield from (("rec", self.rec), ("nam", self.nam), ("frm", self.frm), ("con", self.con))


@dataclass
class _Forms:
    """Name forms by the text they were read from; each distinct name is read once."""

    first: int
    by_text: dict[str, list[int]] = field(default_factory=dict)
    forms: dict[NameForm, int] = field(default_factory=dict)
    listed: dict[int, NameForm] = field(default_factory=dict)

    def of(self, text: str) -> list[int]:
        found = self.by_text.get(text)
        if found is None:
            lexicon = load_lexicon()
            forms = [read_name(alias, lexicon) for alias in split_aliases(text)]
            found = [self.forms.setdefault(form, self.first + len(self.forms)) for form in forms]
            self.by_text[text] = found
            self.listed |= zip(found, forms, strict=True)
        return found


def split_values(text: str) -> list[str]:
    """Return the values of a cell that may hold several."""
    return [value for value in _SEVERAL.split(text.strip()) if value]


def prepare_records(records: ArrowTable, *, rids: Sequence[int], first_form: int = 0) -> Prepared:
    """Normalise records into the prepared tables, under the given record numbers."""
    columns = {
        name: records.column(name).to_pylist() if name in records.column_names else None
        for name in RECORD_COLUMNS
    }
    forms = _Forms(first_form)
    rows: dict[str, list[Any]] = {name: [] for name in _REC}
    names: dict[str, list[Any]] = {"rid": [], "form": [], "main": []}
    contacts: dict[str, list[Any]] = {"rid": [], "kind": [], "value": [], "shape": []}
    bits = load_lexicon().concepts
    for at, rid in enumerate(rids):
        row = {name: (values[at] if values else None) for name, values in columns.items()}
        rows["rid"].append(rid)
        _add_place(rows, row)
        from_names = _add_names(names, forms, rid, row)
        _add_contacts(contacts, rid, row, rows["country"][-1])
        stated, legal = _stated_form(_text(row, "kind"), _text(row, "legal_form"))
        types = from_names or stated
        rows["types"].append(sum(1 << bits[concept] for concept in types if concept in bits))
        rows["legal"].append(legal)
    return _as_tables(rows, names, contacts, forms)


def _text(row: dict[str, Any], name: str) -> str:
    return row[name] or ""


def _add_place(rows: dict[str, list[Any]], row: dict[str, Any]) -> None:
    postcode = read_postcode(_text(row, "postcode"))
    street = read_street(_text(row, "street"))
    point = read_point(row["lat"], row["lon"])
    year, day = read_date(_text(row, "founded"))
    rows["record_id"].append(row["record_id"])
    rows["source"].append(_text(row, "source"))
    rows["country"].append(read_country(_text(row, "country")))
    rows["region"].append(" ".join(romanise(word) for word in split_words(_text(row, "region"))))
    rows["town"].append(read_town(_text(row, "city")))
    rows["postcode"].append(postcode)
    rows["area"].append(postcode_area(postcode))
    rows["fine"].append(is_fine(postcode))
    rows["house"].append(street.house)
    rows["street"].append(list(street.words))
    rows["lat"].append(point[0] if point else None)
    rows["lon"].append(point[1] if point else None)
    rows["year"].append(year)
    rows["day"].append(day)


def _add_names(
    names: dict[str, list[Any]], forms: _Forms, rid: int, row: dict[str, Any]
) -> frozenset[str]:
    """Add a record's names; return the types of body that they speak of."""
    texts = [part for part in _text(row, "name").split(" | ") if part.strip()]
    others = split_values(_text(row, "alt_name"))
    found: dict[int, bool] = {}
    for text in [*texts, *others]:
        for form in forms.of(text):
            found.setdefault(form, not found)
    for form, main in list(found.items())[:MOST_NAMES]:
        names["rid"].append(rid)
        names["form"].append(form)
        names["main"].append(main)
    return frozenset().union(*(forms.listed[form].types for form in found))


def _add_contacts(
    contacts: dict[str, list[Any]], rid: int, row: dict[str, Any], country: str
) -> None:
    hosts = load_hosts()
    found: dict[tuple[str, str, str], None] = {}
    for text in split_values(_text(row, "email"))[:MOST_VALUES]:
        address = read_email(text)
        if address:
            found["email", address, ""] = None
            site = email_site(address, hosts)
            if site:
                found["site", site, ""] = None
    for text in split_values(_text(row, "website"))[:MOST_VALUES]:
        site = read_site(text, hosts)
        if site:
            found["site", site, ""] = None
    for text in split_values(_text(row, "phone"))[:MOST_VALUES]:
        number = read_phone(text, country)
        if number:
            found["phone", number, ""] = None
    for text in split_values(_text(row, "identifier"))[:MOST_VALUES]:
        identifier = read_identifier(text)
        if identifier:
            scheme, value = identifier
            found["identifier", value, scheme or f"?{identifier_shape(value)}"] = None
    for kind, value, shape in found:
        for name, cell in zip(contacts, (rid, kind, value, shape), strict=True):
            contacts[name].append(cell)


_stated: dict[tuple[str, str], tuple[frozenset[str], str]] = {}


def _stated_form(kind: str, legal_form: str) -> tuple[frozenset[str], str]:
    """Return the types and the legal form that a list states in columns of their own."""
    found = _stated.get((kind, legal_form))
    if found is None:
        lexicon = load_lexicon()
        as_kind, as_legal = read_name(kind, lexicon), read_name(legal_form, lexicon)
        found = (as_kind.types | as_legal.types, as_legal.full if legal_form.strip() else "")
        if len(_stated) < 10_000:
            _stated[kind, legal_form] = found
    return found


_REC = (
    "rid", "record_id", "source", "country", "region", "town", "postcode", "area", "fine", "house",
    "street", "lat", "lon", "year", "day", "types", "legal",
)  # fmt: skip


def _as_tables(
    rows: dict[str, list[Any]],
    names: dict[str, list[Any]],
    contacts: dict[str, list[Any]],
    forms: _Forms,
) -> Prepared:
    import pyarrow as pa

    text, number, words = pa.string(), pa.int32(), pa.list_(pa.string())
    kinds = {
        "rid": number, "fine": pa.bool_(), "street": words, "lat": pa.float64(),
        "lon": pa.float64(), "year": number, "day": number, "types": number,
    }  # fmt: skip
    rec = pa.table({name: pa.array(rows[name], kinds.get(name, text)) for name in _REC})
    nam = pa.table(
        {
            "rid": pa.array(names["rid"], number),
            "form": pa.array(names["form"], number),
            "main": pa.array(names["main"], pa.bool_()),
        }
    )
    listed = list(forms.forms)
    frm = pa.table(
        {
            "form": pa.array(forms.forms.values(), number),
            "words": pa.array([list(form.words) for form in listed], words),
            "flags": pa.array([list(form.flags) for form in listed], pa.list_(pa.int8())),
            "sounds": pa.array([[skeleton(w) for w in form.words] for form in listed], words),
            "full": pa.array([form.full for form in listed], text),
            "core": pa.array([" ".join(sorted(form.words)) for form in listed], text),
            "compact": pa.array([form.compact for form in listed], text),
            "acronym": pa.array([form.acronym for form in listed], text),
        }
    )
    con = pa.table(
        {name: pa.array(contacts[name], number if name == "rid" else text) for name in contacts}
    )
    return Prepared(rec, nam, frm, con)
