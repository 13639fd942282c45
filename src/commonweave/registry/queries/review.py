"""The queue of clerical review: which uncertain pair to ask of whom, and what was answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Exists, OuterRef, QuerySet

from commonweave.accounts.actors import actor_name
from commonweave.accounts.models import Person, Post, Role
from commonweave.kernel.refusals import NotAllowed, NotFound, gettext_noop
from commonweave.registry.domain.comparison import Row, compare_values
from commonweave.registry.models import DrawnQuestion, Judgement, Pair, Record
from commonweave.registry.models.inventory import Band
from commonweave.registry.queries.asking import Round, find_drawn
from commonweave.registry.queries.disclosure import cut_for
from commonweave.registry.queries.lean import unread
from commonweave.registry.queries.organisations import published_reasons
from commonweave.registry.rules import Actor, may_judge, may_review, may_see_kept, pairs_judged_by

PAGE: Final = 50

PairKey = tuple[int, int]


@dataclass(frozen=True)
class Question:
    """A pair to be judged: both entries, what the comparison found, and the answer that holds."""

    left: Record
    right: Record
    pair: Pair | DrawnQuestion | None  # none where a later weave no longer compares the two
    reasons: Sequence[Mapping[str, Any]]
    rows: Sequence[Row]
    answer: Judgement | None

    @property
    def seen(self) -> int:
        """The number of the answer that holds, 0 for none: what the asker has seen."""
        return self.answer.pk if self.answer else 0


def list_open_pairs(actor: Actor) -> QuerySet[Pair]:
    """Return the pairs that wait for an answer the actor may give, the worthiest first."""
    return Pair.objects.filter(pairs_judged_by(actor), settled=False, band=Band.ASK).order_by(
        "-worth", "id"
    )


def count_open_pairs(actor: Actor) -> int:
    """Return how many pairs wait for an answer that the actor may give."""
    return list_open_pairs(actor).count()


def find_next_question(
    actor: Actor, after: PairKey | None = None, within: Round | None = None
) -> PairKey | None:
    """Return the pair to ask the actor next, or None when nothing waits.

    `within` a round the order is that of the round, else the worthiest pair comes first. Editors
    are spread over the head of the queue by their place among all editors, so that two who work at
    once are asked different pairs as long as there are enough. `after` is not asked again while
    another pair waits.
    """
    place = _place_among_editors(actor)
    if within is not None:
        head = within.open[: place + 2]
    else:
        head = list(list_open_pairs(actor).values_list("left", "right")[: place + 2])
    others = [pair for pair in head if pair != after] or head
    return others[place % len(others)] if others else None


def _place_among_editors(actor: Actor) -> int:
    if not isinstance(actor, Person):
        return 0
    before = Post.objects.filter(role=Role.EDITOR, person__lt=actor.pk)
    return before.values("person").distinct().count()


def get_pair_records(actor: Actor, left: int, right: int) -> tuple[Record, Record]:
    """Return two entries that the actor may judge; NotFound, or NotAllowed with the reason."""
    entrance = may_review(actor)
    if not entrance.ok:
        raise NotAllowed("may_not_review", entrance.reason)
    records = Record.objects.select_related("source__space", "current", "last_edition").defer(
        *unread(source="source", edition="last_edition", version="current")
    )
    found = {record.pk: record for record in records.filter(pk__in=[left, right])}
    if left >= right or len(found) != 2:
        raise NotFound(
            "pair_unknown",
            gettext_noop("There is no such pair of entries."),
            remedy=gettext_noop("Go on with the next question of the review."),
        )
    allowed = may_judge(actor, found[left], found[right])
    if not allowed.ok:
        raise NotAllowed("may_not_judge", allowed.reason)
    return found[left], found[right]


def get_question(actor: Actor, left: Record, right: Record) -> Question:
    """Return the question on two entries that the actor may judge."""
    both = (left, right)
    values = [cut_for(actor, r.source)(r.current.values if r.current else {}) for r in both]
    pair = Pair.objects.filter(left=left, right=right).first() or find_drawn(left.pk, right.pk)
    whole = all(may_see_kept(actor, record.source).ok for record in both)
    return Question(
        left=left,
        right=right,
        pair=pair,
        reasons=pair.reasons if pair and whole else published_reasons(pair, left, right),
        rows=compare_values(values[0], values[1]),
        answer=find_answer(left.pk, right.pk),
    )


def find_answer(left: int, right: int) -> Judgement | None:
    """Return the latest judgement of a pair, a withdrawal too."""
    return Judgement.objects.filter(left=left, right=right).order_by("-id").first()


def list_answers(person: Person) -> QuerySet[Judgement]:
    """Return what a person answered, newest first; `overtaken` where a later answer holds.

    Answers on entries that the person may no longer read are left out.
    """
    later = Judgement.objects.filter(
        left=OuterRef("left"), right=OuterRef("right"), pk__gt=OuterRef("pk")
    )
    return (
        Judgement.objects.filter(pairs_judged_by(person), by=actor_name(person))
        .annotate(overtaken=Exists(later))
        .select_related("left__source", "left__current", "right__source", "right__current")
        .order_by("-id")
    )
