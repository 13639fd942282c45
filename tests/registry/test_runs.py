"""A run is a diff that a person can look at, accept, refuse and take back; ids outlive it all."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonweave.infrastructure.audit import find_broken_link
from commonweave.infrastructure.models import AuditEvent
from commonweave.kernel.refusals import Conflict, NotAllowed, NotFound
from commonweave.linkage.services import state_token
from commonweave.registry.models import (
    Edition,
    Judgement,
    Organisation,
    OrganisationEvent,
    Profile,
    Record,
    Source,
    WeaveRun,
)
from commonweave.registry.queries.audit import find_register_faults
from commonweave.registry.queries.runs import find_run_in_force
from commonweave.registry.services.deciding import (
    accept_run,
    refuse_line,
    refuse_run,
    take_back_run,
)
from commonweave.registry.services.enforcing import put_in_force
from commonweave.registry.services.judgements import record_judgement
from commonweave.registry.services.settling import settle_clusters
from commonweave.registry.services.weaving import weave_inventory
from tests.registry import factories as make
from tests.registry.conftest import TakeIn
from tests.registry.test_weaving import DIRECTORY, MEMBERS, holder, partition, sound

pytestmark = pytest.mark.django_db
BIRCH = ("D", "Birch Housing Mutual Limited", *MEMBERS[1][2:])
NEWCOMER = ("E", "Elder Grove Allotments", "Ripon", "HG4 1AA", "GB", "")


@pytest.fixture
def woven(members: Source, directory: Source, take_in: TakeIn) -> WeaveRun:
    take_in(members, MEMBERS)
    take_in(directory, DIRECTORY)
    return weave_inventory(by=None).run


@pytest.fixture
def told(woven: WeaveRun, directory: Source, take_in: TakeIn) -> Edition:
    """A new edition with an entry of a known organisation and one of a new one."""
    return take_in(directory, [*DIRECTORY, BIRCH, NEWCOMER]).edition


def inventory() -> list[tuple[Any, ...]]:
    """Return everything that is in force: ids, redirects, holders and profiles."""
    live = Organisation.objects.filter(retired_at=None).values_list("public_id", flat=True)
    redirects = Organisation.objects.exclude(merged_into=None)
    return [
        tuple(sorted(live)),
        tuple(sorted(redirects.values_list("public_id", "merged_into__public_id"))),
        tuple(Record.objects.order_by("pk").values_list("pk", "organisation")),
        tuple(Profile.objects.order_by("pk").values_list("pk", "name", "records", "sources")),
    ]


def test_a_proposal_changes_nothing_and_can_be_looked_at(told: Edition) -> None:
    before = inventory()
    run = weave_inventory(by=None, propose=True).run
    assert (run.state, run.hold, run.minted, run.joined) == ("proposed", "asked", 1, 1)
    assert inventory() == before
    assert run.events.count() > 0
    assert Edition.objects.get(pk=told.pk).woven_in is None
    assert sound()


def test_an_accepted_proposal_is_the_inventory_that_a_plain_weave_makes(
    told: Edition, data_dir: Any
) -> None:
    with transaction.atomic():
        weave_inventory(by=None, full=True)
        plainly = partition()
        transaction.set_rollback(True)
    run = accept_run(run=weave_inventory(by=None, propose=True, full=True).run.pk, by=None)
    assert run.state == "in_force"
    assert partition() == plainly
    assert Edition.objects.get(pk=told.pk).woven_in == run
    assert state_token(data_dir / "linkage" / "state") == run.token
    assert run.organisations == 5
    assert not weave_inventory(by=None).new
    assert sound()


def test_what_was_refused_is_not_proposed_again_unasked(told: Edition) -> None:
    before = inventory()
    run = weave_inventory(by=None, propose=True).run
    refuse_run(run=run.pk, reason="wrong list", by=None)
    assert inventory() == before
    again = weave_inventory(by=None)
    assert (again.new, again.run.pk, again.run.state) == (False, run.pk, "refused")
    asked = weave_inventory(by=None, propose=True)
    assert (asked.new, asked.run.state) == (True, "proposed")
    assert not weave_inventory(by=None, propose=True).new
    assert sound()


def test_after_a_refusal_runs_are_proposed_until_one_is_accepted(
    told: Edition, directory: Source, take_in: TakeIn
) -> None:
    refuse_run(run=weave_inventory(by=None, propose=True).run.pk, by=None)
    take_in(directory, [*DIRECTORY, NEWCOMER])
    run = weave_inventory(by=None).run
    assert (run.state, run.hold) == ("proposed", "after")
    accept_run(run=run.pk, by=None)
    take_in(directory, DIRECTORY)
    assert weave_inventory(by=None).run.state == "in_force"
    assert sound()


def test_a_later_run_overtakes_an_open_proposal_and_frees_its_ids(
    told: Edition, directory: Source, take_in: TakeIn
) -> None:
    first = weave_inventory(by=None, propose=True).run
    ids = Organisation.objects.count()
    take_in(directory, DIRECTORY)
    second = weave_inventory(by=None).run
    first.refresh_from_db()
    assert (first.state, second.state) == ("overtaken", "proposed")
    assert not first.events.exists()
    assert Organisation.objects.count() <= ids
    with pytest.raises(Conflict):
        accept_run(run=first.pk, by=None)


def test_a_proposal_that_the_books_have_left_behind_is_not_accepted(told: Edition) -> None:
    before = inventory()
    run = weave_inventory(by=None, propose=True).run
    record_judgement(
        left=Record.objects.get(key="2"),
        right=Record.objects.get(key="D"),
        verdict="different",
        by=None,
    )
    with pytest.raises(Conflict):
        accept_run(run=run.pk, by=None)
    assert inventory() == before
    later = weave_inventory(by=None, propose=True).run
    accept_run(run=later.pk, by=None)
    assert holder("2") != holder("D")
    assert sound()


def test_an_entry_that_turned_out_to_be_a_person_stops_the_proposal(told: Edition) -> None:
    run = weave_inventory(by=None, propose=True).run
    Record.objects.filter(key="E").update(natural_person=True)
    with pytest.raises(Conflict):
        accept_run(run=run.pk, by=None)
    assert not Record.objects.filter(key="E").exclude(organisation=None).exists()


def test_a_run_is_taken_back_by_events_and_its_ids_are_never_given_again(told: Edition) -> None:
    before = inventory()
    run = weave_inventory(by=None).run
    newcomer = holder("E").public_id
    undoing = take_back_run(run=run.pk, reason="too early", by=None)
    run.refresh_from_db()
    assert (run.state, run.reason, undoing.undoes) == ("taken_back", "too early", run)
    assert inventory() == before
    assert run.events.exists()
    assert Organisation.objects.get(public_id=newcomer).retired_at is not None
    assert Edition.objects.get(pk=told.pk).woven_in is None
    assert not weave_inventory(by=None).new
    again = accept_run(run=weave_inventory(by=None, propose=True).run.pk, by=None)
    assert again.full
    assert holder("E").public_id != newcomer
    assert sound()


def test_a_merge_taken_back_brings_the_retired_id_back(woven: WeaveRun) -> None:
    before = inventory()
    record_judgement(
        left=Record.objects.get(key="3"), right=Record.objects.get(key="B"), verdict="same", by=None
    )
    run = weave_inventory(by=None).run
    assert run.merged == 1
    take_back_run(run=run.pk, by=None)
    assert inventory() == before
    assert not list(find_register_faults())


def test_only_the_newest_run_is_taken_back_and_then_the_one_before_it(
    woven: WeaveRun, told: Edition
) -> None:
    run = weave_inventory(by=None).run
    with pytest.raises(Conflict):
        take_back_run(run=woven.pk, by=None)
    undoing = take_back_run(run=run.pk, by=None)
    for other in (run.pk, undoing.pk):
        with pytest.raises(Conflict):
            take_back_run(run=other, by=None)
    take_back_run(run=woven.pk, by=None)
    assert not Record.objects.exclude(organisation=None).exists()
    assert not Profile.objects.exists()
    assert sound()


def test_a_run_that_changes_too_much_is_only_proposed(woven: WeaveRun, settings: Any) -> None:
    settings.WEAVE_HOLD_ABOVE = 0
    record_judgement(
        left=Record.objects.get(key="3"), right=Record.objects.get(key="B"), verdict="same", by=None
    )
    run = weave_inventory(by=None).run
    assert (run.state, run.hold, run.merged) == ("proposed", "large", 1)
    assert holder("3") != holder("B")
    settings.WEAVE_HOLD_SHARE = 0.5
    record_judgement(
        left=Record.objects.get(key="1"),
        right=Record.objects.get(key="2"),
        verdict="unsure",
        by=None,
    )
    refuse_run(run=run.pk, by=None)
    assert weave_inventory(by=None).run.hold == "after"


def test_a_large_first_run_is_not_held_back(
    members: Source, take_in: TakeIn, settings: Any
) -> None:
    settings.WEAVE_HOLD_ABOVE = settings.WEAVE_HOLD_SHARE = 0
    take_in(members, MEMBERS)
    assert weave_inventory(by=None).run.state == "in_force"


def test_a_refused_merge_stays_apart_at_the_next_weave(told: Edition) -> None:
    run = weave_inventory(by=None, propose=True).run
    line = run.events.get(kind="joined", record__key="D")
    given = refuse_line(event=line.pk, reason="two houses", by=None)
    assert [(j.verdict, j.reason) for j in given] == [("different", "two houses")]
    accept_run(run=weave_inventory(by=None).run.pk, by=None)
    assert holder("2") != holder("D")
    assert sound()


def test_a_refused_split_stays_together_at_the_next_weave(woven: WeaveRun) -> None:
    one, other = Record.objects.get(key="1"), Record.objects.get(key="A")
    record_judgement(left=one, right=other, verdict="different", by=None)
    run = weave_inventory(by=None).run
    line = run.events.get(kind="split")
    refuse_line(event=line.pk, by=None)
    assert Judgement.objects.latest("id").verdict == "same"
    weave_inventory(by=None)
    assert holder("1") == holder("A")
    assert sound()


def test_a_line_that_is_none_is_not_refused(woven: WeaveRun) -> None:
    for event in (0, woven.events.filter(kind="minted").first().pk):  # type: ignore[union-attr]
        with pytest.raises(NotFound):
            refuse_line(event=event, by=None)
    with pytest.raises(NotFound):
        accept_run(run=0, by=None)


def test_somebody_without_the_right_decides_nothing(told: Edition) -> None:
    stranger = make.make_person("editor", make.make_space("elsewhere"))
    run = weave_inventory(by=None, propose=True).run
    for decide in (accept_run, refuse_run, take_back_run):
        with pytest.raises(NotAllowed):
            decide(run=run.pk, by=stranger)
    assert WeaveRun.objects.get(pk=run.pk).state == "proposed"


def test_every_decision_is_in_the_audit_log(told: Edition, space: Any) -> None:
    editor = make.make_person("editor", space)
    refuse_run(run=weave_inventory(by=None, propose=True).run.pk, by=editor)
    run = accept_run(run=weave_inventory(by=None, propose=True).run.pk, by=editor)
    take_back_run(run=run.pk, by=editor)
    told_of = AuditEvent.objects.filter(actor=f"person:{editor.pk}").order_by("id")
    assert list(told_of.values_list("action", flat=True)) == [
        "registry.run_refused",
        "registry.run_accepted",
        "registry.run_taken_back",
    ]
    assert find_broken_link() is None


def test_a_record_of_a_natural_person_leaves_the_inventory(woven: WeaveRun, take_in: Any) -> None:
    Record.objects.filter(key="B").update(natural_person=True)
    alone = holder("B")
    run = weave_inventory(by=None, full=True).run
    assert run.withdrawn == 1
    alone.refresh_from_db()
    assert alone.retired_at is not None
    assert Record.objects.get(key="B").organisation is None
    assert sound()


PARTITIONS = st.lists(st.lists(st.integers(0, 3), min_size=6, max_size=6), min_size=1, max_size=4)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PARTITIONS)
def test_any_series_of_runs_is_undone_run_by_run(db: None, labels: list[list[int]]) -> None:
    with transaction.atomic():
        edition = make.make_edition(make.make_source(make.make_space()))
        records = [make.make_record(edition, f"Body {n}").pk for n in range(6)]
        states = [inventory()]
        runs = []
        for row in labels:
            groups: dict[int, list[int]] = {}
            for record, label in zip(records, row, strict=True):
                groups.setdefault(label, []).append(record)
            run = make.make_run()
            WeaveRun.objects.filter(pk=run.pk).update(state="proposed", base=find_run_in_force())
            run.refresh_from_db()
            settle_clusters(run=run, clusters=list(groups.values()), whole=True)
            put_in_force(run=run)
            assert partition() == {frozenset(group) for group in groups.values()}
            assert not list(find_register_faults())
            assert run.unchanged >= 0
            states.append(inventory())
            runs.append(run)
        for run in reversed(runs):
            assert inventory()[0] == states[-1][0]
            take_back_run(run=run.pk, by=None)
            states.pop()
            assert inventory()[0] == states[-1][0]
            assert inventory()[2] == states[-1][2]
            assert not list(find_register_faults())
        assert OrganisationEvent.objects.exists()
        transaction.set_rollback(True)
