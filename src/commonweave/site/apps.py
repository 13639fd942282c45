"""How Django knows the face."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "commonweave.site"
    label = "site"
