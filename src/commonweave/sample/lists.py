"""The overlapping lists of a province as files, and the truth about them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from commonweave.sample.membership import Entry, entries_at
from commonweave.sample.province import Province
from commonweave.sample.rows import Row, make_row
from commonweave.sample.specs import ListSpec, specs
from commonweave.sample.writers import suffix_of, write_rows

LICENCE = "Invented data for demonstration and tests (CC0 1.0): no body, place or person is real."
# What the columns mean in a registry, as far as they mean anything there.
FIELDS = {
    "key": "key",
    "number": "identifier:register",
    "name": "name.main",
    "alt_name": "name.alternative",
    "acronym": "name.acronym",
    "legal_form": "legal_form",
    "category": "structure",
    "activity": "activity",
    "description": "description",
    "street": "address.street",
    "city": "address.locality",
    "postcode": "address.postcode",
    "region": "address.region",
    "territory": "territory",
    "country": "address.country",
    "lat": "location.lat",
    "lon": "location.lon",
    "phone": "contact.phone",
    "email": "contact.email",
    "contact": "contact.person",
    "website": "website",
    "founded": "founded",
    "dissolved": "dissolved",
    "status": "status",
    "members": "members",
    "employees": "employees",
    "volunteers": "volunteers",
    "turnover": "turnover",
    "turnover_year": "turnover.year",
    "currency": "turnover.currency",
    "networks": "network",
}


@dataclass(frozen=True, slots=True)
class SampleList:
    """A list that was written, with what a node has to know to take it in.

    `rows` counts the rows under the header, repeated ones included. `country` is ISO 3166-1
    alpha-2, `language` BCP 47. `visibility` is "public" or "closed" (only people with a post in the
    network). `trust` is 0 to 100: the list with more is believed first. `fields` says what each
    column means (header -> field of the registry, without those that mean nothing there): the
    mapping that a clerk who reads the list's language would save.
    """

    slug: str
    title: str
    keeper: str
    network_slug: str
    network_name: str
    language: str
    country: str
    licence: str
    path: Path
    format: str
    rows: int
    visibility: str
    trust: int
    edition: int
    fields: dict[str, str]

    @property
    def defaults(self) -> dict[str, str]:
        """What holds for a row that does not say: its country and its language."""
        return {"country": self.country, "language": self.language}


@dataclass(frozen=True, slots=True)
class TruthRow:
    """Whom a row is about. `row` counts from 1 under the header; `key` is the list's own, or ""."""

    list: str
    edition: int
    row: int
    key: str
    body_id: str
    note: str


def write_lists(province: Province, directory: Path, *, edition: int = 1) -> list[SampleList]:
    """Write every list at an edition into a directory that is there; return what was written.

    Files are named `<slug>-<edition>.<ending>`. The same province and edition give the same bytes
    (XLSX: the same cells).
    """
    written = []
    for spec, rows in rows_at(province, edition):
        path = directory / f"{spec.slug}-{edition}{suffix_of(spec)}"
        write_rows(spec, rows, path, licence=LICENCE)
        written.append(
            SampleList(
                slug=spec.slug,
                title=spec.title,
                keeper=spec.keeper,
                network_slug=spec.network,
                network_name=f"{spec.network_name or spec.keeper} (fictional)",
                language=spec.language,
                licence=LICENCE,
                path=path,
                format=path.suffix[1:],
                country=province.places.country,
                rows=len(rows),
                visibility=spec.visibility,
                trust=spec.trust,
                edition=edition,
                fields={
                    header: FIELDS[column] for column, header in spec.columns if column in FIELDS
                },
            )
        )
    return written


def rows_at(
    province: Province, edition: int, lists: Iterable[ListSpec] | None = None
) -> Iterator[tuple[ListSpec, list[Row]]]:
    """Yield each list with its rows; `lists` may be the usual ones written otherwise."""
    entries = entries_at(province, edition)
    bodies = province.bodies_at(edition)
    networks = _networks(entries)
    for spec in lists or specs():
        yield (
            spec,
            [
                make_row(province.seed, spec, entry, bodies, networks)
                for entry in entries[spec.slug]
            ],
        )


def _networks(entries: dict[str, list[Entry]]) -> dict[int, list[str]]:
    """Return the keepers of the members' lists that each body is in."""
    found: dict[int, list[str]] = {}
    for spec in specs():
        if spec.title.split(" (")[0].endswith("members"):
            for entry in entries[spec.slug]:
                if entry.body and spec.keeper not in found.setdefault(entry.body, []):
                    found[entry.body].append(spec.keeper)
    return found


def truth_of(province: Province, edition: int) -> Iterator[TruthRow]:
    """Yield whom each row of each list is about."""
    registered = {body.number: body.register for body in (*province.bodies, *province.newcomers)}
    entries = entries_at(province, edition)
    for spec in specs():
        for number, entry in enumerate(entries[spec.slug], 1):
            key = registered[entry.body] if spec.key == "number" else spec.key.format(entry.place)
            body_id = entry.truth_id(spec.slug)
            yield TruthRow(spec.slug, edition, number, key, body_id, entry.note)


def write_truth(province: Province, path: Path, *, editions: Iterable[int] = (1, 2)) -> int:
    """Write `list,edition,row,key,body_id,note` for every row of every list; return the rows."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as sink:
        writer = csv.writer(sink, lineterminator="\n")
        writer.writerow(["list", "edition", "row", "key", "body_id", "note"])
        for edition in editions:
            for one in truth_of(province, edition):
                writer.writerow([one.list, one.edition, one.row, one.key, one.body_id, one.note])
                count += 1
    return count
