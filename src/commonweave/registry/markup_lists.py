"""Rows and facets of the directory, drawn in one go: hundreds of them stand on every page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext


@dataclass(frozen=True)
class Option:
    """A link of the directory: a value of a facet, or an order."""

    label: str
    url: str
    selected: bool = False
    count: int = 0


@dataclass(frozen=True)
class Facet:
    """One way to narrow the list; `more_url` opens all its values."""

    title: str
    options: Sequence[Option]
    more_url: str


@dataclass(frozen=True)
class Row:
    """An organisation as the list shows it."""

    name: str
    url: str
    state: str
    place: str
    activity: str
    sources: int
    iso: str
    as_of: str


_ROW = (
    '<tr role="row"><th role="rowheader" scope="row" class="row-title">'
    '<a href="{}" dir="auto">{}</a>{}</th>'
    '<td role="cell" data-label="{}" dir="auto">{}</td>'
    '<td role="cell" data-label="{}" dir="auto">{}</td>'
    '<td role="cell" class="number" data-label="{}">{}</td>'
    '<td role="cell" class="number" data-label="{}"><time datetime="{}">{}</time></td></tr>\n'
)


def rows_html(rows: Iterable[Row]) -> SafeString:
    """Draw the rows of the table of organisations; labels repeat for narrow screens."""
    place, activity, sources, as_of = (
        conditional_escape(gettext(label)) for label in ("Place", "Activity", "Sources", "As of")
    )
    return format_html_join(
        "",
        _ROW,
        (
            (
                row.url,
                row.name,
                format_html(' <span class="state caution">{}</span>', row.state)
                if row.state
                else "",
                place,
                row.place,
                activity,
                row.activity,
                sources,
                row.sources,
                as_of,
                row.iso,
                row.as_of,
            )
            for row in rows
        ),
    )


def facets_html(facets: Iterable[Facet]) -> SafeString:
    """Draw every way to narrow the list, as `house/facet.html` draws one."""
    return format_html_join("", "{}", ((_facet(facet),) for facet in facets))


def _facet(facet: Facet) -> SafeString:
    taken = format_html('<span class="take-back">{}</span>', gettext("take back"))
    options = format_html_join(
        "",
        '<li><a href="{}" rel="nofollow"{}><span dir="auto">{}</span>{}</a></li>\n',
        (
            (option.url, _CURRENT, option.label, taken)
            if option.selected
            else (option.url, "", option.label, _count(option.count))
            for option in facet.options
        ),
    )
    more = ""
    if facet.more_url:
        more = format_html(
            '<p class="note"><a href="{}">{}</a></p>', facet.more_url, gettext("All of them")
        )
    return format_html(
        '<section class="facet"><h3>{}</h3><ul>{}</ul>{}</section>', facet.title, options, more
    )


_CURRENT = SafeString(' aria-current="true"')


def _count(number: int) -> SafeString:
    told = number_format(number, use_l10n=True, force_grouping=True)
    return format_html('<span class="count">{}</span>', told)
