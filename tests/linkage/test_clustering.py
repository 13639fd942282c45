import time
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweave.linkage.domain.clustering import Rules
from commonweave.linkage.domain.judgements import Judgement, settle_judgements
from commonweave.linkage.grouping import Ends, PairList, group_records, join_records
from tests.linkage.clustering_reference import reference_clusters

RULES = Rules(cut=0.4, unscored=-1.5, unscored_same_list=-4.0, most=5_000)
NAMES = [f"n{at}" for at in range(9)]
position = st.integers(0, len(NAMES) - 1)
pair = st.tuples(position, position).filter(lambda ends: ends[0] < ends[1])
# Few values that a binary fraction holds, so that equal means are equal, and often met.
weight = st.sampled_from([-6.0, -1.5, -0.25, 0.5, 0.75, 1.5, 3.0, 6.25])
edges = st.dictionaries(pair, weight, max_size=24)
lists = st.lists(st.integers(0, 2), min_size=len(NAMES), max_size=len(NAMES))
verdict = st.sampled_from(["same", "different", "unsure"])
judgements = st.lists(
    st.builds(lambda ends, v: Judgement(NAMES[ends[0]], NAMES[ends[1]], v), pair, verdict),
    max_size=10,
)


def pair_list(edge_map):
    ends = np.array(list(edge_map), np.int32).reshape(-1, 2)
    logit = np.array(list(edge_map.values()), np.float32)
    return PairList(ends[:, 0].copy(), ends[:, 1].copy(), logit)


def ends_of(pairs):
    ends = np.array(sorted(pairs), np.int32).reshape(-1, 2)
    return Ends(ends[:, 0].copy(), ends[:, 1].copy())


def group(edge_map, *, records=9, same=(), apart=(), of_lists=None, rules=RULES):
    """Return the clusters as lists of positions, and what the clustering gave."""
    of_lists = of_lists if of_lists is not None else [at % 3 for at in range(records)]
    groups = group_records(
        np.array(of_lists, np.int32),
        edge_map if isinstance(edge_map, PairList) else pair_list(edge_map),
        same=ends_of(same),
        apart=ends_of(apart),
        rules=rules,
    )
    found = {}
    for record, cluster in enumerate(groups.cluster.tolist()):
        found.setdefault(cluster, []).append(record)
    return list(found.values()), groups


def settle(answers):
    """Return must-link groups, must-link pairs and cannot-link pairs as positions."""
    at = {record: number for number, record in enumerate(NAMES)}
    settled = settle_judgements(answers, known=at.__contains__)
    together = {}
    for record in NAMES:
        together.setdefault(settled.together.find(record), []).append(at[record])
    same = [(members[0], other) for members in together.values() for other in members[1:]]
    apart = [(at[left], at[right]) for left, right in settled.apart]
    return settled, list(together.values()), same, apart


@given(edges, judgements, lists)
def test_clusters_are_those_that_the_rules_say(edge_map, answers, of_lists):
    _, together, same, apart = settle(answers)
    found, _ = group(edge_map, same=same, apart=apart, of_lists=of_lists)
    expected = reference_clusters(together, edge_map, apart, of_lists, RULES)
    assert [tuple(members) for members in found] == expected


@given(edges, judgements, st.randoms(use_true_random=False))
def test_the_order_and_direction_of_pairs_do_not_matter(edge_map, answers, order):
    _, _, same, apart = settle(answers)
    turned = {(b, a) if order.random() < 0.5 else (a, b): w
              for (a, b), w in order.sample(list(edge_map.items()), len(edge_map))}  # fmt: skip
    assert group(edge_map, same=same, apart=apart)[0] == group(turned, same=same, apart=apart)[0]


@given(edges, judgements)
def test_judgements_hold_also_through_a_third_record(edge_map, answers):
    settled, _, same, apart = settle(answers)
    cluster = group(edge_map, same=same, apart=apart)[1].cluster.tolist()
    home = dict(zip(NAMES, cluster, strict=True))
    overruled = [c.overruled for c in settled.contradictions]
    for answer in {answer.pair: answer for answer in answers}.values():
        if answer.verdict == "same" and answer not in overruled:
            assert home[answer.left] == home[answer.right]
        if answer.verdict == "different" and answer not in overruled:
            assert home[answer.left] != home[answer.right]


@given(edges)
def test_a_cluster_lies_in_one_component_and_both_are_named_after_their_first_record(edge_map):
    clusters, groups = group(edge_map)
    for members in clusters:
        assert set(groups.cluster[members]) == {members[0]}
        assert len(set(groups.component[members])) == 1
    assert (groups.component <= groups.cluster).all()


@given(edges, judgements, lists)
def test_pairs_between_components_may_be_left_out(edge_map, answers, of_lists):
    _, _, same, apart = settle(answers)
    links = pair_list({ends: weight for ends, weight in edge_map.items() if weight >= RULES.cut})
    part = join_records(len(NAMES), links, same=ends_of(same), cut=RULES.cut)
    inside = {(a, b): weight for (a, b), weight in edge_map.items() if part[a] == part[b]}
    found, groups = group(inside, same=same, apart=apart, of_lists=of_lists)
    assert found == group(edge_map, same=same, apart=apart, of_lists=of_lists)[0]
    assert (groups.component == part).all()


@given(judgements)
def test_the_last_judgement_always_holds(answers):
    settled = settle_judgements(answers, known=NAMES.__contains__)
    if answers and answers[-1].verdict == "same":
        last = answers[-1]
        assert settled.together.find(last.left) == settled.together.find(last.right)
    if answers and answers[-1].verdict == "different":
        assert answers[-1].pair in settled.apart


