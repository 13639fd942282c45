"""Template tags of the design system. Load them with `{% load house %}`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from commonweave.site.maps import draw
from commonweave.site.stylesheet import stylesheet_url

register = template.Library()


@register.simple_tag
def house_sheet() -> str:
    """Return the address of the stylesheet."""
    return stylesheet_url()


@register.simple_tag
def house_name() -> str:
    """Return the name of the house, for pages that know nothing else of it."""
    return str(settings.HOUSE_NAME)


@register.simple_tag
def languages() -> list[dict[str, str]]:
    """Return code and own name of each language that the house speaks."""
    return [
        {"code": code, "name": get_language_info(code)["name_local"].capitalize()}
        for code, _name in settings.LANGUAGES
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


@register.inclusion_tag("house/map.html")
def point_map(points: Sequence[tuple[str, float, float]], title: str = "") -> dict[str, Any]:
    """Draw points (name, latitude, longitude) over the land, with the same in words below."""
    single = len(points) == 1
    drawing = draw(points, width=320, height=220) if single else draw(points)
    words = _places_in_words(points)
    height, bar = drawing.frame.height, drawing.scale_px
    return {
        "map": drawing,
        "alternative": words if title in {"", points[0][0]} else f"{title}. {words}",
        "radius": 5 if single else 3,
        "scale_path": f"M12 {height - 18}V{height - 12}H{12 + bar:g}V{height - 18}",
        "scale_x": 16 + bar,
        "scale_y": height - 11,
    }


def _places_in_words(points: Sequence[tuple[str, float, float]]) -> str:
    if len(points) == 1:
        name, lat, lon = points[0]
        return _("%(name)s: latitude %(lat)s, longitude %(lon)s.") % {
            "name": name,
            "lat": number_format(lat, 4),
            "lon": number_format(lon, 4),
        }
    lats = [lat for _name, lat, _lon in points]
    lons = [lon for _name, _lat, lon in points]
    return _(
        "%(count)s places between latitudes %(south)s and %(north)s, "
        "longitudes %(west)s and %(east)s."
    ) % {
        "count": number_format(len(points), force_grouping=True),
        "south": number_format(min(lats), 2),
        "north": number_format(max(lats), 2),
        "west": number_format(min(lons), 2),
        "east": number_format(max(lons), 2),
    }
