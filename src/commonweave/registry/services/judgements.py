"""Judgements: what a person says of two records."""

from __future__ import annotations

from django.db import transaction

from commonweave.accounts.actors import actor_name
from commonweave.accounts.models import Person
from commonweave.infrastructure.audit import record_event
from commonweave.infrastructure.clock import now
from commonweave.kernel.refusals import InputRefused, gettext_noop
from commonweave.registry.models import Answer, Judgement, Pair, Record
from commonweave.registry.rules import may_judge


def record_judgement(
    *, left: Record, right: Record, verdict: str, reason: str = "", by: Person | None
) -> Judgement:
    """Write an answer on a pair into the book; the next weave obeys it.

    `verdict` is same, different or unsure. The order of the records does not matter. Raises
    InputRefused for one record against itself or an unknown verdict, NotAllowed for somebody who
    may not judge; `by=None` is the operator at the machine.
    """
    if verdict not in (Answer.SAME, Answer.DIFFERENT, Answer.UNSURE):
        raise InputRefused(
            "verdict_unknown",
            gettext_noop("“%(verdict)s” is not an answer."),
            remedy=gettext_noop("Answer same, different or unsure."),
            values={"verdict": verdict},
        )
    return _append(left=left, right=right, verdict=verdict, reason=reason, by=by)


def withdraw_judgement(*, left: Record, right: Record, by: Person | None) -> Judgement:
    """Take back the answer on a pair: the question is open again. Nothing is erased."""
    return _append(left=left, right=right, verdict=Answer.WITHDRAWN, reason="", by=by)


def _append(
    *, left: Record, right: Record, verdict: str, reason: str, by: Person | None
) -> Judgement:
    if left.pk == right.pk:
        raise InputRefused(
            "judgement_of_one",
            gettext_noop("A judgement needs two different entries."),
            remedy=gettext_noop("Choose another entry to compare with."),
        )
    if by is not None:
        may_judge(by, left, right).require("may_not_judge")
    first, second = sorted((left, right), key=lambda record: record.pk)
    with transaction.atomic():
        judgement = Judgement.objects.create(
            left=first, right=second, verdict=verdict, reason=reason, by=actor_name(by), at=now()
        )
        Pair.objects.filter(left=first, right=second).update(settled=verdict != Answer.WITHDRAWN)
        record_event(
            actor=actor_name(by),
            action="registry.judgement_recorded",
            subject=f"pair:{first.pk},{second.pk}",
            data={"verdict": verdict, "reason": reason},
        )
    return judgement
