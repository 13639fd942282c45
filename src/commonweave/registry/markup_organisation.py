"""The long parts of an organisation's page, drawn in one go: facts, ties, history, entries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from commonweave.registry.domain.comparison import FieldChange
from commonweave.registry.markup import entry_html, line_html, lines_html, record_url, voices_html
from commonweave.registry.models import Edition, Record
from commonweave.registry.queries.history import Happening, Moment, VersionStep
from commonweave.registry.queries.organisations import Fact, Statement, Tie
from commonweave.registry.words import as_percent, in_words, said_reasons

MOST_REASONS: Final = 5
"""How many reasons a tie is told with: the strongest of those that rest on something said."""


def facts_html(facts: Iterable[Fact]) -> SafeString:
    """Draw what is said of an organisation: for each value who says so, and who says otherwise."""
    according, also = gettext("According to"), gettext("according to")
    return format_html_join(
        "",
        "<div><dt>{}</dt>{}</div>\n",
        (
            (
                gettext(fact.label),
                format_html_join(
                    "",
                    '<dd><div class="said">{}<details class="voices"><summary>{}</summary>'
                    '<div class="voices-body"><p>{} {}</p></div></details>{}</div></dd>',
                    (
                        (
                            line_html(statement.line),
                            _sources(statement.sources),
                            according,
                            voices_html(statement.entries),
                            _contrary(fact.contrary, fact.others, also) if fact.others else "",
                        )
                        for statement in fact.shown
                    ),
                ),
            )
            for fact in facts
        ),
    )


def _sources(number: int) -> str:
    return ngettext("%(n)s source", "%(n)s sources", number) % {"n": number}


def _contrary(number: int, others: Sequence[Statement], according: str) -> SafeString:
    said = ngettext(
        "%(words)s source says otherwise:", "%(words)s sources say otherwise:", number
    ) % {"words": in_words(number)}
    lines = format_html_join(
        "",
        '<li>{} <span class="note">{} {}</span></li>',
        ((line_html(o.line), according, voices_html(o.entries)) for o in others),
    )
    return format_html('<p class="differs">{}</p><ul>{}</ul>', said, lines)


def ties_html(ties: Iterable[Tie]) -> SafeString:
    """Draw why entries are held to be one, with the strongest reasons that say something."""
    both = gettext("and")
    rows = (
        (_held(tie), entry_html(tie.left), both, entry_html(tie.right), _why(tie)) for tie in ties
    )
    return format_html(
        '<dl class="entries">{}</dl>',
        format_html_join("", "<div><dt>{}</dt><dd>{} {} {}{}</dd></div>\n", rows),
    )


def _held(tie: Tie) -> str:
    if tie.judged_on:
        day = date_format(tie.judged_on, "DATE_FORMAT")
        return gettext("judged the same by a person, %(day)s") % {"day": day}
    if tie.probability is None:
        return ""
    percent = as_percent(tie.probability)
    return gettext("the same with %(percent)s %% probability") % {"percent": percent}


def _why(tie: Tie) -> str:
    said = said_reasons(tie.reasons)[:MOST_REASONS]
    return f": {'; '.join(said)}." if said else ""


def history_html(moments: Sequence[Moment]) -> SafeString:
    """Draw the moments of an organisation's life."""
    return format_html_join(
        "",
        '<div><dt><time datetime="{}">{}</time></dt><dd>{}</dd></div>\n',
        (
            (
                moment.day.isoformat(),
                date_format(moment.day, "DATE_FORMAT"),
                _told(moment.edition, moment.steps)
                if moment.edition
                else format_html_join("", "<p>{}</p>", ((_event(e),) for e in moment.events)),
            )
            for moment in moments
        ),
    )


def _told(edition: Edition, steps: Sequence[VersionStep]) -> SafeString:
    """Draw what one edition told of the entries."""
    words = gettext(
        '<a href="%(edition_url)s">Edition %(number)s</a> of <span dir="auto">%(source)s</span>:'
    )
    head = _filled(
        words,
        edition_url=reverse("registry:edition", args=[edition.source.slug, edition.number]),
        number=edition.number,
        source=edition.source.title,
    )
    labels = format_html_join(", ", "{}{}", ((s.label, _which(s, len(steps))) for s in steps))
    changes = format_html_join("", "{}", ((changes_html(s.fields),) for s in steps if s.fields))
    return format_html("<p>{} {}</p>{}", head, labels, changes)


def _which(step: VersionStep, of: int) -> SafeString | str:
    """Name the entry where one edition told of several."""
    number = step.version.record_id
    if of < 2:
        return ""
    text = gettext("entry %(number)s") % {"number": number}
    return format_html(' (<a href="{}">{}</a>)', record_url(number), text)


def _event(event: Happening) -> SafeString:
    other = ""
    if event.other:
        address = reverse("registry:organisation", args=[event.other])
        other = format_html(': <a href="{}">{}</a>', address, event.other)
    entry = format_html(" ({})", entry_html(event.record)) if event.record else ""
    return format_html("{} {}{}{}", gettext("Inventory woven:"), event.kind.label, other, entry)


def changes_html(fields: Sequence[FieldChange]) -> SafeString | str:
    """Draw what an edition changed in an entry, field by field; nothing where nothing changed."""
    if not fields:
        return ""
    rows = ((gettext(f.label), _whether(f), _sides(f)) for f in fields)
    return format_html('<ul class="note">{}</ul>', format_html_join("", "<li>{}{}: {}</li>", rows))


def _whether(change: FieldChange) -> str:
    if change.before and change.after:
        return ""
    word = gettext("taken away") if change.before else gettext("new")
    return f", {word}"


def _sides(change: FieldChange) -> SafeString:
    """Draw what stood before and what stands now, for readers who see no strokes too."""
    hidden = '<{}><span class="visually-hidden">{} </span>{}</{}>'
    sides = []
    if change.before:
        sides.append(
            (format_html(hidden, "del", gettext("before:"), lines_html(change.before), "del"),)
        )
    if change.after:
        sides.append(
            (format_html(hidden, "ins", gettext("now:"), lines_html(change.after), "ins"),)
        )
    return format_html_join(" → ", "{}", sides)


def entries_html(entries: Sequence[Record]) -> SafeString:
    """Draw the entries behind an organisation, with edition, licence and credit of each source."""
    gone = gettext("no longer listed")
    days: Mapping[date, str] = {
        day: date_format(day, "DATE_FORMAT") for day in {e.last_edition.as_of for e in entries}
    }
    return format_html_join(
        "",
        '<li><a href="{}" dir="auto">{}</a><p class="note">{}</p></li>\n',
        (
            (
                record_url(entry.pk),
                entry.source.title,
                _standing(entry, days[entry.last_edition.as_of], gone),
            )
            for entry in entries
        ),
    )


def _standing(entry: Record, day: str, gone: str) -> SafeString:
    source = entry.source
    edition = gettext("edition %(number)s, %(day)s") % {
        "number": entry.last_edition.number,
        "day": day,
    }
    told = [edition, *([] if entry.listed else [gone])]
    told += [
        format_html('<span dir="auto">{}</span>', text)
        for text in (source.licence, source.attribution)
        if text
    ]
    return format_html_join("; ", "{}", ((part,) for part in told))


def _filled(message: str, **values: str | int) -> SafeString:
    """Fill the slots of a translated message that holds markup; the values are escaped."""
    escaped = {name: conditional_escape(str(value)) for name, value in values.items()}
    return SafeString(message % escaped)
