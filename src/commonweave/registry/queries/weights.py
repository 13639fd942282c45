"""The weights that the next weave goes by."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from commonweave.linkage.services import Scorecard, load_scorecard, read_adjustment
from commonweave.registry.models import FitOutcome, Source, WeightFit

_HOLDING = (FitOutcome.BETTER, FitOutcome.TAKEN_BACK)


def current_scorecard() -> Scorecard:
    """Return the shipped weights with what each source adds now."""
    shipped = load_scorecard()
    held = {
        fit.source.slug: fit
        for fit in WeightFit.objects.filter(outcome__in=_HOLDING)
        .select_related("source")
        .order_by("id")
    }
    added = {slug: read_adjustment(fit.adjustment) for slug, fit in held.items() if fit.adjustment}
    return Scorecard(shipped.intercept, shipped.weights, added)


def find_fit_in_force(source: Source) -> WeightFit | None:
    """Return the re-fit that holds for a source, None where the shipped weights do."""
    fit = WeightFit.objects.filter(source=source, outcome__in=_HOLDING).order_by("-id").first()
    return fit if fit and fit.adjustment else None


def find_proposed_fit(source: Source) -> WeightFit | None:
    """Return the fit for a source that waits to be used; None where none does any more.

    A later fit for the source overtakes it, and so do weights of another source that hold since:
    it was tried without them.
    """
    later = WeightFit.objects.filter(Q(source=source) | Q(outcome__in=_HOLDING))
    newest = later.order_by("-id").first()
    waits = newest is not None and newest.outcome == FitOutcome.PROPOSED
    return newest if waits else None


def list_fits(source: Source) -> QuerySet[WeightFit]:
    """Return what became of each attempt to fit the weights for a source, newest first."""
    return WeightFit.objects.filter(source=source).defer("adjustment").order_by("-id")
