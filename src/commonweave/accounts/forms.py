"""What a person may change of themselves."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from commonweave.accounts.models import Person


class SelfForm(forms.ModelForm[Person]):
    """Name and language."""

    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        help_text=_("For pages after sign-in and for mail from this house."),
    )

    class Meta:
        model = Person
        fields = ["name", "language"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        own_names = [
            (code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES
        ]
        self.fields["name"].widget.attrs.update({"autocomplete": "name", "dir": "auto"})
        language = self.fields["language"]
        assert isinstance(language, forms.ChoiceField)
        language.choices = [("", _("As the browser asks")), *own_names]
