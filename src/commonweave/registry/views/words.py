"""Words of the house: what editors add to the lexicon, and take back."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from commonweave.accounts.models import Person
from commonweave.kernel.refusals import NotAllowed, Refusal
from commonweave.registry.forms import WordForm
from commonweave.registry.queries import words as queries
from commonweave.registry.rules import may_keep_words
from commonweave.registry.services.words import add_word, withdraw_word
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
        messages.success(
            request,
            _("“%(form)s” is added: the next weave reads names with it.") % {"form": word.form},
        )
        return redirect("registry:words")
    return _show(request, form, 422)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a word of the house."""
    person = _keeper(request)
    word = queries.get_word(person, pk)
    withdraw_word(word=word, by=person)
    messages.success(request, _("“%(form)s” is taken back.") % {"form": word.form})
    return redirect("registry:words")


def _keeper(request: HttpRequest) -> Person:
    allowed = may_keep_words(request.user)
    if not allowed.ok or not isinstance(request.user, Person):
        raise NotAllowed("may_not_keep_words", allowed.reason)
    return request.user


def _show(request: HttpRequest, form: WordForm, status: int) -> HttpResponse:
    words = Paginator(queries.list_words(request.user), PAGE).get_page(page_number(request))
    context = {"room": "review", "words": words, "form": form}
    return render(request, "registry/words.html", context, status=status)
