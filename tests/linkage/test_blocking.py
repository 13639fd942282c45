import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweave.infrastructure.engines import open_engine
from commonweave.linkage.blocking import make_pairs
from commonweave.linkage.blocking_keys import KEYS, make_keys
from commonweave.linkage.domain.settings import LinkSettings
from commonweave.linkage.preparation import prepare_records
from commonweave.linkage.reach import measure_reach, reach_table
from commonweave.linkage.statistics import count_statistics
from tests.linkage.build import records

CAP = 40


def blocked(engine, rows, *, cap=CAP):
    """Run the steps up to the candidates; return what each key brought."""
    table = records(*rows)
    for name, part in prepare_records(table, rids=range(table.num_rows)).tables():
        engine.load(name, part)
    count_statistics(engine)
    make_keys(engine)
    return make_pairs(engine, LinkSettings(block_cap=cap))


def pairs_of(engine, key=None):
    told = engine.fetch("SELECT l, r, bits FROM pairs").to_pylist()
    return {
        (row["l"], row["r"]) for row in told if key is None or row["bits"] >> KEYS.index(key) & 1
    }


TWO_OF_ONE = {
    "identifier": [{"identifier": "GB-COH:0525R"}] * 2,
    "email": [{"email": "a@rosa.coop"}] * 2,
    "phone": [{"phone": "0131 319 2400", "country": "GB"}] * 2,
    "site": [{"website": "rosa.coop"}, {"website": "https://www.rosa.coop/about"}],
    "core": [{"name": "Rosa Luxemburg"}, {"name": "Luxemburg, Rosa"}],
    "glued": [{"name": "Rosa Lux"}, {"name": "Elsewhere", "website": "rosa-lux.coop"}],
    "word_town": [{"name": "Rosalinda", "city": "Leeds"}, {"name": "Rosalind", "city": "Leeds"}],
    "word_area": [{"name": "Rosa", "postcode": "LS1 4AB", "country": "GB"},
                  {"name": "Rosa Lane", "postcode": "LS1 9ZZ", "country": "GB"}],
    "word_pair": [{"name": "Rosa Lux Haus"}, {"name": "Lux und Rosa Verlag"}],
    "word": [{"name": "Rosalinda Haus"}, {"name": "Rosalinda Verlag"},
             *({"name": f"Filler{at}"} for at in range(200))],
    "sound_town": [{"name": "Kreuzberg", "city": "Berlin"},
                   {"name": "Creuzburg", "city": "Berlin"}],
    "street_town": [{"street": "Mill Lane 12", "city": "Leeds"},
                    {"street": "12 Mill Lane", "city": "Leeds"}],
    "postcode": [{"postcode": "LS1 4AB", "country": "GB"}] * 2,
    "postcode_street": [{"street": "Mill Lane", "postcode": "54321"}] * 2,
    "postcode_letter": [{"name": "Rosa", "postcode": "54321"},
                        {"name": "Rita", "postcode": "54321"}],
    "cell": [{"name": "Rosa Haus", "lat": 53.801, "lon": -1.549},
             {"name": "Rosa Verlag", "lat": 53.803, "lon": -1.547}],
    "point": [{"name": "Rosa", "lat": 53.80001, "lon": -1.54901},
              {"name": "Elsewhere", "lat": 53.80002, "lon": -1.54902}],
    "acronym": [{"name": "Rosa Lux Haus"}, {"name": "RLH"}],
    "initials": [{"name": "Rosa Lux Haus", "city": "Leeds"}, {"name": "RLV", "city": "Leeds"}],
}  # fmt: skip


@pytest.mark.parametrize("key", TWO_OF_ONE)
def test_each_key_brings_two_records_together_that_share_it(key):
    with open_engine() as engine:
        blocked(engine, TWO_OF_ONE[key])
        assert pairs_of(engine, key) == {(0, 1)}


def test_records_that_share_nothing_are_not_compared():
    with open_engine() as engine:
        blocked(engine, [{"name": "Rosa", "city": "Leeds"}, {"name": "Otto", "city": "York"}, {}])
        assert pairs_of(engine) == set()


def test_a_block_over_the_cap_goes_to_its_tighter_part_and_what_that_costs_is_told():
    towns = [f"Town{chr(97 + at % 7)}" for at in range(100)]
    rows = [{"name": "Unity", "city": town} for town in towns] + [{"name": "Unity"}]
    with open_engine() as engine:
        report = blocked(engine, rows)["core"]
        found = pairs_of(engine, "core")
    assert found == {(a, b) for a in range(100) for b in range(a + 1, 100) if towns[a] == towns[b]}
    assert (report.pairs, report.blocks, report.split, report.dropped) == (len(found), 7, 7, 1)


