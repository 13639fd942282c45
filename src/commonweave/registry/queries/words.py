"""The words that the house added to the lexicon."""

from __future__ import annotations

from django.db.models import QuerySet

from commonweave.kernel.refusals import NotFound, gettext_noop
from commonweave.registry.models import Word
from commonweave.registry.rules import Actor, words_kept_by


def list_words(actor: Actor) -> QuerySet[Word]:
    """Return the words of the house, newest first, with their withdrawals."""
    added = Word.objects.filter(words_kept_by(actor), withdraws=None)
    return added.select_related("withdrawal").order_by("-id")


def get_word(actor: Actor, pk: int) -> Word:
    """Return a word that the house added; raises NotFound."""
    word = list_words(actor).filter(pk=pk).first()
    if word is None:
        raise NotFound(
            "word_unknown",
            gettext_noop("The house has not added such a word."),
            remedy=gettext_noop("Open the page of words to see what it added."),
        )
    return word
