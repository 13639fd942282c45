"""How sign-in differs from the library's own way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, override


class DoorKeeper(DefaultAccountAdapter):
    """Keeps the door: no strangers unless the setting says so, and each in their own language."""

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        """Tell whether strangers may make an account for themselves."""
        return bool(settings.SIGNUP_OPEN)

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Let the browser speak the language that the person chose."""
        with override(user.language or get_language()):
            response: HttpResponse = super().post_login(request, user, **kwargs)
        if user.language:
            speak(response, user.language)
        return response


def speak(response: HttpResponse, language: str) -> None:
    """Remember a language in the browser, as Django's own language switch does."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite="Lax",
    )


def name_under_trial(request: HttpRequest, credentials: Mapping[str, Any] | None) -> str:
    """Return the e-mail address that a sign-in is tried with, for counting failures."""
    given = (credentials or {}).get("email") or request.POST.get("login", "")
    return str(given).strip().lower()
