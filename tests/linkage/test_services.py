import json
import time

import pyarrow as pa
import pytest

from commonweave.infrastructure.engines import open_engine
from commonweave.kernel.refusals import InputRefused
from commonweave.linkage.services import (
    Judgement,
    LinkSettings,
    StateStale,
    link_records,
    state_token,
    update_linkage,
)
from tests.linkage.build import records

ROSA = {"name": "Rosa Housing Co-operative Limited", "street": "12 Mill Lane", "city": "Leeds",
        "postcode": "LS1 4AB", "country": "GB"}  # fmt: skip
LISTED = [
    ROSA | {"identifier": "GB-COH:0525R", "website": "rosa.coop"},
    ROSA | {"name": "Rosa Housing Co-op", "postcode": "ls14ab"},
    ROSA | {"name": "Rosa Foundation", "website": "https://www.rosa.coop/foundation"},
    {"name": "Sur Norte", "city": "Sevilla", "country": "ES"},
    {"name": "Liberty Lodge No 2", "city": "Leeds", "country": "GB"},
    {"name": "Liberty Lodge No 3", "city": "Leeds", "country": "GB"},
    {"name": "Кооператив Солидарност Варна", "city": "Варна", "country": "България",
     "phone": "052 123 456"},
    {"name": "Solidarnost Varna Cooperative", "city": "Varna", "country": "BG",
     "phone": "+359 52 123 456"},
    {"name": "Cooperativa de Vivienda Alegría Nueva", "city": "Bilbao", "country": "ES"},
    {"name": "Alegria Nueva Housing Cooperative", "city": "Bilbao", "country": "Spain"},
]  # fmt: skip


def link(table, **options):
    with open_engine() as engine:
        return link_records(table, engine=engine, **options)


def update(upserts, removed=(), **options):
    with open_engine() as engine:
        return update_linkage(upserts, removed, engine=engine, **options)


def test_the_same_body_is_found_over_spelling_script_and_language():
    clusters = link(records(*LISTED)).clusters
    assert clusters["r00000"] == clusters["r00001"]
    assert clusters["r00006"] == clusters["r00007"]
    assert clusters["r00008"] == clusters["r00009"]


def test_a_foundation_and_a_numbered_lodge_stay_bodies_of_their_own():
    clusters = link(records(*LISTED)).clusters
    assert clusters["r00002"] == "r00002"
    assert clusters["r00004"] != clusters["r00005"]


def test_every_record_has_one_cluster_named_after_its_smallest_record():
    clusters = link(records(*LISTED)).clusters
    assert set(clusters) == {f"r{at:05d}" for at in range(len(LISTED))}
    assert all(clusters[cluster] == cluster <= record for record, cluster in clusters.items())


def test_the_order_of_rows_does_not_matter_and_a_rerun_changes_nothing():
    table = records(*LISTED)
    turned = table.take(list(range(table.num_rows))[::-1])
    first, second = link(table), link(turned)
    assert first.clusters == second.clusters
    assert first.pairs.equals(second.pairs)


def test_each_pair_says_why_in_codes_that_add_up():
    linkage = link(records(*LISTED))
    pair = linkage.pairs.to_pylist()[0]
    assert (pair["record_id_l"], pair["record_id_r"]) == ("r00000", "r00001")
    assert pair["band"] == "link"
    codes = {reason["code"] for reason in json.loads(pair["reasons"])}
    assert {"place.address"} <= codes


def test_a_judgement_parts_what_looks_alike_and_joins_what_does_not():
    answers = [
        Judgement("r00000", "r00001", "different"),
        Judgement("r00001", "r00003", "same"),
        Judgement("r00000", "nowhere", "same"),
    ]
    linkage = link(records(*LISTED), judgements=answers)
    assert linkage.clusters["r00000"] != linkage.clusters["r00001"]
    assert linkage.clusters["r00001"] == linkage.clusters["r00003"]
    assert linkage.report["unknown_judgements"] == [("r00000", "nowhere", "same")]


def test_numbers_of_one_scheme_that_differ_keep_namesakes_apart():
    one = ROSA | {"identifier": "GB-COH:11111111"}
    other = ROSA | {"identifier": "GB-COH:22222222", "street": "", "postcode": ""}
    clusters = link(records(one, other)).clusters
    assert clusters["r00000"] != clusters["r00001"]


def test_records_without_unique_ids_are_refused():
    with pytest.raises(InputRefused, match="share one"):
        link(records(ROSA | {"record_id": "x"}, ROSA | {"record_id": "x"}))
    with pytest.raises(InputRefused, match="name"):
        link(pa.table({"record_id": ["x"]}))


def test_an_empty_table_is_an_empty_linkage():
    linkage = link(records())
    assert linkage.clusters == {}
    assert linkage.pairs.num_rows == 0


