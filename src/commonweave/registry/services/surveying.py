"""Drawing the questions worth asking of each source, and estimating how good its links are."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Final

from django.db.models import Max

from commonweave.linkage.services import Survey, Wish
from commonweave.registry.models import DrawnQuestion, Edition, Record, SourceEstimate, WeaveRun

WANTED: Final = 100
"""Questions drawn for a source at a time."""
_CHUNK = 500


def survey_wishes() -> dict[str, Wish]:
    """Return what a run is to ask of each source with entries of bodies.

    Questions are drawn where none were drawn since the newest edition that brought or changed
    entries; elsewhere those that stand are asked to their end, and no others are wanted.
    """
    last = dict(
        DrawnQuestion.objects.order_by()
        .values_list("source")
        .annotate(newest=Max("run__started_at"))
    )
    told = Edition.objects.order_by().exclude(appeared=0, changed=0)
    received = dict(told.values_list("source").annotate(newest=Max("received_at")))
    sources = Record.objects.order_by().filter(natural_person=False)
    drawn: dict[int, set[tuple[str, str]]] = {}
    for pk, *pair in DrawnQuestion.objects.order_by().values_list("source", "left", "right"):
        one, two = sorted(map(str, pair))
        drawn.setdefault(pk, set()).add((one, two))
    return {
        slug: Wish(
            WANTED if pk not in last or received.get(pk, last[pk]) > last[pk] else 0,
            drawn.get(pk, set()),
        )
        for pk, slug in sources.values_list("source", "source__slug").distinct()
    }


def store_surveys(*, run: WeaveRun, surveys: Mapping[str, Survey]) -> None:
    """Write down what a run asks of each source (by slug), and what it estimates."""
    sources = dict(
        Record.objects.order_by()
        .filter(source__slug__in=surveys)
        .values_list("source__slug", "source")
        .distinct()
    )
    for slug, survey in surveys.items():
        DrawnQuestion.objects.bulk_create(_drawn(run, sources[slug], survey), batch_size=_CHUNK)
    SourceEstimate.objects.bulk_create(
        SourceEstimate(source_id=sources[slug], run=run, figures=asdict(survey.estimate))
        for slug, survey in surveys.items()
        if survey.estimate is not None
    )


def _drawn(run: WeaveRun, source: int, survey: Survey) -> Iterator[DrawnQuestion]:
    for number, question in enumerate(survey.questions, start=1):
        left, right = sorted((int(question.left), int(question.right)))
        yield DrawnQuestion(
            source_id=source,
            run=run,
            number=number,
            left_id=left,
            right_id=right,
            probability=question.probability,
            reasons=json.loads(question.reasons),
        )
