"""Words of the house: what editors add to the lexicon, decline, and take back."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from commonweave.accounts.models import Person
from commonweave.kernel.refusals import InputRefused, NotAllowed, Refusal, gettext_noop
from commonweave.registry.forms import DeclineForm, ProposalForm, WordForm
from commonweave.registry.models import Word
from commonweave.registry.models.inventory import WordKind
from commonweave.registry.queries import proposals
from commonweave.registry.queries import words as queries
from commonweave.registry.rules import may_keep_words
from commonweave.registry.services.words import add_word, decline_word, withdraw_word
from commonweave.registry.views.reading import page_number

PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def show_words(request: HttpRequest) -> HttpResponse:
    """Show the words that the house added, or take a new one."""
    person = _keeper(request)
    if request.method != "POST":
        return _show(request, WordForm(), 200)
    form = WordForm(request.POST)
    if form.is_valid():
        try:
            word = add_word(**form.cleaned_data, by=person)
        except Refusal as refusal:
            form.add_error(None, " ".join(refusal.words(_)))
            return _show(request, form, refusal.status)
        _say_added(request, word)
        return redirect("registry:words")
    return _show(request, form, 422)


@require_http_methods(["GET", "HEAD", "POST"])
def show_proposals(request: HttpRequest) -> HttpResponse:
    """Show the words that answers propose, or add one of them."""
    person = _keeper(request)
    if request.method != "POST":
        return _show_proposals(request, None, 200)
    form = ProposalForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        proposal = proposals.find_proposal(person, told["form"])
        try:
            word = add_word(**told, reason="", learned_from=proposal.pairs, by=person)
        except Refusal as refusal:
            form.add_error(None, " ".join(refusal.words(_)))
            return _show_proposals(request, form, refusal.status)
        _say_added(request, word)
        return redirect("registry:word-proposals")
    return _show_proposals(request, form, 422)


@require_POST
def decline(request: HttpRequest) -> HttpResponse:
    """Decline a word that answers propose."""
    person = _keeper(request)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        raise InputRefused(
            "word_unnamed",
            gettext_noop("Which word is declined was not said."),
            remedy=gettext_noop("Go back and use one of the buttons."),
        )
    name = form.cleaned_data["form"]
    proposal = proposals.find_proposal(person, name)
    word = decline_word(form=name, learned_from=proposal.pairs, by=person)
    messages.success(
        request, _("“%(form)s” is declined and not proposed again.") % {"form": word.form}
    )
    return redirect("registry:word-proposals")


def _show_proposals(request: HttpRequest, posted: ProposalForm | None, status: int) -> HttpResponse:
    """Show the page of the queue on which the posted word stands, with what was wrong of it."""
    queue = Paginator(proposals.list_proposals(request.user), proposals.PAGE)
    page = queue.get_page(page_number(request))
    forms = []
    for number, proposal in enumerate(proposals.show_pairs(list(page.object_list))):
        same = posted is not None and posted.data.get("form") == proposal.form
        forms.append((proposal, posted if same and posted else _blank(proposal)))
        forms[-1][1].auto_id = f"id_{number}_%s"
    context = {"room": "review", "page": page, "proposals": forms, "types": queries.list_types()}
    return render(request, "registry/proposals.html", context, status=status)


def _blank(proposal: proposals.Proposal) -> ProposalForm:
    return ProposalForm(initial={"form": proposal.form, "kind": WordKind.STOP})


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a word of the house."""
    person = _keeper(request)
    word = queries.get_word(person, pk)
    withdraw_word(word=word, by=person)
    messages.success(request, _("“%(form)s” is taken back.") % {"form": word.form})
    return redirect("registry:words")


def _say_added(request: HttpRequest, word: Word) -> None:
    messages.success(
        request, _("“%(form)s” is added: the next weave reads names with it.") % {"form": word.form}
    )


def _keeper(request: HttpRequest) -> Person:
    allowed = may_keep_words(request.user)
    if not allowed.ok or not isinstance(request.user, Person):
        raise NotAllowed("may_not_keep_words", allowed.reason)
    return request.user


def _show(request: HttpRequest, form: WordForm, status: int) -> HttpResponse:
    words = Paginator(queries.list_words(request.user), PAGE).get_page(page_number(request))
    context = {
        "room": "review",
        "words": words,
        "form": form,
        "types": queries.list_types(),
        "proposed": len(proposals.list_proposals(request.user)),
    }
    return render(request, "registry/words.html", context, status=status)
