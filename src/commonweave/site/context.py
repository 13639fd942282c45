"""What every page knows of the house: its name, its spaces, the reader's posts, the data's age."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from commonweave.accounts.models import Role, Space
from commonweave.accounts.queries import list_spaces
from commonweave.registry.queries.counts import newest_weave


@dataclass(frozen=True)
class House:
    """The house as the base template shows it."""

    name: str
    dye: str
    spaces: tuple[Space, ...]
    editor: bool
    reader: bool
    fictional: bool
    signup_open: bool
    woven_at: datetime | None

    @property
    def space(self) -> Space | None:
        """The one space of a house that holds just one; otherwise the page names its own."""
        return self.spaces[0] if len(self.spaces) == 1 else None


def _enter(request: HttpRequest) -> House:
    """Read spaces, the reader's role in each and the time of the last weave, in one query."""
    user = getattr(request, "user", AnonymousUser())
    # Nobody who did not sign in holds a post: they need not be looked for.
    seen = list_spaces(user) if user.is_authenticated else Space.objects.order_by("name")
    spaces = tuple(seen.annotate(woven_at=newest_weave()))
    operator = user.is_active and user.is_superuser
    roles = {space.__dict__.get("role") for space in spaces}  # an annotation, unknown to the type
    return House(
        name=settings.HOUSE_NAME,
        dye=settings.HOUSE_DYE,
        spaces=spaces,
        editor=operator or Role.EDITOR in roles,
        reader=operator or bool(roles - {None}),
        fictional=any(space.fictional for space in spaces),
        signup_open=settings.SIGNUP_OPEN,
        woven_at=spaces[0].woven_at if spaces else None,
    )


def house(request: HttpRequest) -> Mapping[str, object]:
    """Offer `house` to templates; the query runs only when a template asks."""
    return {"house": SimpleLazyObject(lambda: _enter(request))}