def test_an_update_comes_to_the_same_as_a_full_run(tmp_path):
    old, late = LISTED[:7], LISTED[7:]
    link(records(*old), state=tmp_path / "state", token="one")
    added = [row | {"record_id": f"r{at:05d}", "source": f"list{at % 2}"}
             for at, row in enumerate(late, len(old))]  # fmt: skip
    changed = {**LISTED[1], "record_id": "r00001", "source": "list1", "city": "York",
               "street": "", "postcode": ""}  # fmt: skip
    part = update(records(*added, changed), ["r00003"], state=tmp_path / "state", token="two")
    everything = [dict(row) for row in LISTED]
    everything[1] = changed
    whole = records(*everything)
    whole = whole.filter(pa.array([i != "r00003" for i in whole.column("record_id").to_pylist()]))
    full = link(whole)
    assert {record: full.clusters[record] for record in part.clusters} == part.clusters
    assert part.touched == set(part.clusters)
    assert "r00003" not in part.clusters
    assert state_token(tmp_path / "state") == "two"


_KEYS = (
    "SELECT record_id, kind, h1, h2, h3 FROM keys JOIN rec USING (rid) "
    "ORDER BY record_id, kind, h1, h2, h3"
)


def test_an_update_leaves_the_keys_that_a_full_run_makes(tmp_path):
    with open_engine() as engine:
        link_records(records(*LISTED), engine=engine, state=tmp_path / "state")
        whole = engine.fetch(_KEYS).to_pylist()
    again = {**LISTED[0], "record_id": "r00000", "source": "list0"}
    with open_engine() as engine:
        update_linkage(records(again), [], engine=engine, state=tmp_path / "state")
        assert engine.fetch(_KEYS).to_pylist() == whole


def test_an_update_leaves_other_components_alone(tmp_path):
    link(records(*LISTED), state=tmp_path / "state")
    new = records({"record_id": "z1", "name": "Liberty Lodge No 2", "city": "Leeds",
                   "country": "GB", "source": "late"})  # fmt: skip
    linkage = update(new, state=tmp_path / "state")
    assert linkage.touched == {"z1", "r00004"}
    assert linkage.clusters == {"z1": "r00004", "r00004": "r00004"}


def test_removing_a_record_takes_its_cluster_up_again(tmp_path):
    link(records(*LISTED), state=tmp_path / "state")
    linkage = update(records(), ["r00006"], state=tmp_path / "state")
    assert linkage.clusters == {"r00007": "r00007"}


def test_a_new_answer_touches_both_its_components(tmp_path):
    link(records(*LISTED), state=tmp_path / "state")
    answers = [Judgement("r00000", "r00001", "different")]
    linkage = update(records(), state=tmp_path / "state", judgements=answers)
    assert linkage.touched == {"r00000", "r00001"}
    assert linkage.clusters["r00000"] != linkage.clusters["r00001"]
    again = update(records(), state=tmp_path / "state", judgements=answers)
    assert again.touched == set()
    undone = update(records(), state=tmp_path / "state")
    assert undone.clusters == {"r00000": "r00000", "r00001": "r00000"}


def test_a_state_holds_only_once_it_is_committed(tmp_path):
    state = tmp_path / "state"
    first = link(records(*LISTED), state=state, token="one", commit=False)
    assert state_token(state) is None
    first.commit_state()
    assert state_token(state) == "one"
    update(records(), state=state, token="two", commit=False)
    assert state_token(state) == "one"
    update(records(), state=state, token="three").commit_state()
    assert state_token(state) == "three"
    parts = sorted(path.name for path in state.iterdir() if path.is_dir())
    assert parts == sorted(json.loads((state / "v2" / "meta.json").read_text())["parts"])


def test_a_state_of_other_settings_or_none_at_all_is_stale(tmp_path):
    with pytest.raises(StateStale):
        update(records(), state=tmp_path / "state")
    link(records(*LISTED), state=tmp_path / "state")
    with pytest.raises(StateStale):
        update(records(), state=tmp_path / "state", settings=LinkSettings(link_threshold=0.9))


def timed(rows, **options):
    started = time.process_time()
    linkage = link(records(*rows), **options)
    return linkage, time.process_time() - started


def test_twenty_thousand_equal_names_cost_little_and_what_the_caps_cost_is_said():
    rows = [{"name": "Unity", "city": f"Town{at % 4000}"} for at in range(20_000)]
    linkage, seconds = timed(rows)
    assert len(linkage.clusters) == 20_000
    assert linkage.report["pairs"] < 20_000 * 20
    assert (
        linkage.report["caps"]["word_pair"] == 0 if "word_pair" in linkage.report["caps"] else True
    )
    assert seconds < 30


def test_a_domain_and_a_point_that_all_share_join_nobody():
    rows = [
        {"name": f"Body {chr(97 + at % 26)}{at}x", "website": "one.example", "lat": 0.0, "lon": 0.0,
         "phone": "0131 319 2400", "email": "info@one.example"}
        for at in range(2_000)
    ]  # fmt: skip
    linkage, _ = timed(rows)
    assert linkage.report["caps"]["site"] > 0
    sizes = {}
    for cluster in linkage.clusters.values():
        sizes[cluster] = sizes.get(cluster, 0) + 1
    assert max(sizes.values()) <= 4


def test_odd_names_pass():
    names = ["X", "😀😀", "Аbсd мixed", "\u202eטקסט", "á" * 100_000, "()", "", "| ;", "No 2", "2"]
    linkage, _ = timed([{"name": name, "city": "Leeds"} for name in names * 2])
    assert len(linkage.clusters) == 20
