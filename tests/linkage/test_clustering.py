import time

from hypothesis import given
from hypothesis import strategies as st

from commonweave.linkage.domain.clustering import Rules, cluster_component, cut_to_size
from commonweave.linkage.domain.judgements import Judgement, settle_judgements

RULES = Rules(cut=0.4, unscored=-1.5, unscored_same_list=-4.0)
NAMES = [f"n{at:02d}" for at in range(9)]
name = st.sampled_from(NAMES)
pair = st.tuples(name, name).filter(lambda ends: ends[0] < ends[1])
edges = st.dictionaries(pair, st.floats(-8, 8).map(lambda w: round(w, 2)), max_size=20)
verdict = st.sampled_from(["same", "different", "unsure"])
judgements = st.lists(st.builds(lambda ends, v: Judgement(*ends, v), pair, verdict), max_size=10)


def cluster(edge_map, answers=(), order=None):
    settled = settle_judgements(answers, known=NAMES.__contains__)
    groups = {}
    for member in NAMES:
        groups.setdefault(settled.together.find(member), []).append(member)
    listed = [(a, b, w) for (a, b), w in edge_map.items()]
    listed = listed if order is None else order.sample(listed, len(listed))
    return settled, cluster_component(
        list(groups.values()),
        listed,
        settled.apart,
        lists={member: at % 3 for at, member in enumerate(NAMES)},
        rules=RULES,
    )


@given(edges, judgements)
def test_every_record_is_in_exactly_one_cluster(edge_map, answers):
    _, clusters = cluster(edge_map, answers)
    assert sorted(member for members in clusters for member in members) == NAMES


@given(edges, judgements, st.randoms(use_true_random=False))
def test_the_order_of_pairs_does_not_matter(edge_map, answers, order):
    assert cluster(edge_map, answers)[1] == cluster(edge_map, answers, order)[1]


@given(edges, judgements)
def test_judgements_hold_also_through_a_third_record(edge_map, answers):
    settled, clusters = cluster(edge_map, answers)
    home = {member: at for at, members in enumerate(clusters) for member in members}
    for left, right in settled.apart:
        assert home[left] != home[right]
    overruled = [c.overruled for c in settled.contradictions]
    last = {answer.pair: answer for answer in answers}
    for answer in last.values():
        if answer.verdict == "same" and answer not in overruled:
            assert home[answer.left] == home[answer.right]
        if answer.verdict == "different" and answer not in overruled:
            assert home[answer.left] != home[answer.right]


@given(judgements)
def test_the_last_judgement_always_holds(answers):
    settled = settle_judgements(answers, known=NAMES.__contains__)
    if answers and answers[-1].verdict == "same":
        last = answers[-1]
        assert settled.together.find(last.left) == settled.together.find(last.right)
    if answers and answers[-1].verdict == "different":
        assert answers[-1].pair in settled.apart


def test_a_contradiction_is_named_and_an_unsure_takes_an_answer_back():
    same, different = Judgement("n00", "n01", "same"), Judgement("n00", "n01", "different")
    settled = settle_judgements([same, different], known=NAMES.__contains__)
    assert [c.overruled for c in settled.contradictions] == [same]
    unsure = Judgement("n00", "n01", "unsure")
    settled = settle_judgements([same, unsure], known=NAMES.__contains__)
    assert settled.together.find("n00") != settled.together.find("n01")
    assert settled.contradictions == []


def test_a_chain_of_weak_evidence_does_not_make_one_cluster():
    chain = {(NAMES[at], NAMES[at + 1]): 1.0 for at in range(8)}
    assert max(len(members) for members in cluster(chain)[1]) <= 3


def test_thousands_of_records_that_hang_together_are_clustered_in_seconds():
    count = 4_000
    ids = [f"x{at:05d}" for at in range(count)]
    links = [
        (ids[at], ids[at + step], 3.0 - step / 10)
        for at in range(count)
        for step in range(1, 16)
        if at + step < count
    ]
    started = time.process_time()
    clusters = cluster_component(
        [[record] for record in ids], links, [], lists=dict.fromkeys(ids, 0), rules=RULES
    )
    assert sum(map(len, clusters)) == count
    assert time.process_time() - started < 15


def test_a_component_that_is_too_large_is_cut_at_higher_evidence_and_said():
    ids = [f"x{at}" for at in range(10)]
    links = [(ids[at], ids[at + 1], 2.5 if at == 4 else 5.0) for at in range(9)]
    notes = []
    parts = cut_to_size(ids, links, cut=1.0, most=5, note=lambda size, at: notes.append((size, at)))
    assert sorted(map(len, parts)) == [5, 5]
    assert notes
