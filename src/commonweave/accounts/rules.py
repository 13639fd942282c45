"""Who may do what in a space. Each `may_x` has a twin that finds all the things it says yes to."""

from __future__ import annotations

from typing import TypeAlias

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from commonweave.accounts.models import Person, Role, Space
from commonweave.kernel.refusals import gettext_noop
from commonweave.kernel.verdicts import YES, Verdict

Actor: TypeAlias = Person | AnonymousUser

_READERS = (Role.READER, Role.EDITOR)
_SIGN_IN = Verdict(
    ok=False,
    reason=gettext_noop("You are not signed in."),
    remedy=gettext_noop("Sign in first."),
)


def may_read_space(actor: Actor, space: Space) -> Verdict:
    """Tell whether an actor may read what is closed to the public in a space: readers, editors."""
    return _holds(actor, space, _READERS, gettext_noop("You hold no post in “%(space)s”."))


def may_edit_space(actor: Actor, space: Space) -> Verdict:
    """Tell whether an actor may change a space: its sources, its people, its judgements."""
    return _holds(
        actor, space, (Role.EDITOR,), gettext_noop("You are not an editor of “%(space)s”.")
    )


def spaces_read_by(actor: Actor) -> Q:
    """Return the condition on Space under which `may_read_space` says yes."""
    return _held_by(actor, _READERS)


def spaces_edited_by(actor: Actor) -> Q:
    """Return the condition on Space under which `may_edit_space` says yes."""
    return _held_by(actor, (Role.EDITOR,))


def _holds(actor: Actor, space: Space, roles: tuple[Role, ...], reason: str) -> Verdict:
    if not isinstance(actor, Person) or not actor.is_active:
        return _SIGN_IN
    if actor.is_superuser or actor.posts.filter(space=space, role__in=roles).exists():
        return YES
    return Verdict(
        ok=False,
        reason=reason,
        remedy=gettext_noop("Ask an editor of “%(space)s” for a post."),
        values={"space": space.name},
    )


def _held_by(actor: Actor, roles: tuple[Role, ...]) -> Q:
    if not isinstance(actor, Person) or not actor.is_active:
        return Q(pk__in=[])
    if actor.is_superuser:
        return Q()
    held = actor.posts.filter(role__in=roles).values("space")
    return Q(pk__in=held)
