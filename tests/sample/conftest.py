from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from commonweave.sample.lists import SampleList, rows_at, write_lists
from commonweave.sample.province import Province, make_province
from commonweave.sample.rows import Row


@dataclass(frozen=True)
class Written:
    """The usual province with two editions of its lists on disk."""

    province: Province
    first: dict[str, SampleList]
    second: dict[str, SampleList]
    rows: dict[str, list[Row]]

    def text(self, slug: str) -> str:
        """Return a list as it stands on disk, wrong encodings and all."""
        path = self.first[slug].path
        return path.read_bytes().decode("cp1252" if slug in CP1252 else "utf-8")


CP1252 = ("register", "worker-federation", "diaspora-portuguese")


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    directory: Path = tmp_path_factory.mktemp("lists")
    province = make_province()
    return Written(
        province=province,
        first={one.slug: one for one in write_lists(province, directory)},
        second={one.slug: one for one in write_lists(province, directory, edition=2)},
        rows={spec.slug: rows for spec, rows in rows_at(province, 1)},
    )
