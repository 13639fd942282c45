"""Who did something, as the books write it, in words."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext

from commonweave.accounts.models import Person
from commonweave.infrastructure.audit import OPERATOR


def find_actor_words(written: str) -> str:
    """Return the name of a doer that the books write as `operator` or `person:KEY`.

    Somebody who has asked to be forgotten has no name any more.
    """
    return find_all_actor_words([written])[written]


def find_all_actor_words(written: Iterable[str]) -> dict[str, str]:
    """Return the names of several doers, by how the books write them, in one query."""
    keys = {text: text.removeprefix("person:") for text in written}
    wanted = {int(key) for key in keys.values() if key.isdecimal()}
    people = Person.objects.in_bulk(wanted) if wanted else {}
    nobody = gettext("somebody who is no longer here")
    words = {OPERATOR: gettext("the operator of the house")}
    for text, key in keys.items():
        person = people.get(int(key)) if key.isdecimal() else None
        words.setdefault(text, str(person) if person else nobody)
    return words
