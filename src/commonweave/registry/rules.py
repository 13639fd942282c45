"""Who may read and who may judge, in pairs: a verdict on one thing and a filter over all of them.

Rights come from posts. A public source is everybody's; a closed one is for people with a post in
its space. Natural persons and personal contact details are for people with a post, never more.
"""

from __future__ import annotations

from typing import TypeAlias

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q

from commonweave.accounts.models import Person, Post, Role
from commonweave.kernel.refusals import gettext_noop
from commonweave.kernel.verdicts import YES, Verdict
from commonweave.registry.models import Edition, OrganisationEvent, Record, Source, WeaveRun
from commonweave.registry.models.lists import Visibility

Actor: TypeAlias = Person | AnonymousUser

_CLOSED = gettext_noop("This list is open only to people with a post in its network.")
_PERSON = gettext_noop("This entry is of a natural person and is not published.")
_SIGN_IN = gettext_noop("Sign in as an editor to answer questions of the clerical review.")
_EDITORS = gettext_noop(
    "Only editors answer questions of the clerical review; your post is reader."
)
_NO_POST = gettext_noop("Only editors answer questions of the clerical review; you hold no post.")
_OTHER_SPACE = gettext_noop("You are not an editor of the network of either of these two entries.")
_RUNS = gettext_noop("Only people with a post in a network read what each run changed.")
_DECIDE = gettext_noop(
    "Only editors of a network whose entries a run takes in or moves decide on the run."
)
_FIT = gettext_noop("Only editors of the network that keeps this list fit its weights.")
_WORDS = gettext_noop("Only editors add words to the lexicon of the house or take them back.")
_KEPT = gettext_noop("Only people with a post in the network read what is kept but not published.")


def _roles_of(actor: Actor) -> dict[int, str]:
    """Return space id -> role, read once for each actor object (which lives for one request)."""
    if not isinstance(actor, Person) or not actor.is_active:
        return {}
    cache: dict[str, dict[int, str]] = actor.__dict__
    if "roles_by_space" not in cache:
        posts = Post.objects.filter(person=actor)
        cache["roles_by_space"] = dict(posts.values_list("space_id", "role"))
    return cache["roles_by_space"]


def _rules_all(actor: Actor) -> bool:
    return isinstance(actor, Person) and actor.is_active and actor.is_superuser


def _spaces_of(actor: Actor, *roles: str) -> list[int]:
    return [space for space, role in _roles_of(actor).items() if not roles or role in roles]


def may_see_source(actor: Actor, source: Source) -> Verdict:
    """Say whether the actor may read what the source says."""
    if source.visibility == Visibility.PUBLIC or _rules_all(actor):
        return YES
    return YES if source.space_id in _spaces_of(actor) else Verdict(False, _CLOSED)


def sources_visible_to(actor: Actor, prefix: str = "") -> Q:
    """Return the filter that agrees with `may_see_source`; `prefix` leads to the source."""
    if _rules_all(actor):
        return Q()
    public = Q(**{f"{prefix}visibility": Visibility.PUBLIC})
    spaces = _spaces_of(actor)
    return public | Q(**{f"{prefix}space__in": spaces}) if spaces else public


def may_see_kept(actor: Actor, source: Source) -> Verdict:
    """Say whether the actor may read what is kept but never published.

    That is: refused rows, unmapped columns, the spelling before a repair, personal contact
    details, natural persons, and who received an edition.
    """
    if _rules_all(actor) or source.space_id in _spaces_of(actor):
        return YES
    return Verdict(False, _KEPT)


def sources_kept_open_to(actor: Actor, prefix: str = "") -> Q:
    """Return the filter that agrees with `may_see_kept`; `prefix` leads to the source."""
    return Q() if _rules_all(actor) else Q(**{f"{prefix}space__in": _spaces_of(actor)})


def may_see_record(actor: Actor, record: Record) -> Verdict:
    """Say whether the actor may read the entry (its source must be loaded)."""
    verdict = may_see_source(actor, record.source)
    if not verdict.ok or not record.natural_person or may_see_kept(actor, record.source).ok:
        return verdict
    return Verdict(False, _PERSON)


