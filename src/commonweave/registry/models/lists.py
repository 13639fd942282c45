"""Lists as they came in: sources, editions, records and their versions."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commonweave.accounts.models import Space


class Visibility(models.TextChoices):
    """Who may read what a source says."""

    PUBLIC = "public", _("Public")
    CLOSED = "closed", _("Only people with a post in the network")


class Source(models.Model):
    """A list kept by somebody, received edition by edition."""

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="sources")
    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    keeper = models.CharField(max_length=200, blank=True)
    licence = models.CharField(max_length=200, blank=True)
    attribution = models.CharField(max_length=400, blank=True)
    visibility = models.CharField(
        max_length=16, choices=Visibility.choices, default=Visibility.PUBLIC
    )
    trust = models.PositiveSmallIntegerField(default=50)  # 0 to 100: who is believed first
    language = models.CharField(max_length=16, blank=True)  # BCP 47, of names where not said
    country = models.CharField(max_length=2, blank=True)  # ISO 3166-1, where rows do not say
    currency = models.CharField(max_length=3, blank=True)  # ISO 4217, where rows do not say
    reading = models.JSONField(default=dict)  # mapping and options of the newest edition
    registered_at = models.DateTimeField()

    class Meta:
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(condition=Q(trust__lte=100), name="source_trust_in_range"),
            models.CheckConstraint(
                condition=Q(visibility__in=Visibility.values), name="source_visibility_known"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Edition(models.Model):
    """One received version of a list. Rows in = rows kept + rows refused, held by the database."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()  # from 1, without gaps
    file_name = models.CharField(max_length=255)
    file_sha256 = models.CharField(max_length=64)
    file_size = models.BigIntegerField()
    as_of = models.DateField()  # the day the list speaks of; the day of receipt where not said
    received_at = models.DateTimeField()
    received_by = models.CharField(max_length=200)
    reading = models.JSONField()  # format, encoding, delimiter, header row, mapping, notes
    rows_in = models.PositiveIntegerField()
    rows_kept = models.PositiveIntegerField()
    rows_refused = models.PositiveIntegerField()
    appeared = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    unchanged = models.PositiveIntegerField()
    vanished = models.PositiveIntegerField()
    repairs = models.JSONField(default=dict)  # kind -> how many values
    woven_in = models.ForeignKey(
        "WeaveRun", null=True, on_delete=models.PROTECT, related_name="editions"
    )  # none while the inventory has not yet heard of it

    class Meta:
        ordering = ["source", "number"]
        constraints = [
            models.UniqueConstraint(fields=["source", "number"], name="edition_number_once"),
            models.CheckConstraint(
                condition=Q(rows_in=F("rows_kept") + F("rows_refused")), name="no_row_is_lost"
            ),
            models.CheckConstraint(
                condition=Q(rows_kept=F("appeared") + F("changed") + F("unchanged")),
                name="every_kept_row_is_told",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}, {self.number}"


class RefusedRow(models.Model):
    """A row that was not kept, with the place and the reason."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="refused_rows")
    line = models.PositiveIntegerField()
    column = models.CharField(max_length=200, blank=True)
    value = models.CharField(max_length=500, blank=True)
    code = models.CharField(max_length=60)
    message = models.CharField(max_length=500)  # a message id; `values` fills its slots
    values = models.JSONField(default=dict)

    class Meta:
        ordering = ["edition", "line"]

    def __str__(self) -> str:
        return f"{self.edition}, line {self.line}: {self.code}"


class Record(models.Model):
    """One entry of a source, followed over editions. Its state is told by its versions."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="records")
    key = models.CharField(max_length=300)  # the source's own key, or one made from the content
    first_edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    last_edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    listed = models.BooleanField(default=True)  # on the newest edition
    natural_person = models.BooleanField(default=False)  # never linked, never published
    current = models.ForeignKey("Version", null=True, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        "Organisation", null=True, on_delete=models.PROTECT, related_name="records"
    )

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="record_key_once")]
        indexes = [
            models.Index(fields=["organisation", "source"]),
            models.Index(fields=["source", "organisation"]),
        ]

    def __str__(self) -> str:
        return f"{self.source.slug}:{self.key}"


class Change(models.TextChoices):
    """What an edition told of a record."""

    APPEARED = "appeared", _("appeared")
    CHANGED = "changed", _("changed")
    VANISHED = "vanished", _("vanished")
    RETURNED = "returned", _("returned")


class Version(models.Model):
    """What a source said of a record from one edition on. Never changed, never deleted."""

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="versions")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="versions")
    change = models.CharField(max_length=16, choices=Change.choices)
    line = models.PositiveIntegerField(null=True)  # in the file; none for a vanished record
    values = models.JSONField()  # registry.domain.fields.RecordValues
    extras = models.JSONField()  # unmapped columns, as the source wrote them
    repairs = models.JSONField()  # what was mended on the way in
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["record", "edition"]
        constraints = [
            models.UniqueConstraint(fields=["record", "edition"], name="one_version_an_edition"),
            models.CheckConstraint(
                condition=Q(change="vanished", line__isnull=True)
                | (~Q(change="vanished") & Q(line__isnull=False)),
                name="only_the_vanished_have_no_line",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record}, {self.change}"
