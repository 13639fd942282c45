"""The questions drawn for each source: what is answered of them, and what the answers say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, cast

from django.db.models import OuterRef, Q, QuerySet, Subquery

from commonweave.linkage.domain.estimates import FEWEST as FEWEST_TO_ESTIMATE
from commonweave.linkage.domain.judgements import effective, settle_judgements
from commonweave.linkage.domain.questions import EDGES
from commonweave.linkage.domain.refit import FEWEST, FEWEST_EACH
from commonweave.registry.models import Answer, DrawnQuestion, Judgement, Source, SourceEstimate
from commonweave.registry.models.inventory import RunState, WeaveRun
from commonweave.registry.queries.lean import unread
from commonweave.registry.queries.linkable import current_judgements
from commonweave.registry.rules import Actor, pairs_judged_by, sources_visible_to

PAGE: Final = 50

State: TypeAlias = Literal["open", "implied", "same", "different", "unsure"]


@dataclass(frozen=True)
class Asked:
    """A drawn question and what became of it; `implied` where it follows from other answers.

    `estimates` says whether an answer counts in the estimate: the least likely pairs do not.
    """

    pk: int
    left: int
    right: int
    state: State
    estimates: bool


@dataclass(frozen=True)
class Round:
    """The questions drawn last for a source, in the order of asking.

    Left out are pairs that the actor may not judge.
    """

    source: Source
    asked: Sequence[Asked]

    @property
    def open(self) -> list[tuple[int, int]]:
        """The pairs that wait for an answer."""
        return [(one.left, one.right) for one in self.asked if one.state == "open"]

    @property
    def implied(self) -> int:
        """How many questions need no answer any more, as it follows from others."""
        return sum(1 for one in self.asked if one.state == "implied")

    @property
    def lacks(self) -> int:
        """How many more answers an estimate needs; 0 where there are enough."""
        judged = (Answer.SAME, Answer.DIFFERENT)
        known = sum(1 for one in self.asked if one.estimates and one.state in judged)
        return max(FEWEST_TO_ESTIMATE - known, 0)

    @property
    def answered(self) -> int:
        """How many questions have an answer."""
        return len(self.asked) - self.implied - len(self.open)


@dataclass(frozen=True)
class Answered:
    """How many pairs with an entry of a source are judged same, and how many different."""

    same: int
    different: int

    @property
    def total(self) -> int:
        """Same and different together."""
        return self.same + self.different

    @property
    def fewest(self) -> int:
        """How many answers a re-fit needs."""
        return FEWEST

    @property
    def fewest_each(self) -> int:
        """How many answers of each kind a re-fit needs."""
        return FEWEST_EACH

    @property
    def enough(self) -> bool:
        """Whether a re-fit can be tried."""
        return self.total >= FEWEST and min(self.same, self.different) >= FEWEST_EACH


def list_rounds(actor: Actor) -> list[Round]:
    """Return the rounds of all sources that the actor may read and has a question of, by title."""
    sources = Source.objects.filter(sources_visible_to(actor)).defer("reading").order_by("title")
    return [told for told in _rounds(actor, sources) if told.asked]


def get_round(actor: Actor, source: Source) -> Round:
    """Return the round of one source; empty where no question was drawn."""
    return next(_rounds(actor, [source]))


def _rounds(actor: Actor, sources: Iterable[Source]) -> Iterator[Round]:
    """Read rounds in two queries, however many sources and questions there are."""
    sources = list(sources)
    drawn = DrawnQuestion.objects.filter(source=OuterRef("source")).order_by("-run")
    newest = (
        DrawnQuestion.objects.filter(pairs_judged_by(actor), source__in=sources)
        .filter(run=Subquery(drawn.values("run")[:1]))
        .order_by("number")
        .values_list("source", "pk", "left", "right", "probability")
    )
    judgements = current_judgements()
    answers = effective(judgements)
    implied = settle_judgements(judgements, known=lambda _: True).implied()
    asked: dict[int, list[Asked]] = {}
    for source, pk, left, right, probability in newest:
        pair = cast("tuple[str, str]", tuple(sorted((str(left), str(right)))))
        state: State = answers.get(pair) or ("implied" if implied(*pair) else "open")
        one = Asked(pk, left, right, state, estimates=probability >= EDGES[0])
        asked.setdefault(source, []).append(one)
    return (Round(source, asked.get(source.pk, [])) for source in sources)


def list_questions(asked: Sequence[Asked]) -> list[tuple[DrawnQuestion, State]]:
    """Return some questions of a round with both entries, and what became of each."""
    questions = (
        DrawnQuestion.objects.select_related("left__source", "right__source")
        .select_related("left__current", "right__current")
        .defer("reasons", *unread(source="left__source", version="left__current"))
        .defer("reasons", *unread(source="right__source", version="right__current"))
        .in_bulk([one.pk for one in asked])
    )
    return [(questions[one.pk], one.state) for one in asked]


def find_drawn(left: int, right: int) -> DrawnQuestion | None:
    """Return what a run last said of a pair when it drew it, None where none ever did."""
    return DrawnQuestion.objects.filter(left=left, right=right).order_by("-run").first()


def count_answers(source: Source) -> Answered:
    """Count the answers that hold on pairs with an entry of a source."""
    latest = dict[tuple[int, int], str](
        ((left, right), verdict)
        for left, right, verdict in Judgement.objects.filter(
            Q(left__source=source) | Q(right__source=source)
        )
        .order_by("id")
        .values_list("left", "right", "verdict")
    )
    verdicts = list(latest.values())
    return Answered(verdicts.count(Answer.SAME), verdicts.count(Answer.DIFFERENT))


def find_estimate(source: Source) -> SourceEstimate | None:
    """Return the newest estimate of a source's links by a run in force, with that run."""
    held = SourceEstimate.objects.filter(source=source, run__state=RunState.IN_FORCE)
    return held.select_related("run").defer(*unread(run="run")).order_by("-run").first()


def list_estimates(actor: Actor, run: WeaveRun) -> QuerySet[SourceEstimate]:
    """Return what a run estimated of the sources that the actor may read, by title."""
    readable = sources_visible_to(actor, "source__")
    held = SourceEstimate.objects.filter(readable, run=run)
    return held.select_related("source").order_by("source__title")
