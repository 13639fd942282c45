"""Lists of several worlds for the benchmark of questions: each with the truth beside it.

Only the lists of the UK are real. The others are invented: the mixed lists of `synthetic_lists`,
the same without most of what tells bodies apart, credit unions that share a few names over
hundreds of towns, and the sample's province.
"""

from __future__ import annotations

import csv
import random
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.linkage_uk import read_lists
from benchmarks.synthetic_lists import make_lists
from commonweave.sample.linking import linkage_input
from commonweave.sample.province import make_province

Rows = list[dict[str, str]]
Lists = tuple[Rows, dict[str, str]]

_HEADS = ["First", "Community", "Federal Employees", "Teachers", "Postal Employees", "Unity",
          "Members", "Firefighters", "Railroad", "Hospital Employees", "Peoples", "Liberty",
          "Saint Joseph", "Telephone Workers", "Heritage", "Pioneer", "Alliance"]  # fmt: skip
_TAILS = ["Federal Credit Union", "Credit Union", "Employees Federal Credit Union"]
_SHORT = {"Federal": "Fed", "Credit Union": "CU", "Employees": "Empl", "Saint": "St"}


def _without(lists: Lists, *columns: str) -> Lists:
    rows, truth = lists
    return [{name: v for name, v in row.items() if name not in columns} for row in rows], truth


def bare_lists(records: int = 8_000) -> Lists:
    """Return mixed lists that have no postcodes, points, numbers, sites or mail addresses."""
    return _without(
        make_lists(21, records), "postcode", "lat", "lon", "identifier", "website", "email"
    )


def no_postcodes(records: int = 8_000) -> Lists:
    """Return mixed lists without postcodes and points."""
    return _without(make_lists(22, records), "postcode", "lat", "lon")


def credit_unions(bodies: int = 4_000, seed: int = 5) -> Lists:
    """Return two lists of credit unions with few names: by registered and by public name.

    Two in five of the public entries give the office's town instead of the registered one, and
    one in four a shortened or a new name; half of the bodies are in both lists.
    """
    rng = random.Random(seed)
    first = ("oak", "mill", "spring", "green", "lake", "fair", "wood", "river", "cedar")
    last = ("ville", "ton", "field", "dale", "port", "burg", "haven", "mont")
    towns = [f"{a}{b}".capitalize() for a in first for b in last]
    rows: Rows = []
    truth: dict[str, str] = {}
    for body in range(bodies):
        town = rng.choice(towns)
        head = rng.choice([*_HEADS, town, town, f"{town} {rng.choice(_HEADS)}"])
        name = f"{head} {rng.choice(_TAILS)}"
        street = f"{rng.randrange(1, 900)} {rng.choice(['Main', 'Elm', 'First', 'Park'])} Street"
        phone = f"(55{rng.randrange(10)}) {rng.randrange(200, 999)}-{rng.randrange(10**4):04d}"
        site = f"www.{''.join(word[0] for word in name.split()).lower()}{body % 97}cu.org"
        for source, chance in (("charters", 0.8), ("offices", 0.7)):
            if rng.random() >= chance:
                continue
            row = {"name": name, "street": street, "city": town, "country": "US", "phone": phone}
            if source == "offices":
                row = _office(rng, row | {"website": site}, towns)
            record_id = f"{source[0]}{len(rows):06d}"
            truth[record_id] = str(body)
            rows.append({"record_id": record_id, "source": source, **row})
    return rows, truth


def _office(rng: random.Random, row: dict[str, str], towns: list[str]) -> dict[str, str]:
    if rng.random() < 0.25:
        for word, short in _SHORT.items():
            row["name"] = row["name"].replace(word, short)
    elif rng.random() < 0.06:
        row["name"] = f"{rng.choice(_HEADS)} {rng.choice(['Financial', 'Community'])}"
    if rng.random() < 0.4:
        row["city"] = rng.choice(towns)
        row["street"] = f"{rng.randrange(1, 900)} {rng.choice(['Oak', 'Lake', 'Hill'])} Avenue"
    if rng.random() < 0.5:
        row["phone"] = ""
    return row


def province(records: int = 3_000) -> Lists:
    """Return the lists of the sample's province."""
    with tempfile.TemporaryDirectory() as folder:
        path, truth_path = Path(folder) / "lists.csv", Path(folder) / "truth.csv"
        linkage_input(make_province(seed=11, organisations=records), path, truth_path)
        with path.open(encoding="utf-8", newline="") as handle:
            rows = list(csv.DictReader(handle))
        with truth_path.open(encoding="utf-8", newline="") as handle:
            truth = {row["record_id"]: row["cluster_id"] for row in csv.DictReader(handle)}
    return rows, truth


def sets(shared: Path) -> dict[str, Callable[[], Lists]]:
    """Return name → maker of each set; those of the UK where their lists are at `shared`."""
    made: dict[str, Callable[[], Lists]] = {
        "mixed": lambda: make_lists(7, 8_000),
        "without postcodes": no_postcodes,
        "names and towns": bare_lists,
        "credit unions": credit_unions,
        "province": province,
    }
    if (shared / "data" / "coops_uk").is_dir():
        made["UK"] = lambda: read_lists(shared)
        made["UK without numbers"] = lambda: read_lists(shared, numbers=False)
    return made
