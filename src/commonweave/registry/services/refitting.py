"""Fitting the weights for one source to the answers on its entries."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction

from commonweave.accounts.actors import actor_name
from commonweave.accounts.models import Person
from commonweave.infrastructure.audit import record_event
from commonweave.infrastructure.clock import now
from commonweave.infrastructure.engines import open_engine
from commonweave.kernel.refusals import Conflict, gettext_noop
from commonweave.linkage.services import LinkSettings, StateStale, refit_source
from commonweave.registry.models import FitOutcome, Source, WeightFit
from commonweave.registry.queries.linkable import current_judgements
from commonweave.registry.queries.weights import current_scorecard, find_fit_in_force
from commonweave.registry.rules import may_refit
from commonweave.registry.services.exclusive import only_one_weave


def refit_weights_of(*, source: Source, by: Person | None) -> WeightFit:
    """Fit the weights for a source to the answers and keep what came of it in the book.

    The fit is in force from the next weave on where answers held out are told better, and else
    refused. Raises NotAllowed, and Conflict where the inventory must be woven first or is being
    woven.
    """
    if by is not None:
        may_refit(by, source).require("may_not_refit")
    try:
        with only_one_weave() as folder, open_engine(settings.ENGINE, scratch=folder) as engine:
            refit = refit_source(
                source.slug,
                state=folder / "state",
                engine=engine,
                settings=LinkSettings(**settings.LINK_SETTINGS),
                scorecard=current_scorecard(),
                judgements=current_judgements(),
            )
    except StateStale as error:
        raise Conflict(
            "refit_needs_weave",
            gettext_noop("The inventory was not woven with these weights and settings yet."),
            remedy=gettext_noop("Weave the inventory, then fit the weights again."),
        ) from error
    adjustment = refit.adjustment.document() if refit.adjustment else None
    return _append(source, refit.outcome, refit.figures(), adjustment, by)


def take_back_refit(*, source: Source, by: Person | None) -> WeightFit:
    """Go back to the shipped weights for a source from the next weave on. Nothing is erased."""
    if by is not None:
        may_refit(by, source).require("may_not_refit")
    if find_fit_in_force(source) is None:
        raise Conflict(
            "no_refit_in_force",
            gettext_noop("The shipped weights hold for this source already."),
            remedy=gettext_noop("There is nothing to take back."),
        )
    return _append(source, FitOutcome.TAKEN_BACK, {}, None, by)


def _append(
    source: Source,
    outcome: str,
    figures: dict[str, Any],
    adjustment: dict[str, Any] | None,
    by: Person | None,
) -> WeightFit:
    with transaction.atomic():
        fit = WeightFit.objects.create(
            source=source,
            outcome=outcome,
            figures=figures,
            adjustment=adjustment,
            by=actor_name(by),
            at=now(),
        )
        record_event(
            actor=actor_name(by),
            action="registry.weights_fitted",
            subject=f"source:{source.slug}",
            data={"outcome": outcome, "figures": figures},
        )
    return fit
