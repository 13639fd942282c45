"""Who did something, as the books write it, in words."""

from __future__ import annotations

from django.utils.translation import gettext

from commonweave.accounts.models import Person
from commonweave.infrastructure.audit import OPERATOR


def find_actor_words(written: str) -> str:
    """Return the name of a doer that the books write as `operator` or `person:KEY`.

    Somebody who has asked to be forgotten has no name any more.
    """
    if written == OPERATOR:
        return gettext("the operator of the house")
    key = written.removeprefix("person:")
    person = Person.objects.filter(pk=int(key)).first() if key.isdecimal() else None
    return str(person) if person else gettext("somebody who is no longer here")
