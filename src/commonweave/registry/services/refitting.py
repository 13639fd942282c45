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
from commonweave.registry.queries.weights import (
    current_scorecard,
    find_fit_in_force,
    find_proposed_fit,
)
from commonweave.registry.queries.words import current_words
from commonweave.registry.rules import may_refit
from commonweave.registry.services.exclusive import only_one_weave


def refit_weights_of(*, source: Source, by: Person | None, propose: bool = False) -> WeightFit:
    """Fit the weights for a source to the answers and keep what came of it in the book.

    Where answers held out are told better, the fit is in force from the next weave on, or only
    proposed (see `use_refit`); else it is refused. Raises NotAllowed, and Conflict where the
    inventory must be woven first or is being woven.
    """
    if by is not None:
        may_refit(by, source).require("may_not_refit")
    try:
        with only_one_weave() as folder, open_engine(settings.ENGINE, scratch=folder) as engine:
            refit = refit_source(
                source.slug,
                state=folder / "state",
                engine=engine,
                settings=LinkSettings(**settings.LINK_SETTINGS, words=current_words()),
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
    outcome = FitOutcome.PROPOSED if refit.accepted and propose else refit.outcome
    return _append(source, outcome, refit.figures(), adjustment, by)


def use_refit(*, source: Source, fit: int, by: Person | None) -> WeightFit:
    """Put a proposed fit in force from the next weave on, exactly as it was shown.

    Raises NotAllowed, and Conflict where it is no proposal for this source, or was overtaken: by
    a later fit for the source, or by weights of another source that hold since.
    """
    if by is not None:
        may_refit(by, source).require("may_not_refit")
    with transaction.atomic():
        Source.objects.select_for_update().get(pk=source.pk)
        proposal = find_proposed_fit(source)
        if proposal is None or proposal.pk != fit:
            raise _overtaken()
        return _append(source, FitOutcome.BETTER, proposal.figures, proposal.adjustment, by)


def take_back_refit(*, source: Source, by: Person | None, fit: int | None = None) -> WeightFit:
    """Go back to the shipped weights for a source from the next weave on. Nothing is erased.

    `fit` is the one that was seen in force, where somebody looked. Raises NotAllowed, and Conflict
    where none is in force, or by now another.
    """
    if by is not None:
        may_refit(by, source).require("may_not_refit")
    with transaction.atomic():
        Source.objects.select_for_update().get(pk=source.pk)
        held = find_fit_in_force(source)
        if held is None:
            raise Conflict(
                "no_refit_in_force",
                gettext_noop("The shipped weights hold for this source already."),
                remedy=gettext_noop("There is nothing to take back."),
            )
        if fit is not None and held.pk != fit:
            raise _overtaken()
        return _append(source, FitOutcome.TAKEN_BACK, {}, None, by)


def _overtaken() -> Conflict:
    return Conflict(
        "refit_overtaken",
        gettext_noop("Somebody has fitted or changed weights since you opened the page."),
        remedy=gettext_noop("Open the page again and look at what holds now."),
    )


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
