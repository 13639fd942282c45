"""Words that the house adds to the lexicon and takes back; the next weave reads names with them."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from commonweave.accounts.actors import actor_name
from commonweave.accounts.models import Person
from commonweave.infrastructure.audit import record_event
from commonweave.infrastructure.clock import now
from commonweave.kernel.refusals import Conflict, gettext_noop
from commonweave.linkage.assets import load_lexicon
from commonweave.linkage.domain.lexicon import Row, check_word
from commonweave.linkage.domain.text import look_up_key, split_words
from commonweave.registry.models import Word
from commonweave.registry.rules import may_keep_words


def current_words() -> tuple[Row, ...]:
    """Return the words that hold, in the order in which they were added."""
    held = Word.objects.filter(withdraws=None, withdrawal=None).order_by("id")
    return tuple((word.form, word.kind, word.concept, "") for word in held)


def add_word(
    *, form: str, kind: str, concept: str, language: str = "", reason: str, by: Person | None
) -> Word:
    """Add a word to the lexicon of the house.

    Raises InputRefused where it cannot be a word, Conflict where the house has it already,
    NotAllowed for somebody who may not; `by=None` is the operator at the machine.
    """
    if by is not None:
        may_keep_words(by).require("may_not_keep_words")
    form, kind, concept, _implies = check_word(
        (form, kind, concept, ""), types=load_lexicon().concepts
    )
    with transaction.atomic():
        if _spelling(form) in {_spelling(row[0]) for row in current_words()}:
            raise Conflict(
                "word_known",
                gettext_noop("The house has added “%(form)s” already."),
                remedy=gettext_noop("Take it back first if it should tell something else."),
                values={"form": form},
            )
        word = Word.objects.create(
            form=form,
            kind=kind,
            concept=concept,
            language=language.strip(),
            reason=reason.strip(),
            by=actor_name(by),
            at=now(),
        )
        _tell("registry.word_added", word, by)
    return word


def withdraw_word(*, word: Word, by: Person | None) -> Word:
    """Take back a word of the house. Nothing is erased.

    Raises Conflict where it was taken back already, NotAllowed for somebody who may not.
    """
    if by is not None:
        may_keep_words(by).require("may_not_keep_words")
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


def _spelling(form: str) -> tuple[str, ...]:
    return tuple(map(look_up_key, split_words(form)))


def _tell(action: str, word: Word, by: Person | None) -> None:
    record_event(
        actor=actor_name(by),
        action=action,
        subject=f"word:{word.pk}",
        data={"form": word.form, "kind": word.kind, "concept": word.concept},
    )