def test_shares_of_the_hash_range_come_to_the_same_pairs(monkeypatch):
    rows = [{"name": f"Word{at % 13} Other{at % 7}", "city": f"T{at % 5}"} for at in range(300)]
    with open_engine() as engine:
        whole, first = blocked(engine, rows), pairs_of(engine)
        monkeypatch.setattr("commonweave.linkage.blocking._KEYS_AT_ONCE", 200)
        monkeypatch.setattr("commonweave.linkage.blocking._PAIRS_AT_ONCE", 200)
        parted, second = blocked(engine, rows), pairs_of(engine)
    assert first == second
    assert whole == parted


names = st.lists(st.sampled_from(["Rosa", "Otto", "Lux", "Haus"]), min_size=1, max_size=3)
places = st.sampled_from(["", "Leeds", "York"])


@settings(max_examples=5)
@given(st.lists(st.tuples(names, places), max_size=25), st.randoms(use_true_random=False))
def test_candidates_do_not_depend_on_the_order_of_the_records(bodies, chance):
    rows = [
        {"record_id": f"r{at}", "name": " ".join(words), "city": town}
        for at, (words, town) in enumerate(bodies)
    ]
    found = []
    with open_engine() as engine:
        for _ in range(2):
            blocked(engine, rows, cap=5)
            ids = [row["record_id"] for row in rows]
            found.append({frozenset((ids[a], ids[b])) for a, b in pairs_of(engine)})
            chance.shuffle(rows)
    assert found[0] == found[1]


def test_reach_tells_what_each_key_finds_and_finds_alone():
    rows = [
        {"name": "Rosa", "email": "a@rosa.coop"},
        {"name": "Otto", "email": "a@rosa.coop"},
        {"name": "Emma"},
        {"name": "Emma"},
        {"name": "Nowhere"},
    ]
    truth = dict(
        zip(["r00000", "r00001", "r00002", "r00003", "r00004", "gone"], "aabbbb", strict=True)
    )
    with open_engine() as engine:
        report = blocked(engine, rows)
        reach = measure_reach(engine, truth)
    assert reach.true_pairs == 4
    assert reach.total == 0.5
    assert reach.keys["email"].true_share == 0.25
    assert reach.keys["core"].true_share == 0.25
    assert reach.keys["core"].alone == 0
    told = reach_table({key: vars(brought) for key, brought in report.items()}, reach)
    assert "0.5000 of 4 true pairs" in told
    assert all(key in told for key in KEYS)


EXPLOSIVE = {
    "equal names": lambda at: {"name": "Unity"},
    "equal names in one town": lambda at: {"name": "Unity", "city": "Leeds", "country": "GB"},
    "one domain": lambda at: {"name": f"Body{at}", "website": "one.example"},
    "one point": lambda at: {"name": f"Body{at}", "lat": 0.0 if at % 2 else 1.0, "lon": 0.0},
    "one door": lambda at: {"name": f"Body{at}", "street": "1 Mill Lane", "postcode": "LS1 4AB",
                            "city": "Leeds", "country": "GB"},
}  # fmt: skip


LEFT_OUT = {"equal names": "core", "equal names in one town": "core", "one domain": "site",
            "one door": "postcode_letter"}  # fmt: skip
"""The key that leaves records out; those of one point go on to the rarest word."""


@pytest.mark.parametrize("kind", EXPLOSIVE)
def test_twenty_thousand_records_that_share_a_thing_do_not_explode(kind):
    with open_engine(memory="500MB") as engine:
        report = blocked(engine, [EXPLOSIVE[kind](at) for at in range(20_000)])
        assert engine.fetch("SELECT count(*) AS n FROM pairs").to_pylist()[0]["n"] < 20_000 * 20
    if kind in LEFT_OUT:
        assert report[LEFT_OUT[kind]].dropped == 20_000


@pytest.mark.parametrize(
    "contact",
    [{"website": "www.coop-rosalinda.org"}, {"website": "facebook.com/rosalinda.coop"},
     {"email": "rosalinda5@gmail.com"}],
)  # fmt: skip
def test_a_word_in_a_website_or_mailbox_leads_to_the_name_that_has_it(contact):
    rows = [{"name": "Elsewhere", "city": "Leeds", **contact},
            {"name": "Rosalinda Haus", "city": "Leeds"}]  # fmt: skip
    with open_engine() as engine:
        blocked(engine, [*rows, *({"name": f"Filler{at}"} for at in range(200))])
        assert (0, 1) in pairs_of(engine, "word_town")
