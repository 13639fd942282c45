"""What people have answered about pairs, made free of contradiction: the later answer holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from commonweave.linkage.domain.clustering import DisjointSets

Verdict: TypeAlias = Literal["same", "different", "unsure"]
VERDICTS: tuple[Verdict, ...] = ("same", "different", "unsure")


@dataclass(frozen=True)
class Judgement:
    """One answer about two records. Of two judgements the one later in the sequence holds."""

    left: str
    right: str
    verdict: Verdict

    @property
    def pair(self) -> tuple[str, str]:
        """Return the two record ids in order."""
        return (self.left, self.right) if self.left < self.right else (self.right, self.left)


@dataclass(frozen=True)
class Contradiction:
    """An answer that gave way to later ones, directly or through third records."""

    overruled: Judgement


@dataclass
class Settled:
    """Judgements as clustering obeys them.

    `together` are must-link groups; `apart` pairs that must not share a cluster; `unknown`
    judgements name a record that is not there.
    """

    together: DisjointSets[str] = field(default_factory=DisjointSets)
    apart: set[tuple[str, str]] = field(default_factory=set)
    contradictions: list[Contradiction] = field(default_factory=list)
    unknown: list[Judgement] = field(default_factory=list)

    def implied(self) -> Callable[[str, str], bool]:
        """Return a test whether two records must share a cluster, or must not, by the answers."""
        find = self.together.find
        fences = {frozenset((find(a), find(b))) for a, b in self.apart}

        def decided(left: str, right: str) -> bool:
            a, b = find(left), find(right)
            return a == b or frozenset((a, b)) in fences

        return decided


def settle_judgements(judgements: Iterable[Judgement], *, known: Callable[[str], bool]) -> Settled:
    """Settle judgements from the last to the first; each gives way to what already holds.

    A later “unsure” takes back an earlier answer on the same pair. Answers about one and the same
    record are ignored.
    """
    settled = Settled()
    answered: dict[tuple[str, str], Verdict] = {}
    fences: dict[str, set[str]] = {}
    sets = settled.together
    for judgement in reversed(list(judgements)):
        left, right = judgement.pair
        if left == right:
            continue
        if not (known(left) and known(right)):
            settled.unknown.append(judgement)
            continue
        later = answered.setdefault((left, right), judgement.verdict)
        if later != judgement.verdict and "unsure" not in (later, judgement.verdict):
            settled.contradictions.append(Contradiction(judgement))
        if later != judgement.verdict or judgement.verdict == "unsure":
            continue
        a, b = sets.find(left), sets.find(right)
        fenced = b in fences.get(a, set())
        if judgement.verdict == "same" and not fenced:
            _join(sets, fences, a, b)
        elif judgement.verdict == "different" and a != b:
            fences.setdefault(a, set()).add(b)
            fences.setdefault(b, set()).add(a)
            settled.apart.add((left, right))
        else:
            settled.contradictions.append(Contradiction(judgement))
    settled.contradictions.reverse()
    settled.unknown.reverse()
    return settled


def _join(sets: DisjointSets[str], fences: dict[str, set[str]], a: str, b: str) -> None:
    if a == b:
        return
    sets.join(a, b)
    kept = sets.find(a)
    gone = b if kept == a else a
    for other in fences.pop(gone, set()):
        fences[other].discard(gone)
        fences[other].add(kept)
        fences.setdefault(kept, set()).add(other)


def effective(judgements: Iterable[Judgement]) -> dict[tuple[str, str], Verdict]:
    """Return the last verdict of each pair."""
    return {judgement.pair: judgement.verdict for judgement in judgements}
