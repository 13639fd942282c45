"""Small pieces of markup that stand dozens of times on one page; made here, not by includes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from django.urls import get_script_prefix, reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from commonweave.registry.domain.composition import title_of
from commonweave.registry.domain.wording import Line
from commonweave.registry.models import Record


def record_url(pk: int) -> str:
    """Return the address of an entry's page; dozens stand on one page, so its root is kept."""
    return f"{_records_root(get_script_prefix())}{pk}/"


@cache
def _records_root(_prefix: str) -> str:
    return reverse("registry:record", args=[0]).removesuffix("0/")


def title_of_entry(record: Record) -> str:
    """Return the name that an entry goes by."""
    values = record.current.values if record.current else {}
    return title_of(values.get("names", [])) or gettext("An entry without a name")


def line_html(line: Line) -> SafeString:
    """Draw a line: its text in its language, followed where it leads somewhere, and its note."""
    language = format_html(' lang="{}"', line.lang) if line.lang else ""
    text = format_html('<span dir="auto"{}>{}</span>', language, line.text)
    if line.link:
        text = format_html('<a href="{}" rel="nofollow noopener">{}</a>', line.link, text)
    if line.note:
        return format_html('{} <span class="note">({})</span>', text, gettext(line.note))
    return text


def lines_html(lines: Iterable[Line]) -> SafeString:
    """Draw several lines on one, parted by semicolons."""
    return format_html_join("; ", "{}", ((line_html(line),) for line in lines))


def entry_html(record: Record) -> SafeString:
    """Draw an entry as a link under its own name, with the source it is of."""
    return format_html(
        '<a href="{}" dir="auto">{}</a> <span class="note" dir="auto">({})</span>',
        record_url(record.pk),
        title_of_entry(record),
        record.source.title,
    )


def voices_html(entries: Sequence[Record]) -> SafeString:
    """Draw who says so: each entry's source as a link, and the day of its edition."""
    return format_html_join("; ", "{}", ((_voice(entry),) for entry in entries))


def _voice(entry: Record) -> SafeString:
    """Draw one voice, once for each entry object: one entry speaks of many fields."""
    drawn: SafeString | None = entry.__dict__.get("voice_html")
    if drawn is None:
        drawn = format_html(
            '<a href="{}" dir="auto">{}</a>, {}',
            record_url(entry.pk),
            entry.source.title,
            date_format(entry.last_edition.as_of, "DATE_FORMAT"),
        )
        entry.__dict__["voice_html"] = drawn
    return drawn
