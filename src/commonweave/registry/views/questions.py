"""The questions worth asking of a source, how good its links are, and its weights."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from commonweave.accounts.models import Person
from commonweave.kernel.refusals import Conflict, InputRefused, gettext_noop
from commonweave.registry.forms import RefitForm
from commonweave.registry.models import FitOutcome, Source, WeightFit
from commonweave.registry.queries import asking, weights
from commonweave.registry.queries.actors import find_all_actor_words
from commonweave.registry.queries.runs import find_run_in_force
from commonweave.registry.queries.sources import get_source
from commonweave.registry.rules import may_refit
from commonweave.registry.services import refitting
from commonweave.registry.views.reading import page_number
from commonweave.registry.views.review import reviewer
from commonweave.registry.words import held_out_words

MOST_RECORDS: Final = 100_000
"""In a house of more entries a fit takes longer than a page may: there a command does it."""
MOST_FITS: Final = 20


@require_safe
def list_rounds(request: HttpRequest) -> HttpResponse:
    """Show, source by source, how far its questions are answered."""
    rounds = asking.list_rounds(reviewer(request))
    return render(request, "registry/rounds.html", {"room": "review", "rounds": rounds})


@require_safe
def show_questions(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the questions drawn for a source, the estimate of its links, and its weights."""
    person = reviewer(request)
    source = get_source(person, slug)
    told = asking.get_round(person, source)
    page = Paginator(told.asked, asking.PAGE).get_page(page_number(request))
    context = {
        "room": "review",
        "crumbs": [
            (gettext("Sources"), reverse("registry:sources")),
            (source.title, reverse("registry:source", args=[slug])),
            (gettext("Questions"), ""),
        ],
        "space": source.space,
        "source": source,
        "round": told,
        "page": page,
        "questions": asking.list_questions(list(page.object_list)),
        "first": page.start_index(),
        "answers": asking.count_answers(source),
        "estimate": asking.find_estimate(source),
        "woven": find_run_in_force(),
        "may_refit": may_refit(person, source).ok,
    }
    if context["may_refit"]:
        context |= _weights_of(source)
    return render(request, "registry/questions.html", context)


def _weights_of(source: Source) -> dict[str, object]:
    """Return what the panel of the weights shows."""
    fits = list(weights.list_fits(source)[:MOST_FITS])
    names = find_all_actor_words({fit.by for fit in fits})
    held = weights.find_fit_in_force(source)
    proposed = weights.find_proposed_fit(source)
    newest = fits[0] if fits else None
    tried = newest if newest and newest.outcome != FitOutcome.TAKEN_BACK else None
    return {
        "fits": [(fit, names[fit.by]) for fit in fits],
        "held": held,
        "held_by": find_all_actor_words([held.by])[held.by] if held else "",
        "proposed": proposed,
        "tried": tried,
        "measured": held_out_words(tried.figures) if tried else [],
        "too_long": _is_too_long(),
    }


def _is_too_long() -> bool:
    run = find_run_in_force()
    return run is not None and run.records > MOST_RECORDS


@require_POST
def decide_weights(request: HttpRequest, slug: str) -> HttpResponse:
    """Try new weights for a source, use those that were shown, or go back to the shipped ones."""
    source = get_source(request.user, slug)
    may_refit(request.user, source).require("may_not_refit")
    form = RefitForm(request.POST)
    if not form.is_valid() or not isinstance(request.user, Person):
        raise InputRefused(
            "decision_unknown",
            gettext_noop("This is no decision on the weights of a source."),
            remedy=gettext_noop("Go back and use one of the buttons."),
        )
    by, seen = request.user, form.cleaned_data["seen"]
    decision = form.cleaned_data["decision"]
    if decision == "try":
        _tell_outcome(request, _try(source, by))
    elif decision == "use":
        refitting.use_refit(source=source, fit=seen, by=by)
        messages.success(request, gettext("The next weave goes by the new weights."))
    else:
        refitting.take_back_refit(source=source, fit=seen, by=by)
        messages.success(request, gettext("The next weave goes by the shipped weights again."))
    return redirect(reverse("registry:source-questions", args=[slug]) + "#weights")


def _try(source: Source, by: Person) -> WeightFit:
    if _is_too_long():
        raise Conflict(
            "refit_too_long",
            gettext_noop("This house holds too many entries to fit weights while a page waits."),
            remedy=gettext_noop("On the machine of this house, run: commonweave refit %(slug)s"),
            values={"slug": source.slug},
        )
    return refitting.refit_weights_of(source=source, by=by, propose=True)


def _tell_outcome(request: HttpRequest, fit: WeightFit) -> None:
    if fit.outcome == FitOutcome.PROPOSED:
        messages.success(request, gettext("The new weights are better. Look, then use them."))
    else:
        messages.info(request, gettext("The weights stay as they are."))
