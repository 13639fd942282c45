"""The bare Django page that ours are measured beside."""

from __future__ import annotations

from pathlib import Path

from django import forms
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template import Context, Engine
from django.urls import path
from django.utils.translation import gettext as _

from commonweave.accounts.models import Space
from commonweave.registry.models import Organisation

ENGINE = Engine(dirs=[Path(__file__).parent / "templates"])
TEMPLATE = ENGINE.get_template("page.html")


class SearchForm(forms.Form):
    name = forms.CharField(max_length=100)
    town = forms.CharField(max_length=100, required=False)
    kind = forms.ChoiceField(choices=[("a", "A"), ("b", "B")])


def page(request: HttpRequest) -> HttpResponse:
    context = {
        "title": _("Organisations"),
        "organisations": list(Organisation.objects.order_by("-pk")[:20]),
        "first": Organisation.objects.order_by("pk").first(),
        "spaces": list(Space.objects.all()),
        "form": SearchForm(),
        "token": get_token(request),
    }
    return HttpResponse(TEMPLATE.render(Context(context)))


urlpatterns = [path("", page)]
