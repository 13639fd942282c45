"""The reckoning of a pair as a table with bars: from the base rate to the probability."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from commonweave.linkage.assets import load_scorecard
from commonweave.linkage.domain.waterfall import (
    Step,
    odds_of,
    percent_words,
    span,
    waterfall,
)
from commonweave.linkage.domain.words import reason_words
from commonweave.registry.words import step_words

_SCALE = 1000
"""Units of a bar's drawing from the lowest to the highest log-odds; five more on each side."""


def waterfall_html(reasons: Iterable[Mapping[str, Any]], probability: float) -> SafeString:
    """Draw how reasons lead from the base rate to a probability; each row says it in words."""
    total = odds_of(probability)
    steps = waterfall(reasons, base=load_scorecard().intercept, total=total)
    reach = span(steps)
    rows = ((_words(step), *_figures(step, reach)) for step in steps)
    end = Step("sum", total, 0.0)
    return format_html(
        '<div class="table-frame"><table class="waterfall" role="table">'
        '<thead role="rowgroup"><tr role="row">'
        '<th role="columnheader" scope="col">{}</th>'
        '<td role="cell" class="bar"></td>'
        '<th role="columnheader" scope="col" class="number">{}</th>'
        '<th role="columnheader" scope="col" class="number">{}</th></tr></thead>\n'
        '<tbody role="rowgroup">{}</tbody>\n<tfoot role="rowgroup">{}</tfoot></table></div>',
        gettext("Reason"),
        gettext("Weight"),
        gettext("Probability so far"),
        format_html_join("\n", _ROW, rows),
        format_html(_ROW, gettext("Together"), *_figures(end, reach)),
    )


_ROW = (
    '<tr role="row"><th role="rowheader" scope="row">{}</th><td role="cell" class="bar">{}</td>'
    '<td role="cell" class="number">{}</td><td role="cell" class="number">{}</td></tr>'
)


def _words(step: Step) -> SafeString:
    """Say what a row is about; what was silent is listed in small."""
    if step.kind != "absent":
        return format_html("{}", step_words(step))
    told = "; ".join(reason_words(reason, gettext) for reason in step.reasons)
    return format_html('{} <span class="note">{}</span>', step_words(step), told)


def _figures(step: Step, reach: tuple[float, float]) -> tuple[SafeString, str, str]:
    weight = round(step.weight, 1) + 0.0  # no minus before a zero
    return _bar(step, reach), f"{weight:+.1f}", percent_words(step.after)


def _bar(step: Step, reach: tuple[float, float]) -> SafeString:
    low, high = reach
    zero, start, end = (
        round((at - low) / (high - low) * _SCALE) for at in (0.0, step.before, step.after)
    )
    return format_html(
        '<svg viewBox="-5 0 1010 10" preserveAspectRatio="none" aria-hidden="true">'
        '<line x1="{}" x2="{}" y1="0" y2="10"/>'
        '<rect class="{}" x="{}" y="2" width="{}" height="6"/></svg>',
        str(zero),
        str(zero),
        "for" if step.weight >= 0 else "against",
        str(min(start, end)),
        str(max(2, abs(end - start))),
    )
