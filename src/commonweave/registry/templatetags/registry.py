"""Template tags of the registry's pages. Load them with `{% load registry %}`."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext

from commonweave.kernel.refusals import gettext_noop
from commonweave.registry.markup import (
    entry_html,
    line_html,
    lines_html,
    title_of_entry,
    voices_html,
)
from commonweave.registry.queries.filters import STATUS_WORDS
from commonweave.registry.words import country_name, list_reasons, refusal_words

register = template.Library()
register.filter("country_name", country_name)
register.filter("reasons_in_words", list_reasons)
register.filter("reason_of", refusal_words)
register.filter("title", title_of_entry)
register.filter("as_line", line_html)
register.filter("as_lines", lines_html)
register.filter("as_entry", entry_html)
register.filter("as_voices", voices_html)

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


@register.filter
def in_words(number: int) -> str:
    """Write a number up to twelve as a word that starts a sentence; above, in digits."""
    return gettext(_NUMBERS[number]) if 0 <= number < len(_NUMBERS) else str(number)


@register.filter
def as_percent(probability: float) -> int:
    """Write a probability as a whole percentage that is never rounded up to certainty."""
    return min(99, max(1, round(probability * 100)))


@register.filter
def status_word(code: str) -> str:
    """Say a status code in words."""
    return gettext(STATUS_WORDS[code]) if code in STATUS_WORDS else code


@register.filter
def translated(message: str) -> str:
    """Translate a message id that pure code marked."""
    return gettext(message) if message else ""
