import os
import shutil
from importlib.util import find_spec
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from commonweave.infrastructure.engines import open_engine
from commonweave.infrastructure.engines.opening import default_memory, read_size
from commonweave.kernel.refusals import InputRefused

NO_SPARK = None
if not all(find_spec(name) for name in ("pyspark", "sqlglot", "pandas")):
    NO_SPARK = "Spark is not installed: commonweave[spark]"
elif not shutil.which("java") and not os.environ.get("JAVA_HOME"):
    NO_SPARK = "there is no Java on this machine"
SPARK = pytest.param(
    "spark-local[2]",
    marks=[pytest.mark.long, pytest.mark.skipif(bool(NO_SPARK), reason=str(NO_SPARK))],
)
WORDS = pa.table(
    {
        "id": pa.array([1, 2, 3, 4], pa.int32()),
        "word": pa.array(["a", "é", None, "NaN"], pa.string()),
        "parts": pa.array([["x", "y"], [], ["z"], None], pa.list_(pa.string())),
    }
)


@pytest.fixture(scope="module", params=["duckdb", SPARK])
def engine(request, tmp_path_factory):
    with open_engine(request.param, scratch=tmp_path_factory.mktemp("scratch")) as opened:
        yield opened


def doubled(batch: pa.RecordBatch) -> pa.RecordBatch:
    import pyarrow.compute as pc

    return pa.RecordBatch.from_arrays(
        [batch.column("id"), pc.multiply(batch.column("id"), 2)], ["id", "twice"]
    )


def rows(engine, sql):
    return engine.fetch(sql).to_pylist()


def test_a_table_comes_back_as_it_went_in_missing_values_too(engine, tmp_path):
    engine.load("words", WORDS)
    assert rows(engine, "SELECT id, word, parts FROM words ORDER BY id") == WORDS.to_pylist()
    pq.write_table(WORDS.slice(0, 2), tmp_path / "some.parquet")
    engine.load("words", tmp_path / "some.parquet")
    assert rows(engine, "SELECT count(*) AS n FROM words") == [{"n": 2}]


def test_a_table_is_loaded_in_parts(engine):
    engine.load("words", WORDS.slice(0, 1))
    engine.append("words", WORDS.slice(1, 2))
    engine.append("words", WORDS.slice(3))
    assert rows(engine, "SELECT id, word, parts FROM words ORDER BY id") == WORDS.to_pylist()


def test_a_table_is_made_filled_emptied_and_dropped(engine):
    engine.load("words", WORDS)
    engine.run("CREATE OR REPLACE TABLE few (id INTEGER, word VARCHAR)")
    engine.run("INSERT INTO few SELECT id, word FROM words WHERE id < 4")
    engine.run("INSERT INTO few SELECT id + 10, 'more' FROM words WHERE id = 1")
    engine.run("DELETE FROM few WHERE word = 'a' OR id IN (SELECT id FROM words WHERE id = 2)")
    assert rows(engine, "SELECT id FROM few ORDER BY id") == [{"id": 3}, {"id": 11}]
    engine.run("CREATE OR REPLACE TABLE few AS SELECT * FROM few WHERE id = 3")
    assert rows(engine, "SELECT id FROM few") == [{"id": 3}]
    engine.run("DROP TABLE few")
    engine.run("CREATE OR REPLACE TABLE few AS SELECT 1 AS id")
    assert rows(engine, "SELECT id FROM few") == [{"id": 1}]


def test_lists_hashes_and_order_mean_the_same_on_each_engine(engine):
    engine.load("words", WORDS)
    told = rows(
        engine,
        "SELECT id, parts[1] AS first, parts[id] AS counted, array_length(parts) > 0 AS has_some, "
        "hash(word, id) = hash(word, id) AS steady FROM words WHERE word IS NOT NULL "
        "ORDER BY word",
    )
    assert [row["id"] for row in told] == [4, 1, 2]
    assert [row["first"] for row in told] == [None, "x", None]
    assert [row["counted"] for row in told] == [None, "x", None]
    assert all(row["steady"] for row in told)
    hashes = rows(engine, "SELECT hash(id) & 7 AS share, hash(id) AS h FROM words")
    assert all(0 <= row["share"] < 8 for row in hashes)
    assert any(abs(row["h"]) > 1 << 40 for row in hashes)


