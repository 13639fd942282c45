"""What a source adds to the weights of the linkage, fitted to answers."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonweave.registry.models.lists import Source


class FitOutcome(models.TextChoices):
    """What became of a re-fit; the newest that is accepted or taken back holds."""

    BETTER = "better", _("accepted: answers held out were told better")
    NOISE = "noise", _("refused: answers held out were not told better beyond chance")
    FEW = "few", _("refused: too few answers")
    ONE_KIND = "one_kind", _("refused: nearly all answers were alike")
    TAKEN_BACK = "taken_back", _("taken back")
    PROPOSED = "proposed", _("tried: answers held out were told better")


ADJUSTING = (FitOutcome.BETTER, FitOutcome.PROPOSED)
"""Outcomes with weights; those that are only proposed do not hold."""


class WeightFit(models.Model):
    """One attempt to fit the weights for a source. Never changed: a later one undoes it."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="weight_fits")
    outcome = models.CharField(max_length=16, choices=FitOutcome.choices)
    figures = models.JSONField(default=dict)  # linkage Refit.figures(): before and after
    adjustment = models.JSONField(null=True)  # linkage Adjustment.document()
    by = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=FitOutcome.values), name="weight_fit_outcome_known"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=ADJUSTING, adjustment__isnull=False)
                | (~Q(outcome__in=ADJUSTING) & Q(adjustment__isnull=True)),
                name="a_good_fit_adjusts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.outcome}"
