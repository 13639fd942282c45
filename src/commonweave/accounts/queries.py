"""Reading people and posts."""

from __future__ import annotations

from commonweave.accounts.models import Person, Post


def list_posts(*, person: Person) -> list[Post]:
    """Return a person's posts with their spaces, by the name of the space."""
    return list(person.posts.select_related("space").order_by("space__name"))
