"""Which public id a cluster carries, over runs."""

from hypothesis import given
from hypothesis import strategies as st

from commonweave.registry.domain.identity import Settlement, settle_identities


@st.composite
def partitions(draw: st.DrawFn, records: int = 12) -> list[list[int]]:
    labels = draw(st.lists(st.integers(0, 5), min_size=records, max_size=records))
    groups: dict[int, list[int]] = {}
    for record, label in enumerate(labels):
        groups.setdefault(label, []).append(record)
    return list(groups.values())


def held_after(settlement: Settlement, first_free: int = 1000) -> dict[int, int]:
    """Play the settlement: mint keys upwards from `first_free`."""
    held = {}
    for index, settled in enumerate(settlement.settled):
        key = settled.organisation if settled.organisation is not None else first_free + index
        held.update(dict.fromkeys(settled.records, key))
    return held


def test_a_first_run_mints_one_id_a_cluster() -> None:
    settlement = settle_identities([[1, 2], [3]], {})
    assert [s.organisation for s in settlement.settled] == [None, None]
    assert (settlement.minted, settlement.merged, settlement.split) == (2, 0, 0)


def test_a_merge_keeps_the_oldest_id() -> None:
    settlement = settle_identities([[1, 2, 3]], {1: 20, 2: 10, 3: 20})
    assert settlement.settled[0].organisation == 10
    assert settlement.settled[0].absorbs == (20,)
    assert settlement.moved == {1: (20, 0), 3: (20, 0)}


def test_a_split_leaves_the_id_with_most_of_its_records() -> None:
    settlement = settle_identities([[1], [2, 3]], {1: 10, 2: 10, 3: 10})
    assert [(s.organisation, s.split_from) for s in settlement.settled] == [(None, 10), (10, None)]
    assert settlement.split == 1


def test_a_retired_id_comes_back_when_its_records_part_again() -> None:
    settlement = settle_identities([[1, 2], [3]], {1: 10, 2: 10, 3: 10}, former={3: 20})
    assert settlement.settled[1].organisation == 20
    assert settlement.settled[1].revived
    assert settlement.settled[1].split_from == 10


def test_one_retired_id_comes_back_only_once() -> None:
    held = {1: 10, 2: 10, 3: 10, 4: 10}
    settlement = settle_identities([[1, 2], [3], [4]], held, former={3: 20, 4: 20})
    assert sorted(s.organisation or 0 for s in settlement.settled) == [0, 10, 20]


@given(partitions(), partitions())
def test_each_live_id_ends_in_exactly_one_place(
    before: list[list[int]], after: list[list[int]]
) -> None:
    held = held_after(settle_identities(before, {}))
    settlement = settle_identities(after, held)
    kept = [s.organisation for s in settlement.settled if s.organisation is not None]
    absorbed = [gone for s in settlement.settled for gone in s.absorbs]
    assert sorted(kept + absorbed) == sorted(set(held.values()))


@given(partitions())
def test_a_rerun_changes_nothing(clusters: list[list[int]]) -> None:
    held = held_after(settle_identities(clusters, {}))
    again = settle_identities(clusters, held)
    assert not again.moved
    assert (again.minted, again.merged, again.split) == (0, 0, 0)


@given(partitions(), partitions(), st.randoms(use_true_random=False))
def test_the_order_of_the_clusters_does_not_matter(
    before: list[list[int]], after: list[list[int]], chance: object
) -> None:
    held = held_after(settle_identities(before, {}))
    shuffled = [list(cluster) for cluster in after]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert settle_identities(shuffled, held) == settle_identities(after, held)
