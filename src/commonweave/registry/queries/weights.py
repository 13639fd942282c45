"""The weights that the next weave goes by."""

from __future__ import annotations

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
