"""A verdict on one thing and the filter over all things say the same, for every kind of actor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from commonweave.accounts.models import Person
from commonweave.registry import rules
from commonweave.registry.models import Judgement, Pair, Record, Source, WeaveRun
from tests.registry import factories as make

pytestmark = pytest.mark.django_db

ACTORS = (
    "anonymous",
    "without a post",
    "reader",
    "editor",
    "editor elsewhere",
    "editor here, reader elsewhere",
    "inactive editor",
    "superuser",
)


@pytest.fixture
def scene() -> dict[str, Any]:
    """Two networks, each with a public and a closed list of one body and one person."""
    here, elsewhere = make.make_space("here"), make.make_space("elsewhere")
    both = make.make_person("editor", here)
    both.posts.create(space=elsewhere, role="reader")
    inactive = make.make_person("editor", here)
    Person.objects.filter(pk=inactive.pk).update(is_active=False)
    records = {}
    for space in (here, elsewhere):
        for visibility in ("public", "closed"):
            source = make.make_source(space, visibility=visibility)
            edition = make.make_edition(source)
            where = f"{visibility} {space.slug}"
            records[f"body, {where}"] = make.make_record(edition, "A body")
            records[f"person, {where}"] = make.make_record(
                edition, {"names": [{"text": "A person", "kind": "main"}], "natural_person": True}
            )
    actors = {
        "anonymous": AnonymousUser(),
        "without a post": make.make_person(),
        "reader": make.make_person("reader", here),
        "editor": make.make_person("editor", here),
        "editor elsewhere": make.make_person("editor", elsewhere),
        "editor here, reader elsewhere": both,
        "inactive editor": Person.objects.get(pk=inactive.pk),
        "superuser": make.make_person(superuser=True),
    }
    for left in records.values():
        for right in records.values():
            if left.pk < right.pk:
                make.make_pair(left, right)
                Judgement.objects.create(
                    left=left, right=right, verdict="same", by="operator", at=make.NOW
                )
    for record in records.values():
        taken_in, moved = make.make_run(), make.make_run()
        taken_in.took_in.add(record.last_edition)
        make.make_event(make.make_organisation(record), moved, "joined", record=record)
    return {"records": records, "actors": actors}


def _agree(things: Any, condition: Any, verdict: Callable[[Any], Any]) -> None:
    told = {thing.pk for thing in things if verdict(thing).ok}
    assert told == set(things.filter(condition).values_list("pk", flat=True))
    assert all(verdict(thing).reason for thing in things if not verdict(thing).ok)


@pytest.mark.parametrize("who", ACTORS)
def test_verdicts_and_filters_agree(scene: dict[str, Any], who: str) -> None:
    actor = scene["actors"][who]
    sources = Source.objects.all()
    _agree(sources, rules.sources_visible_to(actor), lambda s: rules.may_see_source(actor, s))
    _agree(sources, rules.sources_kept_open_to(actor), lambda s: rules.may_see_kept(actor, s))
    records = Record.objects.select_related("source")
    _agree(records, rules.records_visible_to(actor), lambda r: rules.may_see_record(actor, r))
    runs = WeaveRun.objects.all()
    _agree(runs, rules.runs_decided_by(actor), lambda run: rules.may_decide_run(actor, run))
    for table in (Pair, Judgement):
        pairs = table.objects.select_related("left__source", "right__source")
        condition = rules.pairs_judged_by(actor)
        _agree(pairs, condition, lambda p: rules.may_judge(actor, p.left, p.right))


@pytest.mark.parametrize(
    ("who", "bodies", "persons", "pairs", "runs"),
    [
        ("anonymous", 2, 0, 0, 0),
        ("without a post", 2, 0, 0, 0),
        ("reader", 3, 2, 0, 0),
        ("editor", 3, 2, 3, 8),
        ("editor elsewhere", 3, 2, 3, 8),
        ("editor here, reader elsewhere", 4, 4, 5, 8),
        ("inactive editor", 2, 0, 0, 0),
        ("superuser", 4, 4, 6, 16),
    ],
)
def test_each_actor_reaches_what_the_table_says(
    scene: dict[str, Any], who: str, bodies: int, persons: int, pairs: int, runs: int
) -> None:
    actor = scene["actors"][who]
    seen = Record.objects.filter(rules.records_visible_to(actor))
    assert seen.filter(natural_person=False).count() == bodies
    assert seen.filter(natural_person=True).count() == persons
    assert Pair.objects.filter(rules.pairs_judged_by(actor)).count() == pairs
    assert WeaveRun.objects.filter(rules.runs_decided_by(actor)).count() == runs


@pytest.mark.parametrize(
    ("who", "enters"),
    [("anonymous", False), ("reader", False), ("editor", True), ("superuser", True)],
)
def test_only_editors_enter_the_review(scene: dict[str, Any], who: str, enters: bool) -> None:
    verdict = rules.may_review(scene["actors"][who])
    assert verdict.ok is enters
    assert bool(verdict.reason) is not enters


@pytest.mark.parametrize(
    ("who", "reads"),
    [("anonymous", False), ("without a post", False), ("reader", True), ("superuser", True)],
)
def test_people_with_a_post_read_the_runs(scene: dict[str, Any], who: str, reads: bool) -> None:
    verdict = rules.may_see_runs(scene["actors"][who])
    assert verdict.ok is reads
    assert bool(verdict.reason) is not reads


def test_posts_are_read_once_for_an_actor(
    scene: dict[str, Any], django_assert_num_queries: Any
) -> None:
    editor = Person.objects.get(pk=scene["actors"]["editor"].pk)
    records = list(Record.objects.select_related("source"))
    with django_assert_num_queries(1):
        for record in records:
            rules.may_see_record(editor, record)
            rules.may_judge(editor, record, records[0])
