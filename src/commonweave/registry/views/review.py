"""Clerical review: one uncertain pair at a time."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commonweave.accounts.actors import actor_name
from commonweave.accounts.models import Person
from commonweave.kernel.refusals import Conflict, NotAllowed, gettext_noop
from commonweave.registry.forms import AnswerForm
from commonweave.registry.models import Judgement, Record
from commonweave.registry.models.inventory import Answer
from commonweave.registry.queries import review as queries
from commonweave.registry.queries.actors import find_actor_words
from commonweave.registry.queries.asking import Round, get_round
from commonweave.registry.queries.sources import get_source
from commonweave.registry.rules import may_review
from commonweave.registry.services.judgements import record_judgement, withdraw_judgement
from commonweave.registry.views.reading import page_number


@require_safe
def ask_next(request: HttpRequest) -> HttpResponse:
    """Ask the next question, or say that none waits; `after` is the pair just answered.

    With `source`, ask what was drawn for that source, in its order.
    """
    person = reviewer(request)
    within = _round_in(request, person)
    after = _pair_in(request.GET.get("after", ""))
    pair = queries.find_next_question(person, after, within)
    if pair is None or (pair == after and request.GET.get("again") is None):
        answer = queries.find_answer(*after) if after else None
        context = {
            "room": "review",
            "round": within,
            "answered": answer if _is_mine(answer, person) else None,
        }
        return render(request, "registry/review_done.html", context)
    left, right = queries.get_pair_records(person, *pair)
    return _show_question(request, left, right, after)


@require_http_methods(["GET", "HEAD", "POST"])
def ask_pair(request: HttpRequest, left: int, right: int) -> HttpResponse:
    """Ask about one pair, or take an answer on it."""
    person = reviewer(request)
    first, second = queries.get_pair_records(person, left, right)
    if request.method != "POST":
        return _show_question(request, first, second, None)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _show_question(request, first, second, None, form)
    return _take_answer(request, person, first, second, form)


def _take_answer(
    request: HttpRequest, person: Person, left: Record, right: Record, form: AnswerForm
) -> HttpResponse:
    verdict, reason = form.cleaned_data["verdict"], form.cleaned_data["reason"]
    with transaction.atomic():
        # The lock makes two answers on one pair come one after the other.
        Record.objects.select_for_update().get(pk=left.pk)
        standing = queries.find_answer(left.pk, right.pk)
        repeated = _is_mine(standing, person) and standing and standing.verdict == verdict
        overtaken = standing is not None and standing.pk != form.cleaned_data["seen"]
        if not overtaken:
            record_judgement(left=left, right=right, verdict=verdict, reason=reason, by=person)
    if overtaken and not repeated:
        return _show_conflict(request, left, right, standing, form)
    onward = {**_source_in(request), "after": f"{left.pk}-{right.pk}"}
    return redirect(f"{reverse('registry:review')}?{urlencode(onward)}")


@require_POST
def undo_answer(request: HttpRequest, left: int, right: int) -> HttpResponse:
    """Withdraw the answer that the person gave on a pair: the question is open again."""
    person = reviewer(request)
    first, second = queries.get_pair_records(person, left, right)
    with transaction.atomic():
        Record.objects.select_for_update().get(pk=first.pk)
        standing = queries.find_answer(first.pk, second.pk)
        if not _is_mine(standing, person):
            raise Conflict(
                "answer_not_yours",
                gettext_noop("There is no answer of yours on this pair to undo."),
                remedy=gettext_noop(
                    "It was undone already, or somebody answered after you. "
                    "Open the pair to see which answer holds."
                ),
            )
        withdraw_judgement(left=first, right=second, by=person)
    messages.success(request, _("Your answer is withdrawn: the question is open again."))
    path = reverse("registry:question", args=[first.pk, second.pk])
    onward = urlencode(_source_in(request))
    return redirect(f"{path}?{onward}" if onward else path)


@require_safe
def list_answers(request: HttpRequest) -> HttpResponse:
    """Show what the person answered, newest first."""
    person = reviewer(request)
    page = Paginator(queries.list_answers(person), queries.PAGE).get_page(page_number(request))
    return render(request, "registry/answers.html", {"room": "review", "answers": page})


def reviewer(request: HttpRequest) -> Person:
    """Return who asks, if they may enter the clerical review; NotAllowed otherwise."""
    allowed = may_review(request.user)
    if not allowed.ok or not isinstance(request.user, Person):
        raise NotAllowed("may_not_review", allowed.reason)
    return request.user


def _source_in(request: HttpRequest) -> dict[str, str]:
    """Return the parameter that says of which source the questions are asked; {} for of all."""
    slug = request.POST.get("source") or request.GET.get("source") or ""
    return {"source": slug} if slug else {}


def _round_in(request: HttpRequest, person: Person) -> Round | None:
    told = _source_in(request)
    return get_round(person, get_source(person, told["source"])) if told else None


def _is_mine(answer: Judgement | None, person: Person) -> bool:
    return (
        answer is not None
        and answer.by == actor_name(person)
        and answer.verdict != Answer.WITHDRAWN
    )


def _pair_in(text: str) -> queries.PairKey | None:
    left, _dash, right = text.partition("-")
    if not all(part.isascii() and part.isdigit() and len(part) < 19 for part in (left, right)):
        return None
    return int(left), int(right)


def _show_question(
    request: HttpRequest,
    left: Record,
    right: Record,
    after: queries.PairKey | None,
    form: AnswerForm | None = None,
) -> HttpResponse:
    person = reviewer(request)
    within = _round_in(request, person)
    question = queries.get_question(person, left, right)
    answer = queries.find_answer(*after) if after else None
    standing = _standing(question.answer)
    context = {
        "room": "review",
        "question": question,
        "form": form or AnswerForm(initial={"seen": question.seen}),
        "round": within,
        "waiting": None if within else queries.count_open_pairs(person),
        "answered": answer if _is_mine(answer, person) else None,
        "mine": _is_mine(question.answer, person),
        "standing": standing,
        "standing_by": find_actor_words(standing.by) if standing else "",
    }
    return render(request, "registry/question.html", context, status=422 if form else 200)


def _standing(answer: Judgement | None) -> Judgement | None:
    return answer if answer is not None and answer.verdict != Answer.WITHDRAWN else None


def _show_conflict(
    request: HttpRequest,
    left: Record,
    right: Record,
    standing: Judgement | None,
    form: AnswerForm,
) -> HttpResponse:
    """Say who answered in between; the answer given stands in a form, ready to be sent again."""
    assert standing is not None
    again = AnswerForm(initial={**form.cleaned_data, "seen": standing.pk})
    verdict = Answer(form.cleaned_data["verdict"])
    context = {
        "room": "review",
        "left": left,
        "right": right,
        "standing": standing,
        "standing_by": find_actor_words(standing.by),
        "form": again,
        "verdict": verdict,
        "source": _source_in(request).get("source", ""),
    }
    return render(request, "registry/conflict.html", context, status=409)
