"""What a run found worth asking of a source, and how good it found the links of its entries."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from commonweave.registry.models.inventory import WeaveRun
from commonweave.registry.models.lists import Record, Source


class DrawnQuestion(models.Model):
    """A pair drawn for a source by a run, in the order of asking. Never changed: drawn anew."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    run = models.ForeignKey(WeaveRun, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()  # from 1
    left = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+")
    right = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+")
    probability = models.FloatField()
    reasons = models.JSONField()  # linkage reasons: code, weight, values

    class Meta:
        ordering = ["source", "run", "number"]
        constraints = [
            models.UniqueConstraint(fields=["source", "run", "number"], name="one_drawn_a_number"),
            models.UniqueConstraint(fields=["source", "run", "left", "right"], name="drawn_once"),
            models.CheckConstraint(condition=Q(left__lt=F("right")), name="drawn_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.source}, {self.run_id}: {self.number}"


class SourceEstimate(models.Model):
    """Precision and recall of the links on a source's entries, from the answers a run knew."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    run = models.ForeignKey(WeaveRun, on_delete=models.PROTECT, related_name="estimates")
    figures = models.JSONField()  # linkage Estimate: precision, recall, answers, links, true

    class Meta:
        ordering = ["source", "run"]
        constraints = [models.UniqueConstraint(fields=["source", "run"], name="one_estimate_a_run")]

    def __str__(self) -> str:
        return f"{self.source}, {self.run_id}"
