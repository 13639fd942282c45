"""The inventory: organisations, the judgements that bind them, and what is derived."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commonweave.registry.models.lists import Edition, Record


class Organisation(models.Model):
    """A body under a stable public id. Ids are minted once; a merge leaves a redirect.

    An id that a proposed run reserves, or whose run was refused or taken back, is retired without
    a redirect: nobody else ever gets it.
    """

    public_id = models.CharField(max_length=16, unique=True)
    minted_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="absorbed"
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(retired_at__isnull=False),
                name="only_a_retired_id_redirects",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="no_id_redirects_to_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class RunState(models.TextChoices):
    """Whether what a run found holds."""

    PROPOSED = "proposed", _("proposed")
    IN_FORCE = "in_force", _("in force")
    REFUSED = "refused", _("refused")
    TAKEN_BACK = "taken_back", _("taken back")
    OVERTAKEN = "overtaken", _("overtaken by a later run")


class Hold(models.TextChoices):
    """Why a run was proposed and not put in force at once."""

    ASKED = "asked", _("It was asked for as a proposal.")
    LARGE = "large", _("It merges or splits more organisations than may go unseen.")
    AFTER = "after", _("The run before it was not accepted.")


class WeaveRun(models.Model):
    """One run of the weave: what it took in and what it changes in the inventory.

    Its events are the diff. They are written before they hold; a run is put in force as a whole.
    """

    state = models.CharField(max_length=16, choices=RunState.choices, default=RunState.IN_FORCE)
    hold = models.CharField(max_length=8, choices=Hold.choices, blank=True)
    base = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    undoes = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="undone_by"
    )
    took_in = models.ManyToManyField(Edition, related_name="runs")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=500, blank=True)  # why it was refused or taken back
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    started_by = models.CharField(max_length=200)
    full = models.BooleanField()
    token = models.CharField(max_length=64, unique=True)  # also in the linkage state on disk
    settings = models.JSONField()
    records = models.PositiveIntegerField()
    records_compared = models.PositiveIntegerField()
    minted = models.PositiveIntegerField()
    merged = models.PositiveIntegerField()
    split = models.PositiveIntegerField()
    withdrawn = models.PositiveIntegerField(default=0)  # retired without a successor
    joined = models.PositiveIntegerField(default=0)  # new entries of organisations known before
    moved = models.PositiveIntegerField(default=0)  # entries that changed their organisation
    unchanged = models.PositiveIntegerField(default=0)  # organisations of which nothing is told
    organisations = models.PositiveIntegerField()  # live after the run
    questions = models.PositiveIntegerField()  # pairs left for clerical review
    report = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="proposed"), name="one_open_proposal"
            ),
            models.CheckConstraint(condition=Q(state__in=RunState.values), name="run_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.finished_at:%Y-%m-%d %H:%M}: {self.organisations}"


class EventKind(models.TextChoices):
    """What happened to an organisation in a run."""

    MINTED = "minted", _("entered the inventory")
    MERGED = "merged", _("was merged into another")
    ABSORBED = "absorbed", _("took in another")
    SPLIT = "split", _("was split off")
    REVIVED = "revived", _("came back, as it was no longer the same as another")
    JOINED = "joined", _("gained an entry")
    LEFT = "left", _("lost an entry")
    WITHDRAWN = "withdrawn", _("left the inventory")


BIRTHS = (EventKind.MINTED, EventKind.SPLIT, EventKind.REVIVED)
"""What puts an id in force; each id has at most one of them in a run."""

HAPPENED = (RunState.IN_FORCE, RunState.TAKEN_BACK)
"""Runs whose events have happened; of all others they never did."""


class OrganisationEvent(models.Model):
    """One step in the life of a public id. It happened if its run is in force or was once."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="events")
    run = models.ForeignKey(WeaveRun, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=16, choices=EventKind.choices)
    other = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    record = models.ForeignKey(Record, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.kind}"


class Band(models.TextChoices):
    """Where a pair's probability falls."""

    LINK = "link", _("linked")
    ASK = "ask", _("to be asked")
    APART = "apart", _("kept apart")


