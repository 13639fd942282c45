"""Words that the house adds to the lexicon, declines or takes back; the next weave obeys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction

from commonweave.accounts.actors import actor_name
from commonweave.accounts.models import Person
from commonweave.infrastructure.audit import record_event
from commonweave.infrastructure.clock import now
from commonweave.kernel.refusals import Conflict, gettext_noop
from commonweave.linkage.assets import load_lexicon
from commonweave.linkage.domain.lexicon import check_word
from commonweave.registry.models import Word
from commonweave.registry.models.inventory import DECLINED
from commonweave.registry.queries.words import current_words, declined_spellings, spelling_of
from commonweave.registry.rules import may_keep_words

Pairs = Sequence[tuple[int, int]]
"""Judged pairs of records (keys)."""


def add_word(
    *,
    form: str,
    kind: str,
    concept: str,
    language: str = "",
    reason: str,
    learned_from: Pairs = (),
    by: Person | None,
) -> Word:
    """Add a word to the lexicon of the house; `learned_from` are the pairs that proposed it.

    Raises InputRefused where it cannot be a word, Conflict where the house has it already,
    NotAllowed for somebody who may not; `by=None` is the operator at the machine.
    """
    _require_keeper(by)
    form, kind, concept, _implies = check_word(
        (form, kind, concept, ""), types=load_lexicon().concepts
    )
    with transaction.atomic():
        if spelling_of(form) in {spelling_of(row[0]) for row in current_words()}:
            raise Conflict(
                "word_known",
                gettext_noop("The house has added “%(form)s” already."),
                remedy=gettext_noop("Take it back first if it should tell something else."),
                values={"form": form},
            )
        return _write(
            "registry.word_added",
            by,
            form=form,
            kind=kind,
            concept=concept,
            language=language.strip(),
            reason=reason.strip(),
            learned_from=list(learned_from),
        )


def decline_word(
    *, form: str, reason: str = "", learned_from: Pairs = (), by: Person | None
) -> Word:
    """Decline a word that answers proposed: it is not proposed again until this is taken back.

    Raises Conflict where it was declined already, NotAllowed for somebody who may not.
    """
    _require_keeper(by)
    with transaction.atomic():
        if spelling_of(form) in declined_spellings():
            raise Conflict(
                "word_declined",
                gettext_noop("“%(form)s” was declined already."),
                remedy=gettext_noop("Take that back on the page of words if it is to be added."),
                values={"form": form},
            )
        return _write(
            "registry.word_declined",
            by,
            form=form,
            kind=DECLINED,
            reason=reason.strip(),
            learned_from=list(learned_from),
        )


def withdraw_word(*, word: Word, by: Person | None) -> Word:
    """Take back a word of the house, or that it was declined. Nothing is erased.

    Raises Conflict where it was taken back already, NotAllowed for somebody who may not.
    """
    _require_keeper(by)
    try:
        with transaction.atomic():
            taken = Word.objects.create(
                form=word.form,
                kind=word.kind,
                concept=word.concept,
                language=word.language,
                withdraws=word,
                by=actor_name(by),
                at=now(),
            )
            _tell("registry.word_withdrawn", word, by)
    except IntegrityError as error:
        raise Conflict(
            "word_withdrawn",
            gettext_noop("“%(form)s” was taken back already."),
            remedy=gettext_noop("Open the page of words again to see what holds."),
            values={"form": word.form},
        ) from error
    return taken


def _require_keeper(by: Person | None) -> None:
    if by is not None:
        may_keep_words(by).require("may_not_keep_words")


def _write(action: str, by: Person | None, **told: Any) -> Word:
    """Keep a word as somebody decided on it, and tell of it."""
    word = Word.objects.create(**told, by=actor_name(by), at=now())
    _tell(action, word, by)
    return word


def _tell(action: str, word: Word, by: Person | None) -> None:
    record_event(
        actor=actor_name(by),
        action=action,
        subject=f"word:{word.pk}",
        data={"form": word.form, "kind": word.kind, "concept": word.concept},
    )
