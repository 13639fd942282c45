"""Reading people, posts and spaces."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import OuterRef, QuerySet, Subquery

from commonweave.accounts.models import Person, Post, Space


def list_posts(*, person: Person) -> list[Post]:
    """Return a person's posts with their spaces, by the name of the space."""
    return list(person.posts.select_related("space").order_by("space__name"))


def list_spaces(actor: Person | AnonymousUser) -> QuerySet[Space]:
    """Return every space by name, each with the actor's `role` there (None without a post)."""
    held = Post.objects.filter(space=OuterRef("pk"), person=actor.pk)
    return Space.objects.annotate(role=Subquery(held.values("role")[:1]))
