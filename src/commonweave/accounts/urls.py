"""A person's own pages, beside those of the sign-in library."""

from __future__ import annotations

from django.urls import path

from commonweave.accounts import views

app_name = "accounts"

urlpatterns = [path("", views.show_self, name="self")]
