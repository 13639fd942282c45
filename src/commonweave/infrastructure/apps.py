"""How Django knows this room."""

from django.apps import AppConfig


class InfrastructureConfig(AppConfig):
    name = "commonweave.infrastructure"
    label = "infrastructure"
    default_auto_field = "django.db.models.BigAutoField"
