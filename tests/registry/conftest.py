"""Small lists, taken in by the real services."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from commonweave.accounts.models import Person, Space
from commonweave.accounts.services import open_space
from commonweave.registry.models import Source
from commonweave.registry.services.imports import ImportOutcome, import_list
from commonweave.registry.services.sources import register_source
from tests.registry import factories as make

HEADER = ("Identifier", "Name", "City", "Postcode", "Country", "Website", "Email")
Row = Sequence[str]
TakeIn = Callable[..., ImportOutcome]


@pytest.fixture
def space(db: None) -> Space:
    return open_space(slug="pole", name="The pole", by=None)


@pytest.fixture
def editor(space: Space) -> Person:
    return make.make_person("editor", space)


@pytest.fixture
def desk(client: Client, editor: Person) -> Client:
    client.force_login(editor)
    return client


@pytest.fixture
def members(space: Space) -> Source:
    return register_source(title="Members", space=space, by=None, country="GB")


@pytest.fixture
def directory(space: Space) -> Source:
    return register_source(title="Directory", space=space, by=None, country="GB")


@pytest.fixture
def take_in(tmp_path: Path) -> TakeIn:
    """Return a function that writes rows to a CSV file and imports it into a source."""

    def import_rows(
        source: Source,
        rows: Sequence[Row],
        *,
        header: Row = HEADER,
        name: str = "list.csv",
        as_of: date | None = None,
    ) -> ImportOutcome:
        path = write_csv(tmp_path / name, rows, header=header)
        outcome = import_list(path=path, source=source, by=None, as_of=as_of)
        source.refresh_from_db()
        return outcome

    return import_rows


def write_csv(path: Path, rows: Sequence[Row], *, header: Row = HEADER) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows([*row, *[""] * (len(header) - len(row))] for row in rows)
    return path
