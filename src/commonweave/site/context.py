"""What every page knows of the house: its name, its spaces, the reader's posts, the data's age."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from commonweave.accounts.models import Post, Role, Space
from commonweave.registry.models import WeaveRun


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
    user = getattr(request, "user", None)
    role = Post.objects.filter(space=OuterRef("pk"), person=user.pk if user else None)
    woven = WeaveRun.objects.order_by("-id").values("finished_at")[:1]
    spaces = tuple(
        Space.objects.annotate(role=Subquery(role.values("role")[:1]), woven_at=Subquery(woven))
    )
    operator = bool(user and user.is_superuser)
    roles = {space.role for space in spaces}
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
