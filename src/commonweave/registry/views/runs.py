"""The runs of the weave: what each changes, and what people decide of it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import islice
from typing import Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST, require_safe

from commonweave.accounts.models import Person
from commonweave.kernel.refusals import Conflict, InputRefused, gettext_noop
from commonweave.kernel.spreadsheet_safety import guard_cell
from commonweave.registry.forms import RunForm
from commonweave.registry.markup import title_of_entry
from commonweave.registry.models import WeaveRun
from commonweave.registry.models.inventory import RunState
from commonweave.registry.queries import run_lines, runs
from commonweave.registry.queries.actors import find_actor_words, find_all_actor_words
from commonweave.registry.queries.asking import list_estimates
from commonweave.registry.queries.sources import list_sources
from commonweave.registry.rules import Actor, may_decide_run, may_review
from commonweave.registry.services import deciding
from commonweave.registry.services.exclusive import is_weave_under_way
from commonweave.registry.views.reading import page_number
from commonweave.registry.words import said_reasons

MOST_COMPOSED: Final = 10_000
"""A run that touches more organisations takes longer than a page may: there a command does it."""
_LONG = 2_000
"""Organisations from which the page says beforehand that it takes a while."""

_COLUMNS = ("change", "number", "other number", "entries", "names", "sources", "hidden entries",
            "likest pair", "probability", "reasons")  # fmt: skip


@require_safe
def list_runs(request: HttpRequest) -> HttpResponse:
    """Show all runs, newest first."""
    page = Paginator(runs.list_runs(request.user), runs.PAGE).get_page(page_number(request))
    names = find_all_actor_words({run.started_by for run in page.object_list})
    told = [(run, names[run.started_by]) for run in page.object_list]
    context = {"room": "review", "page": page, "runs": told, "under_way": is_weave_under_way()}
    return render(request, "registry/runs.html", context)


@require_safe
def show_run(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one run: the diff, group by group, and the buttons of those who may decide."""
    run = runs.get_run(request.user, pk)
    counts = _counts(run)
    group = request.GET.get("group", "")
    if group not in counts:
        group = next((name for name, count in counts.items() if count), run_lines.Group.MERGED)
    text, source = (request.GET.get(name, "").replace("\0", "") for name in ("q", "source"))
    text = text.strip()[:200]
    events = run_lines.select_lines(request.user, run, group, text=text, source=source)
    page = Paginator(events, run_lines.PAGE).get_page(page_number(request))
    newest = runs.find_run_to_take_back() == run
    context = {
        "room": "review",
        "crumbs": [(gettext("Runs"), reverse("registry:runs")), (str(run.pk), "")],
        "run": run,
        "started_by": find_actor_words(run.started_by),
        "decided_by": find_actor_words(run.decided_by) if run.decided_by else "",
        "intake": runs.list_intake(request.user, run),
        "groups": [(g.value, g.label, counts[g.value]) for g in run_lines.Group],
        "group": run_lines.Group(group),
        "page": page,
        "lines": run_lines.read_lines(request.user, run, page.object_list),
        "text": text,
        "source": source,
        "sources": list_sources(request.user),
        "may_decide": may_decide_run(request.user, run).ok,
        "estimates": list_estimates(request.user, run),
        "may_review": may_review(request.user).ok,
        "may_judge": may_review(request.user).ok and run.undoes_id is None,
        "open": run.state in (RunState.PROPOSED, RunState.IN_FORCE),
        "newest": newest,
        "under_way": is_weave_under_way(),
        "outdated": run.state == RunState.PROPOSED and runs.is_outdated(run),
    }
    if context["may_decide"] and (newest or run.state == RunState.PROPOSED):
        context |= _effort(run)
    return render(request, "registry/run.html", context)


