"""Codes in words, for pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from math import exp
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext

from commonweave.kernel.refusals import gettext_noop
from commonweave.linkage.domain.waterfall import Step, one_in
from commonweave.linkage.domain.words import ABSENT, reason_phrase, reason_words
from commonweave.registry.domain.kinds import NOTES, REPAIRS, ROW_REFUSALS
from commonweave.registry.models import RefusedRow

_NUMBERS = (
    gettext_noop("No"),
    gettext_noop("One"),
    gettext_noop("Two"),
    gettext_noop("Three"),
    gettext_noop("Four"),
    gettext_noop("Five"),
    gettext_noop("Six"),
    gettext_noop("Seven"),
    gettext_noop("Eight"),
    gettext_noop("Nine"),
    gettext_noop("Ten"),
    gettext_noop("Eleven"),
    gettext_noop("Twelve"),
)


@lru_cache(maxsize=512)
def country_name(code: str) -> str:
    """Return the English name of an ISO 3166-1 alpha-2 code, or the code where it is unknown.

    Names are those of rigour's territory table (OpenSanctions).
    """
    from rigour.territories import get_territory

    territory = get_territory(code.lower()) if code else None
    return territory.name if territory else code


def said_reasons(reasons: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the linkage reasons that rest on something said, with weights, the weightiest first.

    A code that the linkage no longer knows is left as it is: an old run may have stored it.
    """
    ordered = sorted(reasons, key=lambda reason: -abs(float(reason["weight"])))
    return [reason_words(reason, gettext) for reason in ordered if reason["code"] not in ABSENT]


def step_words(step: Step) -> str:
    """Say what a row of a waterfall is about."""
    if step.kind == "start":
        return gettext(
            "At the start: of pairs that say nothing yet, one in %(number)s is one body"
        ) % {"number": one_in(step.weight)}
    if step.kind == "absent":
        return gettext("What could not be compared:")
    if step.kind == "rest":
        return gettext("All slighter reasons together")
    return "; ".join(reason_phrase(reason, gettext) for reason in step.reasons)


def list_notes(notes: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return what was found about a file, in words."""
    return [gettext(NOTES[note["code"]]) % note.get("values", {}) for note in notes]


def repair_words(kind: str) -> str:
    """Return what a repair did, in words."""
    return gettext(REPAIRS.get(kind, kind))


def refusal_words(row: RefusedRow) -> str:
    """Return why a row was refused."""
    return str(gettext(row.message) % row.values)


def refusal_kind_words(code: str) -> str:
    """Return why rows were refused, in words that hold for all of them."""
    message = ROW_REFUSALS.get(code, code)
    return gettext(message) % _Open() if "%(" in message else gettext(message)


class _Open(dict[str, str]):
    """Fills every slot of a message with an ellipsis."""

    def __missing__(self, key: str) -> str:
        return "…"


def in_words(number: int) -> str:
    """Write a number up to twelve as a word that starts a sentence; above, in digits."""
    return gettext(_NUMBERS[number]) if 0 <= number < len(_NUMBERS) else str(number)


def as_share(share: float) -> str:
    """Write a share as a percentage with one decimal, in the reader's way of writing numbers."""
    return gettext("%(number)s %%") % {"number": number_format(100 * share, 1, use_l10n=True)}


def held_out_words(figures: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return (what is measured, before, after) of a fit on answers held out; empty without any.

    The log loss is said as the probability that the right answer was given (its geometric mean).
    """
    before, after = figures.get("before"), figures.get("after")
    if not before or not after:
        return []
    sure = [as_share(exp(-figure["log_loss"])) for figure in (before, after)]
    told = gettext("Probability given to the right answer, on average (from the log loss)")
    return [
        (told, sure[0], sure[1]),
        *(
            (label, as_share(before[name]), as_share(after[name]))
            for name, label in (
                ("precision", gettext("Of the pairs that are linked, right (precision)")),
                ("recall", gettext("Of the pairs that are one body, linked (recall)")),
                ("f1", gettext("Both in one figure (F1)")),
            )
        ),
    ]


def as_percent(probability: float) -> int:
    """Write a probability as a whole percentage that is never rounded up to certainty."""
    return min(99, max(1, round(probability * 100)))
