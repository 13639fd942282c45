"""A person's own page."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from commonweave.accounts.adapter import speak
from commonweave.accounts.forms import SelfForm
from commonweave.accounts.models import Person
from commonweave.accounts.queries import list_posts
from commonweave.accounts.services import describe_self


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show_self(request: HttpRequest) -> HttpResponse:
    """Show who is signed in, which posts they hold, and the way to password and second factor."""
    assert isinstance(request.user, Person)  # said by login_required
    person = Person.objects.get(pk=request.user.pk)
    form = SelfForm(
        request.POST or None, initial={"name": person.name, "language": person.language}
    )
    if request.method == "POST" and form.is_valid():
        language = form.cleaned_data["language"]
        describe_self(person=person, name=form.cleaned_data["name"], language=language)
        with override(language or None):
            messages.success(request, _("Your name and language are stored."))
        response = redirect("accounts:self")
        if language:
            speak(response, language)
        return response
    context = {"form": form, "posts": list_posts(person=person), "crumbs": [(_("You"), "")]}
    return render(request, "accounts/self.html", context)
