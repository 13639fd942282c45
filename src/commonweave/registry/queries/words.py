"""The words that the house added to the lexicon, and those that it declined."""

from __future__ import annotations

from django.db.models import QuerySet

from commonweave.kernel.refusals import NotFound, gettext_noop
from commonweave.linkage.assets import load_lexicon
from commonweave.linkage.domain.lexicon import Row
from commonweave.linkage.domain.text import look_up_key, split_words
from commonweave.registry.models import Word
from commonweave.registry.models.inventory import DECLINED
from commonweave.registry.rules import Actor, words_kept_by

Spelling = tuple[str, ...]
"""A form as the lexicon looks it up: case, accents and signs do not matter."""


def current_words() -> tuple[Row, ...]:
    """Return the words that hold, in the order in which they were added."""
    held = Word.objects.filter(withdraws=None, withdrawal=None).exclude(kind=DECLINED)
    return tuple((word.form, word.kind, word.concept, "") for word in held.order_by("id"))


def declined_spellings() -> set[Spelling]:
    """Return the words that the house does not want proposed."""
    held = Word.objects.filter(withdraws=None, withdrawal=None, kind=DECLINED)
    return {spelling_of(form) for form in held.values_list("form", flat=True)}


def list_types() -> list[str]:
    """Return the concepts that a type of body may have."""
    return sorted(load_lexicon().concepts)


def spelling_of(form: str) -> Spelling:
    """Return what two forms have in common that the lexicon takes for one."""
    return tuple(map(look_up_key, split_words(form)))


def list_words(actor: Actor) -> QuerySet[Word]:
    """Return the words added and declined, newest first, with their withdrawals."""
    added = Word.objects.filter(words_kept_by(actor), withdraws=None)
    return added.select_related("withdrawal").order_by("-id")


def get_word(actor: Actor, pk: int) -> Word:
    """Return a word that the house added or declined; raises NotFound."""
    word = list_words(actor).filter(pk=pk).first()
    if word is None:
        raise NotFound(
            "word_unknown",
            gettext_noop("The house has not added such a word."),
            remedy=gettext_noop("Open the page of words to see what it added."),
        )
    return word
