"""Template tags of the registry's pages. Load them with `{% load registry %}`."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext

from commonweave.registry.markup import (
    entry_html,
    line_html,
    title_of_entry,
)
from commonweave.registry.markup_organisation import changes_html
from commonweave.registry.markup_waterfall import waterfall_html
from commonweave.registry.queries.filters import STATUS_WORDS
from commonweave.registry.words import (
    as_percent,
    as_share,
    country_name,
    in_words,
    refusal_words,
    said_reasons,
)

register = template.Library()
register.filter("country_name", country_name)
register.filter("reason_of", refusal_words)
register.filter("title", title_of_entry)
register.filter("said_reasons", said_reasons)
register.filter("as_line", line_html)
register.filter("as_entry", entry_html)
register.filter("as_changes", changes_html)
register.simple_tag(waterfall_html, name="waterfall")
register.filter("as_percent", as_percent)
register.filter("as_share", as_share)
register.filter("in_words", in_words)


@register.filter
def status_word(code: str) -> str:
    """Say a status code in words."""
    return gettext(STATUS_WORDS[code]) if code in STATUS_WORDS else code


@register.filter
def translated(message: str) -> str:
    """Translate a message id that pure code marked."""
    return gettext(message) if message else ""
