"""Updates, batch after batch, come to what linking everything at once comes to."""

from __future__ import annotations

import json
import shutil
import tempfile
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweave.infrastructure.engines import open_engine
from commonweave.linkage import state as states
from commonweave.linkage.services import link_records, update_linkage
from tests.linkage.build import records

TOWNS = ("Leeds", "York", "Hull", "Whitby")
WORDS = ("Acorn", "Birch", "Cedar", "Damson", "Elder", "Fennel", "Gorse", "Hazel")
TRADES = ("Wholefoods", "Housing", "Transport", "Allotments")


def entry(key: int, body: int, spelling: int) -> dict[str, str]:
    """Return what list `key % 3` says of a body, under one of two spellings."""
    end = ("Co-operative", "Co-operative Limited")[spelling]
    return {
        "record_id": f"k{key:02}",
        "source": f"list{key % 3}",
        "name": f"{WORDS[body % 8]} {TRADES[body // 8 % 4]} {end}",
        "city": TOWNS[body % 4],
        "postcode": f"LS{body + 1} 4AB",
        "country": "GB",
        "website": f"https://{WORDS[body % 8].lower()}{body}.example",
    }


ENTRIES = st.tuples(st.integers(0, 23), st.integers(0, 9), st.integers(0, 1))
BATCHES = st.lists(
    st.tuples(
        st.lists(ENTRIES, max_size=5, unique_by=lambda told: told[0]),
        st.sets(st.integers(0, 23), max_size=2),
    ),
    min_size=1,
    max_size=4,
)
FIRST = st.lists(ENTRIES, min_size=1, max_size=20, unique_by=lambda told: told[0])


def partition(clusters: dict[str, str]) -> set[frozenset[str]]:
    groups: dict[str, set[str]] = {}
    for record, cluster in clusters.items():
        groups.setdefault(cluster, set()).add(record)
    return {frozenset(group) for group in groups.values()}


@pytest.mark.long
@settings(max_examples=12)
@given(FIRST, BATCHES)
def test_any_batches_come_to_the_same_as_everything_at_once(
    first: list[tuple[int, int, int]],
    batches: list[tuple[list[tuple[int, int, int]], set[int]]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder) / "state"
        live = {told[0]: entry(*told) for told in first}
        with open_engine() as engine:
            clusters = link_records(records(*live.values()), engine=engine, state=state).clusters
        for upserts, removals in batches:
            gone = {key for key in removals if key not in {told[0] for told in upserts}}
            live |= {told[0]: entry(*told) for told in upserts}
            live = {key: told for key, told in live.items() if key not in gone}
            with open_engine() as engine:
                found = update_linkage(
                    records(*(entry(*told) for told in upserts)),
                    [f"k{key:02}" for key in gone],
                    engine=engine,
                    state=state,
                ).clusters
            clusters = {**clusters, **found}
            clusters = {key: at for key, at in clusters.items() if int(key[1:]) in live}
        with open_engine() as engine:
            whole = link_records(records(*live.values()), engine=engine).clusters
    assert partition(clusters) == partition(whole)


def test_parts_are_put_together_when_they_have_grown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(states, "_COMPACT_AT", 1)
    state = tmp_path / "state"
    base = [entry(key, key, 0) for key in range(6)]
    with open_engine() as engine:
        link_records(records(*base), engine=engine, state=state)
    seen = []
    for key in range(6, 14):
        with open_engine() as engine:
            update_linkage(records(entry(key, 1, 1)), [], engine=engine, state=state)
        meta = json.loads((state / (state / "CURRENT").read_text() / "meta.json").read_text())
        seen.append(len(meta["parts"]))
        assert sum(meta["rows"]) == key + 1
    assert seen == [2, 3, 4, 5, 6, 7, 1, 2]
    assert len([path for path in state.iterdir() if path.is_dir()]) == 2


@pytest.mark.long
@pytest.mark.skipif(not (find_spec("pyspark") and shutil.which("java")), reason="no Spark")
def test_an_update_on_spark_comes_to_what_it_comes_to_on_duckdb(tmp_path: Path) -> None:
    base = records(*(entry(key, key % 7, key % 2) for key in range(14)))
    fresh = records(entry(3, 6, 0), entry(14, 2, 1), entry(15, 9, 0))
    found = []
    for name in ("duckdb", "spark-local[2]"):
        state = tmp_path / name
        with open_engine(name) as engine:
            link_records(base, engine=engine, state=state)
        with open_engine(name) as engine:
            update = update_linkage(fresh, ["k05"], engine=engine, state=state, ask=3)
        found.append((update.clusters, update.before, update.pairs.to_pylist(), update.questions))
    assert found[0] == found[1]
    assert "k14" in found[0][0]
