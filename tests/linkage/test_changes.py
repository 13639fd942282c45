"""What became of clusters, told so that each is told once."""

from hypothesis import given
from hypothesis import strategies as st

from commonweave.linkage.domain.changes import compare_clusters

CLUSTERS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 3)).map(
    lambda found: {
        record: min(other for other in found if found[other] == group)
        for record, group in found.items()
    }
)


@given(CLUSTERS, CLUSTERS)
def test_each_cluster_is_of_one_kind_or_comes_of_a_split(before, now):
    changes = compare_clusters(before, now)
    kinds = [changes.new, changes.changed, changes.merged, changes.unchanged]
    told = [cluster for kind in kinds for cluster in kind]
    assert len(told) == len(set(told))
    parts = {part for split in changes.split.values() for part in split}
    assert set(told) | parts == set(now.values())
    assert not set(changes.new) & parts
    assert set(changes.gone) == {
        cluster
        for cluster in before.values()
        if not any(before[record] == cluster for record in now if record in before)
    }


@given(CLUSTERS)
def test_nothing_changes_where_nothing_moved(clusters):
    changes = compare_clusters(clusters, clusters)
    assert changes.unchanged == sorted(set(clusters.values()))
    assert sum(changes.counts().values()) == len(changes.unchanged)


def test_merges_splits_and_new_members_are_told_apart():
    before = {"a": "a", "b": "b", "c": "c", "d": "c", "e": "e", "f": "f"}
    now = {"a": "a", "b": "a", "c": "c", "d": "d", "e": "e", "g": "e", "h": "h"}
    changes = compare_clusters(before, now)
    assert vars(changes) == {
        "new": ["h"],
        "changed": {"e": "e"},
        "merged": {"a": ["a", "b"]},
        "split": {"c": ["c", "d"]},
        "gone": ["f"],
        "unchanged": [],
    }
