"""What a person fills in: the answer of the clerical review, a word of the house."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonweave.registry.models.inventory import Answer, WordKind

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


class WordForm(forms.Form):
    """A word that the house adds to the lexicon."""

    form = forms.CharField(
        max_length=80,
        label=_("Word"),
        help_text=_("As it stands in names; several words may belong together."),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(choices=WordKind.choices, label=_("What it tells"))
    concept = forms.CharField(
        required=False,
        max_length=40,
        label=_("Concept"),
        help_text=_(
            "In letters a-z, such as mutual or housing. Words of one concept count as the same "
            "word. Not needed for a word that tells nothing."
        ),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "list": "types"}
        ),
    )
    language = forms.CharField(
        required=False,
        max_length=16,
        label=_("Language"),
        help_text=_("A code such as fr or sw."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    reason = forms.CharField(
        max_length=500,
        label=_("Why"),
        help_text=_("Other editors read it; it is not published."),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for a concept where the word tells something."""
        told = self.cleaned_data
        if not told.get("concept") and "kind" in told:
            if told["kind"] == WordKind.STOP:
                told["concept"] = WordKind.STOP.value
            elif "concept" in told:
                self.add_error("concept", _("Say which concept the word stands for."))
        return told


class ProposalForm(WordForm):
    """A word that answers propose: they are the reason for it."""

    form = forms.CharField(max_length=80, widget=forms.HiddenInput)
    reason = None  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.help_text = ""  # said once for all words of the page


class DeclineForm(forms.Form):
    """A word that answers propose and the house does not want."""

    form = forms.CharField(max_length=80)


class RefitForm(forms.Form):
    """What to do about the weights for a source. `seen` is the fit that the page showed."""

    decision = forms.ChoiceField(choices=[(v, v) for v in ("try", "use", "take_back")])
    seen = forms.IntegerField(min_value=0, max_value=2**63 - 1)
