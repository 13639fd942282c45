"""Every address of the house."""

from __future__ import annotations

from django.urls import include, path
from django.views.i18n import set_language

from commonweave.site import views
from commonweave.site.api import api
from commonweave.site.stylesheet import stylesheet

urlpatterns = [
    path("", views.home, name="home"),
    path("", include("commonweave.registry.urls")),
    path("accounts/", include("commonweave.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("language/", set_language, name="set_language"),
    path("api/v1/docs", views.show_api, name="api-docs"),
    path("api/v1/", api.urls),
    path("house.<str:digest>.css", stylesheet, name="stylesheet"),
    path("healthz", views.healthz, name="healthz"),
]
