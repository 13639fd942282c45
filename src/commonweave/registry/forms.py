"""What a person fills in: the facets of the directory, the answer of the clerical review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonweave.registry.models.inventory import Verdict
from commonweave.registry.queries.directory import Choice
from commonweave.registry.queries.filters import FACETS, DirectoryFilters

STATUSES: Mapping[str, object] = {
    "active": _("active"),
    "inactive": _("inactive"),
    "dissolved": _("dissolved"),
    "emerging": _("emerging"),
}
LISTED: Mapping[str, object] = {
    "yes": _("on a current list"),
    "no": _("no longer on any list"),
}


@dataclass(frozen=True)
class Option:
    """One value of a facet as the form offers it; `count` is None where it was not counted."""

    value: str
    label: str
    count: int | None
    chosen: bool


@dataclass(frozen=True)
class FacetSelect:
    """A facet as a field of the form."""

    name: str
    label: str
    options: Sequence[Option]


def facet_selects(
    filters: DirectoryFilters, choices: Mapping[str, Sequence[Choice]]
) -> list[FacetSelect]:
    """Return the fields of the directory's form; a facet with nothing to choose is left out."""
    selects = []
    for name, label in FACETS.items():
        chosen = getattr(filters, name)
        options = [
            Option(c.value, choice_label(name, c), c.count, c.value == chosen)
            for c in choices[name]
        ]
        if chosen and not any(option.chosen for option in options):
            options.insert(
                0, Option(chosen, choice_label(name, Choice(chosen, chosen, 0)), None, True)
            )
        if options:
            selects.append(FacetSelect(name, gettext(label), options))
    return selects


def choice_label(facet: str, choice: Choice) -> str:
    """Return how a value of a facet is written for a person."""
    words = {"status": STATUSES, "listed": LISTED}.get(facet, {})
    return str(words.get(choice.value, choice.label))


class AnswerForm(forms.Form):
    """An answer on a pair. `seen` is the judgement that held when the question was asked."""

    verdict = forms.ChoiceField(
        choices=[(v.value, v.label) for v in (Verdict.SAME, Verdict.DIFFERENT, Verdict.UNSURE)]
    )
    reason = forms.CharField(required=False, max_length=500, label=_("Reason (optional)"))
    seen = forms.IntegerField(min_value=0)