def test_a_contradiction_is_named_and_an_unsure_takes_an_answer_back():
    same, different = Judgement("n0", "n1", "same"), Judgement("n0", "n1", "different")
    settled = settle_judgements([same, different], known=NAMES.__contains__)
    assert [c.overruled for c in settled.contradictions] == [same]
    unsure = Judgement("n0", "n1", "unsure")
    settled = settle_judgements([same, unsure], known=NAMES.__contains__)
    assert settled.together.find("n0") != settled.together.find("n1")
    assert settled.contradictions == []


def test_a_fence_inside_a_chain_of_same_answers_gives_way_to_the_later_ones():
    chain = [Judgement(NAMES[at], NAMES[at + 1], "same") for at in range(8)]
    fence = Judgement("n0", "n8", "different")
    settled, together, _, _ = settle([fence, *chain])
    assert [c.overruled for c in settled.contradictions] == [fence]
    assert together == [list(range(9))]
    settled, together, same, apart = settle([*chain, fence])
    assert [c.overruled for c in settled.contradictions] == [chain[0]]
    assert group({(0, 1): 6.25}, same=same, apart=apart)[0] == [[0], list(range(1, 9))]


def test_thousands_of_judgements_settle_and_hold_in_little_time():
    count = 20_000
    same = [(at, at + 1) for at in range(0, count, 2)]
    apart = [(at, at + 2) for at in range(0, count - 2, 2)]
    links = {(at, at + 1): 3.0 for at in range(count - 1)}
    started = time.process_time()
    ids = [f"r{at}" for at in range(count)]
    answers = [Judgement(ids[a], ids[b], "different") for a, b in apart]
    answers += [Judgement(ids[a], ids[b], "same") for a, b in same]
    settled = settle_judgements(answers, known=set(ids).__contains__)
    clusters, _ = group(links, records=count, same=same, apart=apart)
    assert time.process_time() - started < 3
    assert settled.contradictions == []
    assert len(settled.apart) == len(apart)
    assert clusters == [[at, at + 1] for at in range(0, count, 2)]


def test_a_duplicate_inside_one_list_joins_where_the_evidence_bears_it():
    assert group({(0, 1): 2.0}, records=2, of_lists=[0, 0])[0] == [[0, 1]]
    third = {(0, 2): 3.0, (1, 2): 3.0}
    assert group(third, records=3, of_lists=[0, 1, 2])[0] == [[0, 1, 2]]
    assert group(third, records=3, of_lists=[0, 0, 1])[0] == [[0, 2], [1]]


def chain_of(count, steps=1):
    at = np.arange(count, dtype=np.int32)
    left = np.concatenate([at[:-step] for step in range(1, steps + 1)])
    right = np.concatenate([at[step:] for step in range(1, steps + 1)])
    return PairList(left, right, (3.0 - (right - left) / 10).astype(np.float32))


def clique_of(count, logit=5.0):
    left, right = np.triu_indices(count, 1)
    weights = np.full(len(left), logit, np.float32)
    return PairList(left.astype(np.int32), right.astype(np.int32), weights)


def timed(pairs, records, **options):
    started = time.process_time()
    clusters, groups = group(pairs, records=records, **options)
    return clusters, groups, time.process_time() - started


@pytest.mark.parametrize("steps", [1, 15])
def test_a_chain_of_thousands_breaks_into_small_clusters_at_once(steps):
    clusters, groups, seconds = timed(chain_of(5_000, steps), 5_000)
    assert set(groups.component) == {0}
    assert sum(map(len, clusters)) == 5_000
    assert max(map(len, clusters)) <= 3 * steps
    assert seconds < 3


def test_two_thousand_records_that_all_agree_become_one_cluster_in_seconds():
    clusters, groups, seconds = timed(clique_of(2_000), 2_000)
    assert len(clusters) == 1
    assert groups.cut_components == []
    assert seconds < 10


def test_a_clique_over_the_cap_that_no_evidence_parts_is_kept_and_its_cuts_are_said():
    rules = Rules(cut=0.5, unscored=-1.5, unscored_same_list=-4.0, most=300)
    clusters, groups, seconds = timed(clique_of(1_000), 1_000, rules=rules)
    assert len(clusters) == 1
    assert groups.cut_components == [(1_000, 0.5 + step) for step in (1, 2, 3, 4)]
    assert seconds < 5


def test_a_component_that_is_too_large_is_cut_at_higher_evidence_and_said():
    rules = Rules(cut=1.0, unscored=5.0, unscored_same_list=5.0, most=5)
    links = {(at, at + 1): 2.5 if at == 4 else 5.0 for at in range(9)}
    clusters, groups = group(links, records=10, rules=rules)
    assert clusters == [[0, 1, 2, 3, 4], [5, 6, 7, 8, 9]]
    assert groups.cut_components == [(10, 2.0), (10, 3.0)]
    assert set(groups.component) == {0}
    held, _ = group(links, records=10, rules=rules, same=[(4, 5)])
    assert held == [list(range(10))]


@given(st.integers(2, 40), st.integers(1, 12), st.randoms(use_true_random=False))
def test_cutting_parts_no_records_that_people_joined(count, most, order):
    near = [pair for pair in combinations(range(count), 2) if order.random() < 0.3]
    links = {pair: order.choice([0.5, 2.0, 4.0, 9.0]) for pair in near}
    same = [tuple(sorted(order.sample(range(count), 2))) for _ in range(3)]
    rules = Rules(cut=0.4, unscored=-1.5, unscored_same_list=-4.0, most=most)
    cluster = group(links, records=count, same=same, rules=rules)[1].cluster
    assert all(cluster[a] == cluster[b] for a, b in same)


def test_no_records_and_records_without_pairs_are_clusters_of_their_own():
    assert group({}, records=0)[0] == []
    assert group({}, records=3)[0] == [[0], [1], [2]]
