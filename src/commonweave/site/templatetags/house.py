"""Template tags of the design system. Load them with `{% load house %}`."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.translation import get_language_info

from commonweave.site.stylesheet import stylesheet_url

register = template.Library()


@register.simple_tag
def house_sheet() -> str:
    """Return the address of the stylesheet."""
    return stylesheet_url()


@register.simple_tag
def languages() -> list[dict[str, str]]:
    """Return code and own name of each language that the house speaks."""
    return [
        {"code": code, "name": get_language_info(code)["name_local"].capitalize()}
        for code, _ in settings.LANGUAGES
    ]


@register.filter
def count(value: object) -> str:
    """Write a whole number with the language's own thousands mark; an en dash for None."""
    if value is None or value == "":
        return "–"
    return number_format(int(str(value)), use_l10n=True, force_grouping=True)


@register.simple_tag(takes_context=True)
def query_with(context: template.Context, **changes: object) -> str:
    """Return the page's query string with some parameters changed; None or "" takes one away."""
    query: QueryDict = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None or value == "":
            query.pop(name, None)
        else:
            query[name] = str(value)
    pairs = [(name, value) for name, values in query.lists() for value in values]
    return "?" + urlencode(pairs) if pairs else "."


@register.inclusion_tag("house/field.html")
def form_field(field: BoundField) -> dict[str, Any]:
    """Draw a form field: label, control, help and errors under the ids that Django ties them to."""
    widget = field.field.widget
    group = isinstance(widget, RadioSelect | CheckboxSelectMultiple)
    return {
        "field": field,
        "control": field.as_widget(),
        "group": group,
        "choice": isinstance(widget, CheckboxInput),
    }
