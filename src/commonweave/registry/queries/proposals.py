"""The words that answers of the clerical review propose for the lexicon."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, cast

from commonweave.kernel.refusals import Conflict, gettext_noop
from commonweave.linkage.domain.judgements import Verdict
from commonweave.linkage.services import Judgement as LinkJudgement
from commonweave.linkage.services import propose_from_records
from commonweave.registry.domain.linkable import linkage_row
from commonweave.registry.models import Answer, Judgement, Record
from commonweave.registry.queries.lean import unread
from commonweave.registry.queries.linkable import linkage_table
from commonweave.registry.queries.words import current_words, declined_spellings, spelling_of
from commonweave.registry.rules import Actor, may_keep_words, pairs_judged_by

MOST_ANSWERS: Final = 2_000
"""Answers that are read for proposals: the newest."""
MOST_PAIRS: Final = 5
"""Pairs of a proposal that are shown."""
PAGE: Final = 10

PairKey = tuple[int, int]


@dataclass(frozen=True)
class Proposal:
    """A word by which names differ that people said are of one body.

    `support` and `against` count different names of which was answered same, and different;
    `pairs` (keys of records) are those of the answers same, `shown` some of them with their
    entries.
    """

    form: str
    support: int
    against: int
    pairs: Sequence[PairKey]
    shown: Sequence[tuple[Record, Record]] = ()

    @property
    def more(self) -> int:
        """How many pairs are not shown."""
        return len(self.pairs) - len(self.shown)


def list_proposals(actor: Actor) -> list[Proposal]:
    """Return the words proposed by answers on pairs that the actor may judge, the surest first.

    Words that the lexicon knows, or that the house declined, are left out. Takes the newest
    `MOST_ANSWERS` answers; the number of database queries does not grow with them.
    """
    if not may_keep_words(actor).ok:
        return []
    judgements = _answers(actor)
    judged = Record.objects.filter(pk__in={key for pair in judgements for key in pair})
    told = judged.values_list("pk", "source__slug", "current__values")
    answers = [LinkJudgement(str(a), str(b), verdict) for (a, b), verdict in judgements.items()]
    proposed = propose_from_records(
        linkage_table([linkage_row(*row) for row in told]), answers, current_words()
    )
    declined = declined_spellings()
    return [
        Proposal(
            word.form,
            word.support,
            word.against,
            [(int(left), int(right)) for left, right in word.pairs],
        )
        for word in proposed
        if spelling_of(word.form) not in declined
    ]


def find_proposal(actor: Actor, form: str) -> Proposal:
    """Return what answers propose now of a word; raises Conflict where they no longer do."""
    spelling = spelling_of(form)
    for proposal in list_proposals(actor):
        if spelling_of(proposal.form) == spelling:
            return proposal
    raise Conflict(
        "word_not_proposed",
        gettext_noop("“%(form)s” is no longer proposed: it was decided, or answers have changed."),
        remedy=gettext_noop("Open the page of proposals again to see what waits now."),
        values={"form": form},
    )


def show_pairs(proposals: Sequence[Proposal]) -> list[Proposal]:
    """Return the proposals with some of their pairs, read in one query."""
    keys = {key for one in proposals for pair in one.pairs[:MOST_PAIRS] for key in pair}
    entries = (
        Record.objects.select_related("source", "current")
        .defer(*unread(source="source", version="current"))
        .in_bulk(keys)
    )
    return [
        replace(one, shown=[(entries[a], entries[b]) for a, b in one.pairs[:MOST_PAIRS]])
        for one in proposals
    ]


def _answers(actor: Actor) -> dict[PairKey, Verdict]:
    """Return the newest answers that hold, in the order in which they were given."""
    newest = Judgement.objects.filter(pairs_judged_by(actor)).order_by("-id")
    latest: dict[PairKey, str] = {}
    for left, right, verdict in newest.values_list("left", "right", "verdict")[:MOST_ANSWERS]:
        latest.setdefault((left, right), verdict)
    held = reversed(latest.items())
    return {pair: cast("Verdict", told) for pair, told in held if told != Answer.WITHDRAWN}