class Pair(models.Model):
    """Two records that were compared, how likely they are one body, and why."""

    left = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+")
    right = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+")
    probability = models.FloatField()
    band = models.CharField(max_length=8, choices=Band.choices)
    reasons = models.JSONField()  # linkage reasons: code, weight, values
    settled = models.BooleanField(default=False)  # a person answered; the review queue skips it
    worth = models.FloatField(default=0.0)  # doubt of the pair: the review queue's order

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["left", "right"], name="pair_once"),
            models.CheckConstraint(condition=Q(left__lt=F("right")), name="pair_in_order"),
            models.CheckConstraint(
                condition=Q(probability__gte=0) & Q(probability__lte=1), name="pair_probability"
            ),
        ]
        indexes = [
            models.Index(fields=["settled", "band", "-worth", "id"]),
            models.Index(fields=["right"]),
        ]

    def __str__(self) -> str:
        return f"{self.left_id} = {self.right_id}? {self.probability:.2f}"


class Answer(models.TextChoices):
    """What somebody judged of two records. The latest judgement of a pair holds."""

    SAME = "same", _("same")
    DIFFERENT = "different", _("different")
    UNSURE = "unsure", _("unsure")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Judgement(models.Model):
    """One answer on one pair. Never changed: a later one undoes it."""

    left = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    right = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=16, choices=Answer.choices)
    reason = models.CharField(max_length=500, blank=True)
    by = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(left__lt=F("right")), name="judgement_in_order"),
            models.CheckConstraint(
                condition=Q(verdict__in=Answer.values), name="judgement_verdict_known"
            ),
        ]
        indexes = [models.Index(fields=["left", "right", "-id"]), models.Index(fields=["right"])]

    def __str__(self) -> str:
        return f"{self.left_id}, {self.right_id}: {self.verdict}"


class Profile(models.Model):
    """The composed values of an organisation that the public may read. Derived: may be rebuilt.

    `values` is registry.domain.composition.ComposedValues: for each value the records behind it
    and those that disagree. The other columns repeat parts of it for lists, filters and order.
    """

    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, primary_key=True, related_name="profile"
    )
    values = models.JSONField()
    name = models.CharField(max_length=500)
    sort_name = models.CharField(max_length=500)
    locality = models.CharField(max_length=200, blank=True)
    region = models.CharField(max_length=200, blank=True)
    country = models.CharField(max_length=2, blank=True)
    legal_form = models.CharField(max_length=200, blank=True)
    activity = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=16, blank=True)  # StatusCode, "" where nobody says
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    sources = models.PositiveIntegerField()  # how many sources stand behind it
    records = models.PositiveIntegerField()
    disagreements = models.PositiveIntegerField()  # fields in which sources differ
    listed = models.BooleanField()  # on the newest edition of at least one source
    as_of = models.DateField()  # the newest edition that speaks of it

    class Meta:
        indexes = [
            models.Index(fields=["sort_name", "organisation"]),
            models.Index(fields=["region", "locality"]),
            models.Index(fields=["activity"]),
            models.Index(fields=["legal_form"]),
            models.Index(fields=["country"]),
            models.Index(fields=["status"]),
            models.Index(fields=["listed"]),
        ]

    def __str__(self) -> str:
        return self.name


class WordKind(models.TextChoices):
    """What a word of a name tells, as the linkage reads it (`linkage.domain.lexicon.KINDS`)."""

    TYPE = "type", _("type of body")
    LEGAL = "legal", _("legal form")
    ACTIVITY = "activity", _("activity")
    MARK = "mark", _("branch or direction")
    STOP = "stop", _("word that tells nothing")


DECLINED = "declined"
"""The kind of a word that answers proposed and the house did not want."""
WORD_DECISIONS = [*WordKind.choices, (DECLINED, _("declined"))]


class Word(models.Model):
    """A word that the house adds to the lexicon, declines, or takes back. Never changed.

    A row with `withdraws` repeats the word that it takes back. `learned_from` are the judged pairs
    of records (keys) by which the word was proposed; none for a word that somebody thought of.
    """

    form = models.CharField(max_length=80)
    kind = models.CharField(max_length=16, choices=WORD_DECISIONS)
    concept = models.CharField(max_length=40)
    language = models.CharField(max_length=16, blank=True)  # BCP 47
    reason = models.CharField(max_length=500)
    learned_from = models.JSONField(default=list)
    withdraws = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="withdrawal"
    )
    by = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind for kind, _label in WORD_DECISIONS]),
                name="word_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form}: {self.kind}, {self.concept}"