def records_visible_to(actor: Actor, prefix: str = "") -> Q:
    """Return the filter that agrees with `may_see_record`; `prefix` leads to the record."""
    body = Q(**{f"{prefix}natural_person": False})
    visible = sources_visible_to(actor, f"{prefix}source__")
    return visible & (body | sources_kept_open_to(actor, f"{prefix}source__")) if visible else Q()


def may_refit(actor: Actor, source: Source) -> Verdict:
    """Say whether the actor may fit the weights for a source: an editor of its network."""
    if _rules_all(actor) or source.space_id in _spaces_of(actor, Role.EDITOR):
        return YES
    return Verdict(False, _FIT)


def sources_refitted_by(actor: Actor) -> Q:
    """Return the filter over sources that agrees with `may_refit`."""
    return Q() if _rules_all(actor) else Q(space__in=_spaces_of(actor, Role.EDITOR))


def may_review(actor: Actor) -> Verdict:
    """Say whether the actor may enter the clerical review at all."""
    if _rules_all(actor) or _spaces_of(actor, Role.EDITOR):
        return YES
    if not isinstance(actor, Person):
        return Verdict(False, _SIGN_IN)
    return Verdict(False, _EDITORS if _roles_of(actor) else _NO_POST)


def may_keep_words(actor: Actor) -> Verdict:
    """Say whether the actor may read and change the words that the house adds to the lexicon."""
    if _rules_all(actor) or _spaces_of(actor, Role.EDITOR):
        return YES
    return Verdict(False, _WORDS)


def words_kept_by(actor: Actor) -> Q:
    """Return the filter over words that agrees with `may_keep_words`."""
    return Q() if may_keep_words(actor).ok else Q(pk__in=[])


def may_judge(actor: Actor, left: Record, right: Record) -> Verdict:
    """Say whether the actor may answer on this pair.

    An editor of the network of one of the two entries may, where both can be read.
    """
    entrance = may_review(actor)
    if not entrance.ok:
        return entrance
    for record in (left, right):
        readable = may_see_record(actor, record)
        if not readable.ok:
            return readable
        if record.natural_person:
            return Verdict(False, _PERSON)
    spaces = _spaces_of(actor, Role.EDITOR)
    mine = left.source.space_id in spaces or right.source.space_id in spaces
    return YES if mine or _rules_all(actor) else Verdict(False, _OTHER_SPACE)


def pairs_judged_by(actor: Actor) -> Q:
    """Return the filter over pairs (or judgements) that agrees with `may_judge`."""
    bodies = Q(left__natural_person=False, right__natural_person=False)
    if _rules_all(actor):
        return bodies
    spaces = _spaces_of(actor, Role.EDITOR)
    if not spaces:
        return Q(pk__in=[])
    mine = Q(left__source__space__in=spaces) | Q(right__source__space__in=spaces)
    seen = sources_visible_to(actor, "left__source__") & sources_visible_to(
        actor, "right__source__"
    )
    return bodies & mine & seen


def may_see_runs(actor: Actor) -> Verdict:
    """Say whether the actor may read what each run of the weave changed."""
    return YES if _rules_all(actor) or _spaces_of(actor) else Verdict(False, _RUNS)


def may_decide_run(actor: Actor, run: WeaveRun) -> Verdict:
    """Say whether the actor may accept, refuse or take back the run.

    An editor may whose network has an entry that the run moves, or an edition that it takes in.
    """
    if _rules_all(actor):
        return YES
    spaces = _spaces_of(actor, Role.EDITOR)
    mine = bool(spaces) and (
        run.took_in.filter(source__space__in=spaces).exists()
        or run.events.filter(record__source__space__in=spaces).exists()
    )
    return YES if mine else Verdict(False, _DECIDE)


def runs_decided_by(actor: Actor) -> Q:
    """Return the filter over runs that agrees with `may_decide_run`."""
    if _rules_all(actor):
        return Q()
    spaces = _spaces_of(actor, Role.EDITOR)
    if not spaces:
        return Q(pk__in=[])
    intake = Edition.objects.filter(runs=OuterRef("pk"), source__space__in=spaces)
    moved = OrganisationEvent.objects.filter(run=OuterRef("pk"), record__source__space__in=spaces)
    return Q(Exists(intake)) | Q(Exists(moved))
