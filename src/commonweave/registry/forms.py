"""What a person fills in: the answer of the clerical review."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from commonweave.registry.models.inventory import Answer

ANSWERS = (Answer.SAME, Answer.DIFFERENT, Answer.UNSURE)


class AnswerForm(forms.Form):
    """An answer on a pair. `seen` is the judgement that held when the question was asked."""

    verdict = forms.ChoiceField(choices=[(v.value, v.label) for v in ANSWERS])
    reason = forms.CharField(
        required=False,
        max_length=500,
        label=_("Reason"),
        help_text=_("Other editors read it; it is not published."),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    seen = forms.IntegerField(min_value=0, max_value=2**63 - 1, widget=forms.HiddenInput)


class RunForm(forms.Form):
    """A decision on a run of the weave."""

    decision = forms.ChoiceField(choices=[(v, v) for v in ("accept", "refuse", "take_back")])
    reason = forms.CharField(required=False, max_length=500)