@require_safe
def download_run(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hand out the whole diff as CSV, with cells that a spreadsheet would run made harmless."""
    run = runs.get_run(request.user, pk)
    lines = _csv_lines(request.user, run)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="run-{run.pk}.csv"'
    return response


@require_POST
def decide_run(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept, refuse or take back a run."""
    run = runs.get_run(request.user, pk)
    form = RunForm(request.POST)
    if not form.is_valid() or not isinstance(request.user, Person):
        raise InputRefused(
            "decision_unknown",
            gettext_noop("This is no decision on a run; a reason may have 500 characters."),
            remedy=gettext_noop("Go back and use one of the buttons."),
        )
    reason, by = form.cleaned_data["reason"], request.user
    decision = form.cleaned_data["decision"]
    may_decide_run(by, run).require("may_not_decide")
    _refuse_long(run, decision)
    if decision == "accept":
        deciding.accept_run(run=pk, by=by)
        messages.success(request, gettext("The run is in force."))
    elif decision == "refuse":
        deciding.refuse_run(run=pk, reason=reason, by=by)
        messages.success(request, gettext("The run is refused: the inventory is as it was."))
    else:
        undoing = deciding.take_back_run(run=pk, reason=reason, by=by)
        words = gettext("The run is taken back. Run %(run)s returned every organisation.")
        messages.success(request, words % {"run": undoing.pk})
    return redirect("registry:run", pk)


@require_POST
def refuse_line(request: HttpRequest, event: int) -> HttpResponse:
    """Refuse one line of a diff: the judgements are written, the next weave obeys them."""
    may_review(request.user).require("may_not_review")
    by = request.user if isinstance(request.user, Person) else None
    line = run_lines.find_refusable(event)
    given = deciding.refuse_line(event=event, reason=request.POST.get("reason", "")[:500], by=by)
    words = ngettext(
        "The line is refused by %(count)s answer, which the next weave obeys.",
        "The line is refused by %(count)s answers, which the next weave obeys.",
        len(given),
    )
    messages.success(request, words % {"count": len(given)})
    return redirect("registry:run", line.run_id) if line else redirect("registry:runs")


def _effort(run: WeaveRun) -> dict[str, object]:
    """Return what the page says of the time that a decision takes."""
    composed = runs.count_to_compose(run, editions=run.state == RunState.PROPOSED)
    return {
        "composed": composed,
        "too_long": composed > MOST_COMPOSED,
        "long": _LONG < composed <= MOST_COMPOSED,
    }


def _refuse_long(run: WeaveRun, decision: str) -> None:
    if decision != "refuse" and _effort(run)["too_long"]:
        raise Conflict(
            "run_too_long",
            gettext_noop("This run touches too many organisations to wait for on a page."),
            remedy=gettext_noop("On the machine of this house, run: commonweave weave %(words)s"),
            values={"words": f"--{decision.replace('_', '-')} {run.pk}"},
        )


def _counts(run: WeaveRun) -> dict[str, int]:
    """Return the lines of each group as the run counted them."""
    return {
        run_lines.Group.MERGED.value: run.merged,
        run_lines.Group.SPLIT.value: run.split,
        run_lines.Group.JOINED.value: run.joined,
        run_lines.Group.MOVED.value: run.moved,
        run_lines.Group.WITHDRAWN.value: run.withdrawn,
        run_lines.Group.NEW.value: run.minted,
    }


class _Echo:
    """A file that hands back what is written to it, for the csv module."""

    def write(self, text: str) -> str:
        return text


def _csv_lines(actor: Actor, run: WeaveRun) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff"  # so that spreadsheets read UTF-8
    yield writer.writerow(_COLUMNS)
    for group in run_lines.Group:
        events = run_lines.select_lines(actor, run, group).iterator(chunk_size=1000)
        while chunk := list(islice(events, 100)):
            for line in run_lines.read_lines(actor, run, chunk):
                yield writer.writerow([guard_cell(text) for text in _cells(group, line)])


def _cells(group: run_lines.Group, line: run_lines.Line) -> list[str]:
    tie = line.ties[0] if line.ties else None
    likely = f"{tie.probability:.4f}" if tie and tie.probability is not None else ""
    return [
        group.value,
        line.event.organisation.public_id,
        line.event.other.public_id if line.event.other else "",
        " ".join(str(record.pk) for record in line.moved),
        "; ".join(dict.fromkeys(title_of_entry(record) for record in line.moved)),
        "; ".join(dict.fromkeys(record.source.slug for record in line.moved)),
        str(line.hidden),
        f"{tie.left.pk} {tie.right.pk}" if tie else "",
        likely,
        "; ".join(said_reasons(tie.reasons)) if tie else "",
    ]