def test_a_function_is_mapped_over_the_rows_of_a_query(engine):
    engine.load("words", WORDS)
    engine.map_batches("SELECT id FROM words", "twice", doubled)
    assert rows(engine, "SELECT sum(twice) AS n FROM twice") == [{"n": 20}]
    engine.map_batches("SELECT id FROM words WHERE id > 4", "twice", doubled)
    assert engine.fetch("SELECT * FROM twice").column_names == ["id", "twice"]
    assert rows(engine, "SELECT count(*) AS n FROM twice") == [{"n": 0}]


def test_a_view_reads_files_and_queries_where_they_lie(engine, tmp_path):
    paths = [tmp_path / "one.parquet", tmp_path / "two.parquet"]
    for at, path in enumerate(paths):
        pq.write_table(WORDS.slice(2 * at, 2), path)
    engine.view("parts", paths)
    assert rows(engine, "SELECT count(*) AS n FROM parts") == [{"n": 4}]
    engine.load("few", WORDS.slice(0, 1))
    engine.view("others", "SELECT * FROM parts ANTI JOIN few USING (id)")
    assert rows(engine, "SELECT count(*) AS n FROM others") == [{"n": 3}]
    engine.run("INSERT INTO few SELECT * FROM others WHERE id = 2")
    assert rows(engine, "SELECT count(*) AS n FROM others") == [{"n": 2}]
    engine.load("others", WORDS.slice(0, 1))
    assert rows(engine, "SELECT id FROM others") == [{"id": 1}]
    engine.view("others", "SELECT id FROM few WHERE id = 2")
    assert rows(engine, "SELECT id FROM others") == [{"id": 2}]


def test_a_result_is_saved_whole_as_one_file(engine, tmp_path):
    engine.load("words", WORDS)
    engine.save("SELECT id FROM words", tmp_path / "ids.parquet")
    assert sorted(pq.read_table(tmp_path / "ids.parquet").column("id").to_pylist()) == [1, 2, 3, 4]
    assert [path.name for path in tmp_path.glob("*ids*")] == ["ids.parquet"]


def test_an_engine_with_little_memory_goes_to_disk_and_leaves_nothing_there(tmp_path):
    with open_engine(scratch=tmp_path, memory="100MB") as engine:
        engine.run("CREATE TABLE many AS SELECT hash(i) AS h FROM range(20000000) AS t(i)")
        assert any((engine.scratch / "spilled").iterdir())
        assert rows(engine, "SELECT count(*) AS n FROM many") == [{"n": 20_000_000}]
    assert list(tmp_path.glob("commonweave-*")) == []


def test_an_engine_that_does_not_exist_is_refused():
    with pytest.raises(InputRefused, match="oracle"):
        open_engine("oracle")
    with pytest.raises(InputRefused):
        open_engine("spark-local[x]")


def test_what_spark_lacks_is_said(monkeypatch):
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setattr("commonweave.infrastructure.engines.opening.find_spec", lambda name: name)
    with pytest.raises(InputRefused, match=r"Java 17"):
        open_engine("spark-local")
    monkeypatch.setattr("commonweave.infrastructure.engines.opening.find_spec", lambda name: None)
    with pytest.raises(InputRefused, match=r"commonweave\[spark\]"):
        open_engine("spark-local")


@pytest.mark.parametrize(
    ("text", "size"),
    [("500MB", 500 << 20), ("2 GB", 2 << 30), ("1.5GiB", 3 << 29), ("1T", 1 << 40)],
)
def test_a_size_of_memory_is_read(text, size):
    assert read_size(text) == size


@pytest.mark.parametrize("text", ["", "much", "-2GB", "10MB", "5", "2 GB more"])
def test_a_size_that_is_none_or_too_small_is_refused(text):
    with pytest.raises(InputRefused):
        read_size(text)


def test_the_default_leaves_most_of_the_machine_to_others():
    assert 1 << 30 <= default_memory() <= 4 << 30


def test_scratch_is_on_disk_where_nothing_else_is_said(monkeypatch):
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.delenv(name, raising=False)
    with open_engine() as engine:
        assert Path("/var/tmp") in engine.scratch.parents or not Path("/var/tmp").is_dir()
