"""What people decide of a run: accept it, refuse it, take it back, or refuse one line of it.

Nothing is erased by a decision. A refused run leaves its diff as evidence and its editions
unwoven; a run that was in force is taken back by a run of its own that turns each event round.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from django.db import transaction

from commonweave.accounts.actors import actor_name
from commonweave.accounts.models import Person
from commonweave.infrastructure.audit import record_event
from commonweave.infrastructure.clock import now
from commonweave.kernel.refusals import Conflict, NotFound, gettext_noop
from commonweave.linkage.services import commit_written
from commonweave.registry.models import (
    Answer,
    Edition,
    Judgement,
    Organisation,
    OrganisationEvent,
    Record,
    WeaveRun,
)
from commonweave.registry.models.inventory import HAPPENED, EventKind, RunState
from commonweave.registry.queries.run_lines import find_refusable, find_sides
from commonweave.registry.queries.runs import find_run_to_take_back, is_outdated
from commonweave.registry.rules import may_decide_run
from commonweave.registry.services.enforcing import put_in_force, run_outdated, turn_round
from commonweave.registry.services.exclusive import only_one_weave
from commonweave.registry.services.judgements import record_judgement


def accept_run(*, run: int, by: Person | None) -> WeaveRun:
    """Put a proposed run in force, exactly as it was shown.

    Raises NotFound for a run that is none, NotAllowed for somebody who may not decide, Conflict
    where it was decided already, another run holds by now, or somebody has since answered on an
    entry that it moves.
    """
    with only_one_weave() as folder, transaction.atomic():
        proposal = _proposal(run, by)
        if is_outdated(proposal):
            raise run_outdated()
        _decide(proposal, RunState.IN_FORCE, by, "")
        put_in_force(run=proposal)
        _tell("registry.run_accepted", proposal, by)
    commit_written(folder / "state", proposal.token)
    return proposal


def refuse_run(*, run: int, reason: str = "", by: Person | None) -> WeaveRun:
    """Refuse a proposed run: nothing changes, and its editions stay unwoven.

    Until a run is accepted, every weave is only proposed; the same diff comes again only when
    somebody asks for it. Raises as `accept_run` does.
    """
    with only_one_weave(), transaction.atomic():
        proposal = _proposal(run, by)
        _decide(proposal, RunState.REFUSED, by, reason)
        proposal.save()
        _tell("registry.run_refused", proposal, by)
    return proposal


def take_back_run(*, run: int, reason: str = "", by: Person | None) -> WeaveRun:
    """Undo the newest run in force by a run of its own, and return that one.

    Organisations are what they were before: ids that the run minted are retired for good, those
    that it retired come back. Its editions are unwoven again. Then the run before it can be taken
    back. Raises NotFound and NotAllowed as
    `accept_run` does, Conflict for any run but the newest in force.
    """
    with only_one_weave(), transaction.atomic():
        taken = get_run_to_decide(run, by)
        if find_run_to_take_back() != taken or _lacks_moves(taken):
            raise Conflict(
                "run_not_newest",
                gettext_noop("Only the newest run in force can be taken back, and only once."),
                remedy=gettext_noop("Refuse single lines of it; the next weave obeys."),
            )
        discard_proposal()
        undoing = _undoing(taken, by)
        turn_round(run=taken, into=undoing)
        put_in_force(run=undoing)
        _decide(taken, RunState.TAKEN_BACK, by, reason)
        taken.save()
        Edition.objects.filter(woven_in=taken).update(woven_in=None)
        _tell("registry.run_taken_back", taken, by)
    return undoing


def refuse_line(*, event: int, reason: str = "", by: Person | None) -> list[Judgement]:
    """Refuse one line of a diff by judgements that the next weave obeys; return them.

    Of a merge or a new entry, each entry that moved is judged different from the one entry over
    there that is likest to it; of a split, the same. Raises NotFound for a line that cannot be
    refused so, NotAllowed for somebody who may not judge one of the pairs.
    """
    line = find_refusable(event)
    if line is None:
        raise NotFound(
            "line_unknown",
            gettext_noop("There is no such line that could be refused."),
            remedy=gettext_noop("Open the run's page again."),
        )
    verdict = Answer.SAME if line.kind in (EventKind.SPLIT, EventKind.REVIVED) else Answer.DIFFERENT
    likest = find_sides(line).likest()
    records = Record.objects.select_related("source__space").in_bulk(
        {key for pair in likest for key in pair}
    )
    with transaction.atomic():
        return [
            record_judgement(
                left=records[left], right=records[right], verdict=verdict, reason=reason, by=by
            )
            for left, right in likest
        ]


def discard_proposal() -> None:
    """Clear away the open proposal on which nobody decided, with the ids reserved for it."""
    for run in WeaveRun.objects.filter(state=RunState.PROPOSED):
        run.state = RunState.OVERTAKEN
        run.save()
        reserved = set(
            Organisation.objects.filter(events__run=run, merged_into=None)
            .exclude(retired_at=None)
            .exclude(events__run__state__in=HAPPENED)
            .values_list("pk", flat=True)
        )
        OrganisationEvent.objects.filter(run=run).delete()
        _delete_all(reserved)


def _delete_all(keys: set[int]) -> None:
    ordered = sorted(keys)
    for start in range(0, len(ordered), 500):
        Organisation.objects.filter(pk__in=ordered[start : start + 500]).delete()


def get_run_to_decide(run: int, by: Person | None) -> WeaveRun:
    """Return a run that the actor may decide on, locked; NotFound or NotAllowed otherwise."""
    found = WeaveRun.objects.select_for_update().filter(pk=run).first()
    if found is None:
        raise NotFound(
            "run_unknown",
            gettext_noop("There is no run %(run)s."),
            remedy=gettext_noop("See the list of runs."),
            values={"run": run},
        )
    if by is not None:
        may_decide_run(by, found).require("may_not_decide")
    return found


def _proposal(run: int, by: Person | None) -> WeaveRun:
    found = get_run_to_decide(run, by)
    if found.state != RunState.PROPOSED:
        raise Conflict(
            "run_decided",
            gettext_noop("Run %(run)s is no open proposal."),
            remedy=gettext_noop("Its page says what became of it."),
            values={"run": run},
        )
    return found


def _lacks_moves(run: WeaveRun) -> bool:
    """Whether an organisation that the run minted holds an entry of which no event tells."""
    minted = run.events.filter(kind=EventKind.MINTED).values("organisation")
    told = run.events.filter(kind=EventKind.JOINED).values("record")
    return Record.objects.filter(organisation__in=minted).exclude(pk__in=told).exists()


def _undoing(taken: WeaveRun, by: Person | None) -> WeaveRun:
    """Store the run that undoes another, its figures turned round."""
    at = now()
    return WeaveRun.objects.create(
        state=RunState.PROPOSED,
        base=taken,
        undoes=taken,
        started_at=at,
        finished_at=at,
        started_by=actor_name(by),
        full=False,
        token=uuid.uuid4().hex,
        settings=taken.settings,
        records=taken.records,
        records_compared=0,
        minted=0,
        merged=taken.split,
        split=taken.merged,
        withdrawn=taken.minted,
        moved=taken.moved,
        unchanged=taken.unchanged,
        organisations=0,
        questions=taken.questions,
    )


def _decide(run: WeaveRun, state: RunState, by: Person | None, reason: str) -> None:
    run.state, run.decided_at, run.decided_by, run.reason = state, now(), actor_name(by), reason


def _tell(action: str, run: WeaveRun, by: Person | None) -> None:
    data: Mapping[str, object] = {
        "reason": run.reason,
        "minted": run.minted,
        "merged": run.merged,
        "split": run.split,
    }
    record_event(actor=actor_name(by), action=action, subject=f"run:{run.pk}", data=data)
